import type { Caller } from '@ecommerce/shared/auth.ts';
import { log } from '@ecommerce/shared/log.ts';
import { readAnyOrder } from '../order/orderAccess.ts';
import { editOrder } from '../order/orderEdit.ts';
import { enqueueOrder } from '../order/orderQueue.ts';
import type { StoredOrder } from '../order/orderStore.ts';
import { findReturn, requireStatus, setReturns, withReturn } from './returnStatus.ts';

/**
 * Approves or refuses a return that was requested. The workflow then emails the customer. The same decision twice is one.
 *
 * @throws DomainError NOT_FOUND, RETURN_NOT_OPEN, UNAVAILABLE
 */
export const decideReturn = async (
  caller: Caller,
  { orderId, returnId }: { orderId: string; returnId: string },
  decision: 'approved' | 'refused',
): Promise<StoredOrder> => {
  const { order, isWritten } = await editOrder(await readAnyOrder(orderId), {
    inViewOf: () => returnId, // of two decisions the first one counts
    plan: (current) => {
      const found = findReturn(current, returnId);
      if (found.status === decision) return undefined;
      requireStatus(found, 'requested');
      const decided = { status: decision, decidedAt: new Date().toISOString(), decidedBy: caller.userId };
      return setReturns(withReturn(current, { ...found, ...decided }));
    },
  });
  if (isWritten) {
    log.info('return decided', { orderId, returnId, decision });
    await enqueueOrder(order);
  }
  return order;
};
