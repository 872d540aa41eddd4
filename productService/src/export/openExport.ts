import { DomainError } from '@ecommerce/shared/errors.ts';
import { enqueueProductFile } from '../productFile/productFileQueue.ts';
import { addressOfExport } from './exportFileStore.ts';
import { beginExport, type ProductExport, readExport } from './exportStore.ts';

/** How old a file may be that is handed out, in milliseconds: whoever asked for it asks again within this time. */
const FRESH_MS = 15_000;

/** When an export that is still not there counts as lost, in milliseconds: its function has five minutes. */
const LOST_MS = 600_000;

/** When an export that has not begun is enqueued again, in milliseconds: its message may have been lost. */
const LATE_MS = 15_000;

const RETRY_SECONDS = 2;

/**
 * Returns the address of a file with all products, not older than 15 seconds. Begins to write one if there is none.
 *
 * @throws DomainError EXPORT_NOT_READY while it is being written, with the seconds to wait
 */
export const openExport = async (): Promise<string> => {
  const last = await readExport();
  const age = (at = '') => Date.now() - Date.parse(at);
  if (last?.completedAt !== undefined && age(last.completedAt) < FRESH_MS) return addressOfExport(last.exportId);
  const isRunning = last !== undefined && last.completedAt === undefined && age(last.requestedAt) < LOST_MS;
  const running = isRunning ? last : await beginExport(last);
  if (!isRunning || isLate(running)) await enqueueProductFile({ exportId: running.exportId });
  const options = { retryAfterSeconds: RETRY_SECONDS };
  throw new DomainError('EXPORT_NOT_READY', 'The file is being written: ask again in a moment.', {}, options);
};

const isLate = ({ startedAt, requestedAt }: ProductExport): boolean =>
  startedAt === undefined && Date.now() - Date.parse(requestedAt) > LATE_MS;
