import type { Caller } from '@ecommerce/shared/auth.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { log } from '@ecommerce/shared/log.ts';
import { readAnyOrder } from '../order/orderAccess.ts';
import { editOrder } from '../order/orderEdit.ts';
import { enqueueOrder } from '../order/orderQueue.ts';
import type { OrderChange, StoredOrder } from '../order/orderStore.ts';
import { newRefund } from '../payment/refundRecord.ts';
import { refundForReturn } from './returnRefund.ts';
import { findReturn, requireStatus, setReturns, withReturn } from './returnStatus.ts';

/** In the words that the customer reads. */
const REFUND_REASON = 'Items returned';

/**
 * Records that an approved return has arrived, together with the refund of what was paid for its units. The workflow then puts the units back
 * into stock, if they are to go there, makes the refund and emails the customer. Done twice it is done once.
 *
 * @throws DomainError NOT_FOUND, RETURN_NOT_OPEN, UNAVAILABLE
 */
export const receiveReturn = async (
  caller: Caller,
  { orderId, returnId }: { orderId: string; returnId: string },
  restock: boolean,
): Promise<StoredOrder> => {
  const { order, isWritten } = await editOrder(await readAnyOrder(orderId), {
    inViewOf: () => returnId, // what else happens to the order is reckoned with anew
    plan: (current) => {
      const found = findReturn(current, returnId);
      if (found.status === 'received' && found.restock === restock) return undefined;
      if (found.status === 'received') throw alreadyReceived(restock);
      requireStatus(found, 'approved');
      const refund = refundForReturn(current, found.items);
      const received = { status: 'received' as const, receivedAt: new Date().toISOString(), receivedBy: caller.userId };
      const returns = withReturn(current, { ...found, ...received, restock, ...(refund > 0 ? { refund } : {}) });
      return withRefund(setReturns(returns), current, { key: returnId, amount: refund, by: caller.userId });
    },
  });
  if (isWritten) {
    log.info('return received', { orderId, returnId, restock });
    await enqueueOrder(order);
  }
  return order;
};

const alreadyReceived = (restock: boolean): DomainError =>
  new DomainError(
    'RETURN_NOT_OPEN',
    `The return was received ${restock ? 'without going' : 'and has gone'} back into stock: that cannot be changed.`,
  );

type Planned = Omit<OrderChange, 'condition' | 'values'>;

/** The provider is asked by the workflow, which finds a refund that was requested and not answered. */
const withRefund = (
  change: Planned,
  { payment }: StoredOrder,
  { key, amount, by }: { key: string; amount: number; by: string },
): Planned => {
  if (!payment || amount === 0) return change;
  return {
    set: {
      ...change.set,
      'payment.refunds.#refund': newRefund(amount, REFUND_REASON, { by }),
      'payment.refundedAmount': payment.refundedAmount + amount,
    },
    names: { ...change.names, '#refund': key },
  };
};
