import { readEnvironment } from '@ecommerce/shared/config.ts';
import { log } from '@ecommerce/shared/log.ts';
import * as z from 'zod';
import { forgetAddress } from '../account/addresses.ts';
import { forgetName } from '../account/names.ts';
import { deleteRows } from '../account/rowStore.ts';
import { entryKeys } from '../account/userEntries.ts';
import { getUser } from '../account/userStore.ts';
import { bookKey } from '../addressBook/addressBook.ts';
import { deleteExportFiles } from '../dataExport/exportFileStore.ts';
import { exportsKey } from '../dataExport/exportStore.ts';
import { requestGoodbyeMail } from '../mails/accountMailRequest.ts';
import { publishAccountDeleted } from './accountEventsTopic.ts';
import {
  completeDeletion,
  type DeletedAccount,
  markDeleted,
  markOwnerInformed,
  readDeletedAccount,
  recordDeletion,
} from './deletedAccountStore.ts';
import { deleteAccountOf } from './deletionPool.ts';

/** For how long after its deletion an account's tokens may be accepted. */
const { FOLLOW_UP_SECONDS } = readEnvironment({ FOLLOW_UP_SECONDS: z.coerce.number().int().positive() });

/**
 * Deletes an account: in the user pool, so that nobody gets another token; then its rows; then the other services' data, by an event. All of it
 * may be done again at any time, and so continues wherever an earlier call was cut off.
 *
 * Services check tokens without asking the pool. So tokens that were issued before are accepted for up to an hour, and what is written with
 * them has to be deleted as well: after that hour everything is done once more, and only then is the deletion complete.
 *
 * @returns the seconds until this has to be called again; 0 once the deletion is complete
 */
export const deleteAccount = async (userId: string): Promise<number> => {
  const account = (await readDeletedAccount(userId)) ?? (await beginDeletion(userId));
  await deleteAccountOf(userId);
  const deletedAt = account.deletedAt ?? (await markDeleted(userId, new Date(Date.now())));
  await forget(account);
  const left = Math.ceil((Date.parse(deletedAt) - Date.now()) / 1000) + FOLLOW_UP_SECONDS;
  await publishAccountDeleted(userId, deletedAt, left <= 0);
  await informOwner(account);
  if (left > 0) return left;
  await completeDeletion(userId);
  log.info('account deleted', { userId });
  return 0;
};

const beginDeletion = async (userId: string): Promise<DeletedAccount> => {
  const requestedAt = new Date().toISOString();
  const user = await getUser(userId);
  if (!user) return recordDeletion({ userId, requestedAt });
  const { username, fullName, email, locale } = user;
  return recordDeletion({
    userId,
    requestedAt,
    username,
    fullName,
    email,
    ...(locale === undefined ? {} : { locale }),
  });
};

/** Deletes the rows and exports of an account. Its name and its address are free from then on. */
const forget = async ({ userId, username = userId, fullName, email, requestedAt }: DeletedAccount): Promise<void> => {
  const gone = { userId, username, since: Date.parse(requestedAt) };
  if (email !== undefined) await forgetAddress(email, gone);
  if (fullName !== undefined) await forgetName(fullName, gone);
  await deleteRows([...entryKeys(userId), bookKey(userId), exportsKey(userId), userId]);
  await deleteExportFiles(userId); // after their row: dataExport/collectExport.ts
};

const informOwner = async ({ userId, email, fullName, locale, isOwnerInformed }: DeletedAccount): Promise<void> => {
  if (email === undefined || fullName === undefined || isOwnerInformed) return;
  await requestGoodbyeMail({ userId, email, fullName, locale });
  await markOwnerInformed(userId);
};
