import { log } from '@ecommerce/shared/log.ts';
import { getUser } from '../account/userStore.ts';
import { requestExportMail } from '../mails/accountMailRequest.ts';
import { deleteExportFile, deleteExportFiles, storeExportFile } from './exportFileStore.ts';
import type { ExportMessage } from './exportQueue.ts';
import { forgetExports, markAvailable, readExport } from './exportStore.ts';
import { AVAILABLE_MS, type DataExport } from './exports.ts';
import { exportText } from './exportText.ts';

/**
 * Collects an export, stores its file and requests the email with the link. May be done again at any time, and so continues wherever an
 * earlier call was cut off.
 *
 * If the account was deleted, even while this was running, nothing of the export is left: the deletion removes the export from the table
 * first, and then the files. So either the deletion finds the file, or this call does not find the export any more.
 *
 * @param deadline in epoch milliseconds: until then calls that fail because of an outage are repeated
 */
export const collectExport = async ({ userId, exportId }: ExportMessage, deadline: number): Promise<void> => {
  if (!(await getUser(userId))) return endExports(userId);
  const found = await readExport(userId, exportId);
  if (!found || !(await isStored(userId, found, deadline))) return endExport(userId, exportId);
  if (found.mail?.state !== 'sent') await requestExportMail(userId, exportId);
  log.info('personal data exported', { userId, exportId });
};

/** Stores the file, unless an earlier call has. @returns whether the export still exists */
const isStored = async (userId: string, { id, availableUntil }: DataExport, deadline: number): Promise<boolean> => {
  if (availableUntil !== undefined) return true;
  const until = new Date(Date.now() + AVAILABLE_MS).toISOString(); // S3 counts from the beginning of the upload
  await storeExportFile(userId, id, exportText(userId, deadline));
  return markAvailable(userId, id, until);
};

const endExport = async (userId: string, exportId: string): Promise<void> => {
  await deleteExportFile(userId, exportId);
  log.info('export dropped: it no longer exists', { userId, exportId });
};

/** Of an account that is gone: a token that is still valid may have requested an export after the deletion. */
const endExports = async (userId: string): Promise<void> => {
  await forgetExports(userId);
  await deleteExportFiles(userId);
  log.info('exports dropped: the account no longer exists', { userId });
};
