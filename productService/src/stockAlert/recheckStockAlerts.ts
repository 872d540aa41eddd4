import { log } from '@ecommerce/shared/log.ts';
import { throughOutages } from '@ecommerce/shared/throughOutages.ts';
import { requestUnsent } from './announceStock.ts';
import { listAwaited } from './stockLineStore.ts';
import { announceAgain } from './withdrawAlert.ts';

/**
 * Has the units of all variants that anyone waits for announced again, through the stream of the stock, and requests emails that were not. Needed for changes that ended as
 * dead letters. Idempotent.
 *
 * @param deadline in epoch milliseconds: an outage is waited for until then
 */
export const recheckStockAlerts = async (deadline: number): Promise<number> => {
  let variants = 0;
  let cursor: Record<string, unknown> | undefined;
  do {
    const { variantIds, nextCursor } = await throughOutages(() => listAwaited(cursor), deadline);
    for (const variantId of variantIds) await throughOutages(() => recheck(variantId), deadline);
    variants += variantIds.length;
    cursor = nextCursor;
  } while (cursor !== undefined);
  log.info('stock of awaited variants checked again', { variants });
  return variants;
};

const recheck = async (variantId: string): Promise<void> => {
  await requestUnsent(variantId);
  await announceAgain(variantId);
};
