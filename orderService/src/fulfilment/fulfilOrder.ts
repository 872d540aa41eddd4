import type { Caller } from '@ecommerce/shared/auth.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { hashOf } from '@ecommerce/shared/idempotency.ts';
import { log } from '@ecommerce/shared/log.ts';
import { type Fulfilment, MAX_FULFILMENTS, unfulfilledItems, unitsOf } from '../order/fulfilment.ts';
import { readAnyOrder } from '../order/orderAccess.ts';
import { additionId, type Edit, editOrder, wasAdded } from '../order/orderEdit.ts';
import { enqueueOrder } from '../order/orderQueue.ts';
import { isRejectedOrCancelled } from '../order/orderStatus.ts';
import type { StoredOrder } from '../order/orderStore.ts';
import { matchItems } from '../order/requestedItems.ts';
import type { FulfilmentRequest } from './fulfilmentRequests.ts';

/**
 * Records a parcel that has left with some units of an order, or with all that were left. The workflow then emails the customer.
 *
 * @param idempotencyKey the same key and request mean the same parcel
 * @throws DomainError NOT_FOUND, ORDER_NOT_FULFILLABLE, ORDER_CHANGED, QUANTITY_TOO_LARGE, INVALID_INPUT, IDEMPOTENCY_KEY_REUSED, UNAVAILABLE
 */
export const fulfilOrder = async (
  caller: Caller,
  orderId: string,
  request: FulfilmentRequest,
  idempotencyKey: string | undefined,
): Promise<StoredOrder> => {
  const identity = { id: additionId(caller, orderId, idempotencyKey), requestHash: hashOf(request) };
  const { order, isWritten } = await editOrder(await readAnyOrder(orderId), {
    inViewOf: parcelsAndAddress,
    plan: (current) => {
      if (wasAdded(current.fulfilments, identity)) return undefined;
      const fulfilment = newFulfilment(current, request, identity, caller);
      return { set: { fulfilments: [...(current.fulfilments ?? []), fulfilment] } };
    },
  });
  if (isWritten) {
    log.info('order fulfilled', { orderId, fulfilmentId: identity.id });
    await enqueueOrder(order);
  }
  return order;
};

/** What a parcel was packed by. */
const parcelsAndAddress: Edit['inViewOf'] = ({ status, fulfilments, shippingAddress }) => [
  status === 'cancelled',
  fulfilments,
  shippingAddress,
];

const newFulfilment = (
  order: StoredOrder,
  { items, carrier, trackingNumber, trackingUrl }: FulfilmentRequest,
  identity: Pick<Fulfilment, 'id' | 'requestHash'>,
  caller: Caller,
): Fulfilment => {
  const { status, fulfilments = [] } = order;
  if (status !== 'shipping') {
    throw notFulfillable(`The order is ${status} and cannot be shipped${isRejectedOrCancelled(status) ? '' : ' yet'}.`);
  }
  if (fulfilments.length >= MAX_FULFILMENTS) {
    throw notFulfillable(`The order has ${MAX_FULFILMENTS} parcels: put what is left into one of them.`);
  }
  const left = unfulfilledItems(order);
  if (left.length === 0) throw notFulfillable('Everything of this order has left already.');
  return {
    ...identity,
    items: items
      ? matchItems(items, order.items, (line) => line.quantity - unitsOf(line, fulfilments), 'shipped')
      : left,
    carrier,
    ...(trackingNumber === undefined ? {} : { trackingNumber }),
    ...(trackingUrl === undefined ? {} : { trackingUrl }),
    createdAt: new Date().toISOString(),
    by: caller.userId,
  };
};

const notFulfillable = (message: string): DomainError => new DomainError('ORDER_NOT_FULFILLABLE', message);
