/** An error response of a service. */
export type Refusal = {
  status: number;
  code: string;
  message: string;
  /** Further elements of the XML error, in order. */
  details?: Record<string, string>;
};

export const accessDenied: Refusal = { status: 403, code: 'AccessDenied', message: 'Access Denied' };

const escapeXml = (text: string): string => text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** Formats an error as an XML element, for S3, SNS and SES. */
export const toErrorElement = ({ code, message, details }: Omit<Refusal, 'status'>): string => {
  const elements = Object.entries({ Code: code, Message: message, ...details });
  return `<Error>${elements.map(([name, value]) => `<${name}>${escapeXml(value)}</${name}>`).join('')}</Error>`;
};

/**
 * Returns the body of an S3 error.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#RESTErrorResponses
 */
export const toErrorXml = (refusal: Refusal): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${toErrorElement(refusal)}`;
