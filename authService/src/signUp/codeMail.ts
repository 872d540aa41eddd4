import { hasTicket, needsReset, readAddress } from '../account/addresses.ts';
import { readName } from '../account/names.ts';
import { countMail } from './mailLimit.ts';

type Recipient = { sub: string; username: string; fullName: string; email: string };

/** An email that Cognito sends, as HTML. */
type CodeMail = { subject: string; message: string };

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const paragraphs = (lines: string[]): string => lines.map((line) => `<p>${line}</p>`).join('\n');

/**
 * Writes the email with the code that confirms an account. It names the account, so that nobody confirms somebody else's by mistake.
 *
 * @param placeholder Cognito replaces it by the code
 * @param occasion tells whether the email was already counted: by the route, which has a ticket, or when the user entered the pool
 * @throws DomainError TOO_MANY_REQUESTS if the address has received its maximum of emails in this hour
 */
export const wordConfirmation = async (
  { sub, username, fullName, email }: Recipient,
  placeholder: string,
  shopName: string,
  occasion: { isSignUp: boolean; ticket: string | undefined },
): Promise<CodeMail> => {
  const [name, address] = await Promise.all([readName(fullName), readAddress(email)]);
  const isCounted = occasion.isSignUp || hasTicket(address, username, occasion.ticket);
  if (!isCounted) await countMail(email);
  const lines = [
    `Your confirmation code is ${placeholder}`,
    `It confirms the account of “${escaped(fullName)}” at ${escaped(shopName)}, and is valid for 24 hours.`,
    ...(name?.owner === undefined || name.owner === sub
      ? []
      : ['Another account has the same name. Please sign in with your email address instead of the name.']),
    ...(needsReset(address, sub)
      ? [
          'This address was used to sign up more than once, with different passwords. Once it is confirmed, please set a new password.',
        ]
      : []),
    'If you did not sign up, please ignore this email: without the code nobody can use the account.',
  ];
  return { subject: `${shopName}: your confirmation code`, message: paragraphs(lines) };
};

/**
 * Writes the email with the code that resets an account's password.
 *
 * @throws DomainError TOO_MANY_REQUESTS if the address has received its maximum of emails in this hour
 */
export const wordReset = async (
  { fullName, email }: Recipient,
  placeholder: string,
  shopName: string,
): Promise<CodeMail> => {
  await countMail(email);
  return {
    subject: `${shopName}: your password reset code`,
    message: paragraphs([
      `Your password reset code is ${placeholder}`,
      `It sets a new password for the account of “${escaped(fullName)}” at ${escaped(shopName)}, and is valid for an hour.`,
      'If you did not request it, please ignore this email: your password has not changed.',
    ]),
  };
};

/** Words the mail with the code that confirms a new address of an account. The route has counted it. */
export const wordNewAddress = (
  { fullName }: Pick<Recipient, 'fullName'>,
  placeholder: string,
  shopName: string,
): CodeMail => ({
  subject: `${shopName}: confirm your new email address`,
  message: paragraphs([
    `Your code for the new email address is ${placeholder}`,
    `It makes this address the one of the account of “${escaped(fullName)}” at ${escaped(shopName)}, and is valid for 24 hours.`,
    'If you did not request it, please ignore this email: nothing has changed.',
  ]),
});
