import type { Caller } from '@ecommerce/shared/auth.ts';
import { requireUser } from '../profile/profile.ts';
import { enqueueExport } from './exportQueue.ts';
import { beginExport, markEnqueued } from './exportStore.ts';
import type { DataExport } from './exports.ts';

/**
 * Has what is held about the caller collected. The queue's message is what counts; while an export is running, another request is the same
 * one. If the message of the first request may not have been sent, it is sent again.
 *
 * @throws DomainError NOT_FOUND, TOO_MANY_REQUESTS, UNAVAILABLE
 */
export const requestExport = async ({ userId }: Caller): Promise<Pick<DataExport, 'id' | 'requestedAt'>> => {
  await requireUser(userId);
  const { id, requestedAt, enqueuedAt } = await beginExport(userId);
  if (enqueuedAt === undefined) {
    await enqueueExport({ userId, exportId: id });
    await markEnqueued(userId, id);
  }
  return { id, requestedAt };
};
