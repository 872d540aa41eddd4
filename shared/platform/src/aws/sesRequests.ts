import isAddress from 'aws-ses-v2-local/dist/isEmailValid.js';
import type { Refusal } from './storage/refusal.ts';

const MAX_RECIPIENTS = 50;

/** Lists of the Query protocol have an entry for each member: `ReplyToAddresses.member.1`. */
export const membersOf = (form: URLSearchParams, list: string): string[] =>
  [...form].filter(([key]) => key.startsWith(`${list}.member.`)).map(([, value]) => value);

/** An address may come with a name: `Jane Doe <jane@example.com>`. */
export const addressIn = (recipient: string): string => /<([^<>]*)>\s*$/.exec(recipient)?.[1] ?? recipient.trim();

const addressFault = (recipient: string): string | undefined => {
  if (!recipient.includes('@') || recipient.trim().endsWith('@')) return "Missing final '@domain'";
  const address = addressIn(recipient);
  if (!isAddress.default(address) || address.length > 320 || address.indexOf('@') > 64) return 'Illegal address';
  return undefined;
};

const invalid = (message: string): Refusal => ({ status: 400, code: 'InvalidParameterValue', message });

const missing = (member: string): Refusal => ({
  status: 400,
  code: 'ValidationError',
  message: `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
});

const addressRefusal = (recipients: string[], others: string[]): Refusal | undefined => {
  if (recipients.length > MAX_RECIPIENTS) return invalid(`Recipient count exceeds ${MAX_RECIPIENTS}.`);
  const fault = [...recipients, ...others].map(addressFault).find((found) => found !== undefined);
  return fault === undefined ? undefined : invalid(fault);
};

/**
 * Returns why SES rejects a SendEmail or SendRawEmail request; `undefined` if it does not.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference/API_SendEmail.html
 * @see https://docs.aws.amazon.com/ses/latest/APIReference/CommonErrors.html
 */
export const refusalOf = (form: URLSearchParams): Refusal | undefined => {
  const action = form.get('Action');
  const source = form.get('Source');
  if (action === 'SendRawEmail') {
    if (!form.has('RawMessage.Data')) return missing('rawMessage');
    return addressRefusal(membersOf(form, 'Destinations'), source === null ? [] : [source]);
  }
  if (action !== 'SendEmail')
    return { status: 400, code: 'InvalidAction', message: `Could not find operation ${action} for version 2010-12-01` };
  if (source === null) return missing('source');
  if (!form.has('Message.Subject.Data')) return missing('message.subject');
  if (!form.has('Message.Body.Text.Data') && !form.has('Message.Body.Html.Data')) return missing('message.body');
  const recipients = ['To', 'Cc', 'Bcc'].flatMap((kind) => membersOf(form, `Destination.${kind}Addresses`));
  if (recipients.length === 0) return invalid("Empty required header 'To'.");
  return addressRefusal(recipients, [source, ...membersOf(form, 'ReplyToAddresses')]);
};
