import { textsIn } from '@ecommerce/shared/languages/language.ts';
import { log } from '@ecommerce/shared/log.ts';
import { type Mail, sendMail } from '@ecommerce/shared/mail.ts';
import { isolated, singleLine } from '@ecommerce/shared/mails/formatting.ts';
import { renderMail } from '@ecommerce/shared/mails/mailTemplate.ts';
import { shopName } from '@ecommerce/shared/shopName.ts';
import type { User } from '../account/account.ts';
import { getUser } from '../account/userStore.ts';
import type { AccountMailRequest, ExportMailRequest } from './accountMailRequest.ts';

/** Tells the owner of a confirmed account what happened to it, at the address and in the language that the account has by then. */
export const sendAccountMail = async (request: Exclude<AccountMailRequest, ExportMailRequest>): Promise<void> => {
  const { mail: kind, userId } = request;
  const user: Addressee | undefined = 'email' in request ? request : await getUser(userId);
  if (!user) return log.info('mail dropped: there is no such account', { userId, kind });
  const to = kind === 'emailChanged' ? (user.previousEmail ?? user.email) : user.email;
  await sendMail(accountMail(kind, to, user));
  log.info('mail sent', { userId, kind });
};

type Addressee = Pick<User, 'fullName' | 'email' | 'previousEmail' | 'locale'>;

/**
 * Renders an email about an account in its language.
 *
 * @param download address of a file that it links to
 */
export const accountMail = (
  kind: AccountMailRequest['mail'],
  to: string,
  { fullName, locale }: Pick<User, 'fullName' | 'locale'>,
  download?: string,
): Mail => {
  const texts = textsIn(locale);
  const wording = texts.accounts[kind]({ name: isolated(singleLine(fullName)), shop: shopName });
  const links = download === undefined ? [] : [{ label: texts.links.download, url: download }];
  return { to, ...renderMail({ ...wording, texts, links, shopName }) };
};
