import { log } from '@ecommerce/shared/log.ts';
import { REMOVAL_MS } from '../account/pendingAccounts.ts';
import { deleteUser, findUser, listUnconfirmed } from '../account/userPool.ts';

/**
 * Deletes users that were not confirmed within a day. Each is checked again before its deletion. Users that a run does not get to are
 * left to the next run.
 *
 * @returns how many were deleted
 */
export const removeUnconfirmed = async (now = Date.now()): Promise<number> => {
  let removed = 0;
  for await (const username of listUnconfirmed((createdAt) => now - createdAt.getTime() > REMOVAL_MS)) {
    if ((await findUser(username))?.status !== 'UNCONFIRMED') continue;
    await deleteUser(username);
    removed += 1;
  }
  if (removed > 0) log.info('unconfirmed users removed', { removed });
  return removed;
};
