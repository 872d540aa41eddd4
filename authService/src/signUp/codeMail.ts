import { textsIn } from '@ecommerce/shared/languages/language.ts';
import type { Texts, Wording } from '@ecommerce/shared/languages/texts.ts';
import { isolated, singleLine } from '@ecommerce/shared/mails/formatting.ts';
import { renderMail } from '@ecommerce/shared/mails/mailTemplate.ts';
import { shopName } from '@ecommerce/shared/shopName.ts';
import { hasTicket, needsReset, readAddress } from '../account/addresses.ts';
import { readName } from '../account/names.ts';
import { countMail } from './mailLimit.ts';

type Recipient = { sub: string; username: string; fullName: string; email: string; locale: string | undefined };

/** An email that Cognito sends, as HTML. */
type CodeMail = { subject: string; message: string };

/**
 * Writes the email with the code that confirms an account. It names the account, so that nobody confirms somebody else's by mistake.
 *
 * @param placeholder Cognito replaces it by the code
 * @param occasion tells whether the email was already counted: by the route, which has a ticket, or when the user entered the pool
 * @throws DomainError TOO_MANY_REQUESTS if the address has received its maximum of emails in this hour
 */
export const wordConfirmation = async (
  recipient: Recipient,
  placeholder: string,
  occasion: { isSignUp: boolean; ticket: string | undefined },
): Promise<CodeMail> => {
  const { sub, username, fullName, email } = recipient;
  const [name, address] = await Promise.all([readName(fullName), readAddress(email)]);
  const isCounted = occasion.isSignUp || hasTicket(address, username, occasion.ticket);
  if (!isCounted) await countMail(email);
  const isNameTaken = name?.owner !== undefined && name.owner !== sub;
  const isContested = needsReset(address, sub);
  return codeMail(recipient, placeholder, ({ codes }, account) =>
    codes.confirmation({ ...account, isNameTaken, isContested }),
  );
};

/**
 * Writes the email with the code that resets an account's password.
 *
 * @throws DomainError TOO_MANY_REQUESTS if the address has received its maximum of emails in this hour
 */
export const wordReset = async (recipient: Recipient, placeholder: string): Promise<CodeMail> => {
  await countMail(recipient.email);
  return codeMail(recipient, placeholder, ({ codes }, account) => codes.passwordReset(account));
};

/** Writes the email with the code that confirms a new address of an account. The route has counted it. */
export const wordNewAddress = (recipient: Recipient, placeholder: string): CodeMail =>
  codeMail(recipient, placeholder, ({ codes }, account) => codes.newAddress(account));

/** Renders the email in the account's language. */
const codeMail = (
  { fullName, locale }: Recipient,
  code: string,
  write: (texts: Texts, account: { name: string; shop: string }) => Wording,
): CodeMail => {
  const texts = textsIn(locale);
  const wording = write(texts, { name: isolated(singleLine(fullName)), shop: shopName });
  const { subject, html } = renderMail({ ...wording, texts, code, shopName });
  return { subject, message: withoutFormatCharacters(html) };
};

/**
 * Encodes format characters, such as the joiners of a name, as references: Cognito's patterns for messages have none of them.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_MessageTemplateType.html
 */
const withoutFormatCharacters = (html: string): string =>
  html.replaceAll(/\p{Cf}/gu, (character) => `&#${character.codePointAt(0)};`);
