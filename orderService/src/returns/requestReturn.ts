import { readEnvironment } from '@ecommerce/shared/config.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { hashOf } from '@ecommerce/shared/idempotency.ts';
import { log } from '@ecommerce/shared/log.ts';
import * as z from 'zod';
import { type Fulfilment, unitsOf } from '../order/fulfilment.ts';
import type { OrderItem } from '../order/order.ts';
import { actorOn, type Requester, readOwnOrder } from '../order/orderAccess.ts';
import { additionId, editOrder, wasAdded } from '../order/orderEdit.ts';
import { enqueueOrder } from '../order/orderQueue.ts';
import { MAX_RETURNS, type OrderReturn } from '../order/orderReturn.ts';
import type { StoredOrder } from '../order/orderStore.ts';
import { matchItems } from '../order/requestedItems.ts';
import type { ReturnRequest } from './returnRequests.ts';
import { setReturns } from './returnStatus.ts';

/** How many days after its delivery a parcel may be returned. */
const { RETURN_DAYS } = readEnvironment({ RETURN_DAYS: z.coerce.number().int().min(0).max(3650) });

/**
 * Requests a return of units that were delivered, for the shop to decide.
 *
 * @param requester whose order it is
 * @param idempotencyKey the same key and request mean the same return
 * @throws DomainError NOT_FOUND, ORDER_NOT_RETURNABLE, ORDER_CHANGED, QUANTITY_TOO_LARGE, INVALID_INPUT, IDEMPOTENCY_KEY_REUSED, UNAVAILABLE
 */
export const requestReturn = async (
  requester: Requester,
  orderId: string,
  request: ReturnRequest,
  idempotencyKey: string | undefined,
): Promise<StoredOrder> => {
  const read = await readOwnOrder(requester, orderId);
  const id = additionId(actorOn(read, requester), orderId, idempotencyKey);
  const identity = { id, requestHash: hashOf(request) };
  const { order, isWritten } = await editOrder(read, {
    inViewOf: ({ returns }) => returns?.map(({ id }) => id), // the workflow notes in them that units went back into stock
    plan: (current) => {
      if (wasAdded(current.returns, identity)) return undefined;
      return setReturns([...(current.returns ?? []), newReturn(current, request, identity)]);
    },
  });
  if (isWritten) {
    log.info('return requested', { orderId, returnId: identity.id });
    await enqueueOrder(order);
  }
  return order;
};

const newReturn = (
  order: StoredOrder,
  { items, reason }: ReturnRequest,
  identity: Pick<OrderReturn, 'id' | 'requestHash'>,
): OrderReturn => {
  const { status, fulfilments = [], returns = [] } = order;
  const delivered = fulfilments.filter(({ deliveredAt }) => deliveredAt !== undefined);
  const inTime = delivered.filter(isInTime);
  if (status !== 'shipping') throw notReturnable(`The order is ${status}: there is nothing to return.`);
  if (delivered.length === 0) throw notReturnable('Nothing of this order has been delivered yet.');
  if (inTime.length === 0) throw notReturnable(`It is more than ${RETURN_DAYS} days since the delivery.`);
  if (returns.length >= MAX_RETURNS) throw notReturnable(`The order has ${MAX_RETURNS} returns already.`);
  const returned = returns.filter((one) => one.status !== 'refused');
  // What was returned counts against the parcels that are too old, as long as there are such
  const returnable = (line: OrderItem) =>
    Math.min(unitsOf(line, inTime), unitsOf(line, delivered) - unitsOf(line, returned));
  return {
    ...identity,
    items: matchItems(items, order.items, returnable, 'returned'),
    reason,
    status: 'requested',
    createdAt: new Date().toISOString(),
  };
};

const isInTime = ({ deliveredAt = '' }: Fulfilment): boolean =>
  Date.now() <= Date.parse(deliveredAt) + RETURN_DAYS * 24 * 60 * 60 * 1000;

const notReturnable = (message: string): DomainError => new DomainError('ORDER_NOT_RETURNABLE', message);
