import { randomUUID } from 'node:crypto';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { changeRow, deleteRows, readRow } from '../account/rowStore.ts';
import {
  type DataExport,
  EXPORTS_A_DAY,
  forgottenAt,
  isAvailable,
  isMailFree,
  isRunning,
  secondsToWait,
  withClaimedMail,
} from './exports.ts';

/**
 * The exports of an account: one row of `Users`, so that limits stay exact under concurrent requests, and the deletion of the account
 * ends all of them with one write.
 */
type Exports = {
  exports: DataExport[];
  /** Seconds since 1970: DynamoDB deletes the row after that. */
  expiresAt: number;
};

/** The key of an account's exports in `Users`. */
export const exportsKey = (userId: string): string => `exports#${userId}`;

/** Reads the exports of an account, the newest first. */
export const readExports = async (userId: string): Promise<DataExport[]> =>
  (await readRow<Exports>(exportsKey(userId)))?.exports ?? [];

/** Returns one of an account's exports; `undefined` if it was forgotten, or the account deleted. */
export const readExport = async (userId: string, id: string): Promise<DataExport | undefined> =>
  find(await readExports(userId), id);

const find = (exports: DataExport[] = [], id: string): DataExport | undefined =>
  exports.find((candidate) => candidate.id === id);

/**
 * Begins an export, unless one is running.
 *
 * @returns the export that is running then
 * @throws DomainError TOO_MANY_REQUESTS with the seconds to wait
 */
export const beginExport = async (userId: string): Promise<DataExport> => {
  const now = Date.now();
  const begun: DataExport = { id: randomUUID(), requestedAt: new Date(now).toISOString() };
  const row = await changeRow<Exports>(exportsKey(userId), (found) => {
    const exports = (found?.exports ?? []).filter((one) => forgottenAt(one) > now);
    if (exports.some((one) => isRunning(one, now))) return undefined;
    const wait = secondsToWait(exports, now);
    if (wait > 0) throw tooMany(wait);
    return rowOf([begun, ...exports]);
  });
  return row?.exports.find((one) => isRunning(one, now)) ?? begun;
};

const tooMany = (retryAfterSeconds: number) =>
  new DomainError(
    'TOO_MANY_REQUESTS',
    `Your data can be exported ${EXPORTS_A_DAY} times in 24 hours: try again later.`,
    {},
    { retryAfterSeconds },
  );

const rowOf = (exports: DataExport[]): Exports => ({
  exports,
  expiresAt: Math.ceil(Math.max(...exports.map(forgottenAt)) / 1000),
});

/**
 * Changes an export that still exists.
 *
 * @param change returns `undefined` to leave it as it is
 * @returns the export after that; `undefined` if there is none
 */
const changeExport = async (
  userId: string,
  id: string,
  change: (found: DataExport) => DataExport | undefined,
): Promise<DataExport | undefined> => {
  const row = await changeRow<Exports>(exportsKey(userId), (found) => {
    const before = find(found?.exports, id);
    const after = before && change(before);
    return found && after ? rowOf(found.exports.map((one) => (one.id === id ? after : one))) : undefined;
  });
  return find(row?.exports, id);
};

/** Records that the message of an export was sent. */
export const markEnqueued = async (userId: string, id: string): Promise<void> => {
  await changeExport(userId, id, (found) => ({ ...found, enqueuedAt: new Date().toISOString() }));
};

/** Records that the file of an export is stored. @returns whether the export still exists */
export const markAvailable = async (userId: string, id: string, availableUntil: string): Promise<boolean> =>
  (await changeExport(userId, id, (found) =>
    found.availableUntil === undefined ? { ...found, availableUntil } : undefined,
  )) !== undefined;

/** What became of the attempt to claim an email. */
export type ClaimedExportMail = { claimedAt: string } | 'sent' | 'being sent' | 'gone';

/**
 * Claims the right to send the email with the link to an export, and lets that link work.
 *
 * @param link hash of the link's secret
 */
export const claimExportMail = async (userId: string, id: string, link: string): Promise<ClaimedExportMail> => {
  const now = Date.now();
  const claimedAt = new Date(now).toISOString();
  const found = await changeExport(userId, id, (before) =>
    isAvailable(before, now) && isMailFree(before, now) ? withClaimedMail(before, link, claimedAt) : undefined,
  );
  if (!found || !isAvailable(found, now)) return 'gone';
  if (found.links?.includes(link)) return { claimedAt };
  return found.mail?.state === 'sent' ? 'sent' : 'being sent';
};

/** Releases a claim, so that the next attempt need not wait for its end. A claim that another call took over stays. */
export const releaseExportMail = async (userId: string, id: string, claimedAt: string): Promise<void> => {
  await changeExport(userId, id, ({ mail, ...found }) =>
    mail?.state === 'sending' && mail.at === claimedAt ? found : undefined,
  );
};

/** Records that the email with the link was sent: it is never sent again. */
export const markExportMailSent = async (userId: string, id: string): Promise<void> => {
  await changeExport(userId, id, (found) => ({ ...found, mail: { state: 'sent', at: new Date().toISOString() } }));
};

/** Forgets all exports of an account. */
export const forgetExports = (userId: string): Promise<void> => deleteRows([exportsKey(userId)]);
