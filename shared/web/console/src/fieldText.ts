export type Translate = (key: string, options?: Record<string, unknown>) => string;

/** What the APIs say about a field, as a pattern, and the text that says it; the groups of a pattern are values of the text. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:Too small: expected string to have >=1 |Invalid input: expected \w+, received (?:undefined|null|NaN)$)/,
    'required',
  ],
  [/^(?:is required|is needed|must hold (?:a character that can be seen|an address))/, 'required'],
  [/^Too big: expected string to have <=(?<n>\d+)/, 'tooLong'],
  [/^Too small: expected string to have >=(?<n>\d+)/, 'tooShort'],
  [/^must have at most (?<n>\d+) fraction digits/, 'digits'],
  [/^must have at most (?<n>\d+) entries/, 'tooMany'],
  [/^must not raise the stock above (?<n>\d+)/, 'stockLimit'],
  [/^must be an image of the product/, 'invalid'],
  [/^Too big: expected array to have <=(?<n>\d+)/, 'tooMany'],
  [/^Too small: expected array to have >=(?<n>\d+)/, 'tooFew'],
  [/^Too big: expected \w+ to be <=(?<n>\S+)/, 'atMost'],
  [/^Too small: expected \w+ to be >=(?<n>\S+)/, 'atLeast'],
  [/^Too big: expected \w+ to be <(?<n>\S+)/, 'below'],
  [/^(?:Too small: expected \w+ to be >0$|must not be 0$)/, 'aboveZero'],
  [/^Too small: expected \w+ to be >(?<n>\S+)/, 'above'],
  [/^Invalid number: must be a multiple of (?<n>\S+)/, 'multipleOf'],
  [/^Invalid input: expected (?:int|number)/, 'number'],
  [/^(?:Invalid URL|must be an http or https address)/, 'webAddress'],
  [/^(?:Invalid email address|must be a mail address)/, 'email'],
  [/^(?:Invalid option|Invalid input|Invalid string|Invalid \w+)/, 'invalid'],
  [/^must not hold control characters/, 'controlCharacters'],
  [/^must not hold U\+FFFD/, 'lostCharacters'],
  [/^must hold a letter or a digit/, 'letterOrDigit'],
  [/^must be a phone number/, 'phone'],
  [/^must be a VAT id/, 'vatId'],
  [/^(?:must be|is not) a country code/, 'country'],
  [/^must be a region code/, 'region'],
  [/^is not a (?:postal code|region) of .* such as (?<example>\S+)$/, 'example'],
  [/^must name a country, or regions/, 'countryOrRegions'],
  [/^must be more than in the step before/, 'steps'],
  [/^must not be less than minDays/, 'days'],
  [/^must be after (?:startsAt|from)/, 'afterStart'],
  [/^must not be in the past/, 'notPast'],
  [/^must be in the future/, 'inFuture'],
  [/^must be within two years/, 'twoYears'],
  [/^must be above the price/, 'abovePrice'],
  [/^is (?:named|used) twice/, 'twice'],
  [/^is already the label of a rate/, 'rateLabel'],
  [/^is not in this order/, 'notInOrder'],
  [/^must hold at least one field/, 'nothing'],
  [/^(?:must be an address that begins with|It has to begin with|It is no address)/, 'webAddress'],
  [/^(?:must be an address, such as|must begin with https)/, 'secureAddress'],
  [/^must (?:belong to a host of the Internet|not hold a name or password|not have a fragment)/, 'webhookAddress'],
  [/^is one too many: there are (?<n>\d+) webhooks/, 'webhooksFull'],
  [/^(?:It does not belong to a host of the Internet|It holds a name or password)/, 'pictureAddress'],
  [/^(?:Its host cannot be reached|Its host failed|It did not answer in time)/, 'pictureHost'],
  [/^Its host answered with the status (?<n>\d+)/, 'pictureStatus'],
  [/^(?:It is larger than|larger than)/, 'pictureSize'],
  [/^(?:not an image|the image|It is of the type|It is compressed)/, 'pictureType'],
  [/^A product has at most (?<n>\d+) images/, 'pictureCount'],
  [/^(?:There was no time left|It was not checked in time)/, 'pictureTime'],
  [/^This shop fetches no pictures/, 'picturesOff'],
  [/^must leave the tree with at most (?<n>\d+) levels/, 'tooDeep'],
];

/** Says what is wrong with a field in the person's language, if the console has a text for it; else as the API says it. */
export const fieldText = (message: string, translate: Translate): string => {
  for (const [pattern, text] of PATTERNS) {
    const match = pattern.exec(message);
    if (match) return translate(`console.fieldErrors.${text}`, { _: message, ...match.groups });
  }
  return message;
};
