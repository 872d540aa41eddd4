import type { Caller } from '@ecommerce/shared/auth.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { log } from '@ecommerce/shared/log.ts';
import { readAnyOrder } from '../order/orderAccess.ts';
import { editOrder } from '../order/orderEdit.ts';
import { enqueueOrder } from '../order/orderQueue.ts';
import type { StoredOrder } from '../order/orderStore.ts';

/**
 * Records that a parcel has arrived. Done twice it is done once, at the first time.
 *
 * @throws DomainError NOT_FOUND, UNAVAILABLE
 */
export const markDelivered = async (caller: Caller, orderId: string, fulfilmentId: string): Promise<StoredOrder> => {
  const { order, isWritten } = await editOrder(await readAnyOrder(orderId), {
    inViewOf: () => fulfilmentId, // nobody can say anything else about it
    plan: ({ fulfilments = [] }) => {
      const fulfilment = fulfilments.find(({ id }) => id === fulfilmentId);
      if (!fulfilment) throw new DomainError('NOT_FOUND', 'There is no such fulfilment.');
      if (fulfilment.deliveredAt !== undefined) return undefined;
      const delivered = { ...fulfilment, deliveredAt: new Date().toISOString(), deliveredBy: caller.userId };
      return { set: { fulfilments: fulfilments.map((one) => (one === fulfilment ? delivered : one)) } };
    },
  });
  if (isWritten) {
    log.info('parcel delivered', { orderId, fulfilmentId });
    await enqueueOrder(order);
  }
  return order;
};
