import { requestMail } from '@ecommerce/shared/mailQueue.ts';
import * as z from 'zod';

/** The account events that the owner is notified of. */
const AccountMailKind = z.enum([
  'signedUpAgain',
  'addressWanted',
  'nameChanged',
  'passwordChanged',
  'emailChanging',
  'emailChanged',
  'mfaEnabled',
  'mfaDisabled',
  'mfaRemoved',
  'groupsChanged',
]);
export type AccountMailKind = z.infer<typeof AccountMailKind>;

/** The last email of an account. The rows are gone when it is sent, so the request contains what it needs. */
const GoodbyeMailRequest = z.strictObject({
  mail: z.literal('accountDeleted'),
  userId: z.string().min(1),
  email: z.string(),
  fullName: z.string(),
  locale: z.string().optional(),
});
type GoodbyeMailRequest = z.infer<typeof GoodbyeMailRequest>;

/** The email with the link to an export. The link is made when it is sent: no queue contains it. */
const ExportMailRequest = z.strictObject({
  mail: z.literal('exportReady'),
  userId: z.string().min(1),
  exportId: z.string().min(1),
});
export type ExportMailRequest = z.infer<typeof ExportMailRequest>;

/** A message of the notification queue: what happened to which account. Its address and name are read when the mail is sent. */
export const AccountMailRequest = z.discriminatedUnion('mail', [
  z.strictObject({ mail: AccountMailKind, userId: z.string().min(1) }),
  GoodbyeMailRequest,
  ExportMailRequest,
]);
export type AccountMailRequest = z.infer<typeof AccountMailRequest>;

/** Requests the mail that tells the owner of a confirmed account what happened to it. */
export const requestAccountMail = async (mail: AccountMailKind, userId: string): Promise<void> => {
  await requestMail({ mail, userId } satisfies AccountMailRequest);
};

/** Requests the mail that tells the owner of an account that it was deleted. */
export const requestGoodbyeMail = async (account: Omit<GoodbyeMailRequest, 'mail'>): Promise<void> => {
  await requestMail({ mail: 'accountDeleted', ...account } satisfies AccountMailRequest);
};

/** Requests the mail with the link to an export. */
export const requestExportMail = async (userId: string, exportId: string): Promise<void> => {
  await requestMail({ mail: 'exportReady', userId, exportId } satisfies AccountMailRequest);
};
