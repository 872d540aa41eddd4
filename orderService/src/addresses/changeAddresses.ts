import { isDeepStrictEqual } from 'node:util';
import { DomainError, type Issue, invalidInput } from '@ecommerce/shared/errors.ts';
import { log } from '@ecommerce/shared/log.ts';
import { nameKeys } from '../order/listKeys.ts';
import { MAX_ADDRESS_CHANGES } from '../order/order.ts';
import { actorOn, type Requester, readOwnOrderOrAsStaff } from '../order/orderAccess.ts';
import { editOrder } from '../order/orderEdit.ts';
import { isRejectedOrCancelled } from '../order/orderStatus.ts';
import type { StoredOrder } from '../order/orderStore.ts';
import type { AddressesRequest } from './addressRequests.ts';

/**
 * Changes where an order is shipped to, or whom it is billed to, until its first parcel has left. An order whose price has shipping or taxes
 * stays in the country and region that they were computed for.
 *
 * @param requester whose order it is, or staff
 * @throws DomainError NOT_FOUND, ORDER_NOT_CHANGEABLE, ORDER_CHANGED, INVALID_INPUT, UNAVAILABLE
 */
export const changeAddresses = async (
  requester: Requester,
  orderId: string,
  request: AddressesRequest,
): Promise<StoredOrder> => {
  const changes = Object.fromEntries(Object.entries(request).filter(([, address]) => address !== undefined));
  const { order, isWritten } = await editOrder(await readOwnOrderOrAsStaff(requester, orderId), {
    inViewOf: ({ shippingAddress, billingAddress }) => [shippingAddress, billingAddress],
    plan: (current) => {
      if (Object.entries(changes).every(([name, address]) => isDeepStrictEqual(current[name as Kind], address))) {
        return undefined;
      }
      requireChangeable(current);
      requireSameZone(current, request);
      const change = { at: new Date().toISOString(), by: actorOn(current, requester).userId };
      const addressChanges = [...(current.addressChanges ?? []), change];
      return { set: { ...changes, ...nameKeys({ ...current, ...changes }), addressChanges }, isAnnotation: true };
    },
  });
  if (isWritten) log.info('addresses changed', { orderId, changed: Object.keys(changes) });
  return order;
};

type Kind = keyof AddressesRequest;

const requireChangeable = ({ status, fulfilments, erasedAt, addressChanges = [] }: StoredOrder): void => {
  if (erasedAt !== undefined) throw notChangeable('The customer has deleted the account, and the addresses with it.');
  if (fulfilments) throw notChangeable('A parcel has left: the addresses can no longer be changed.');
  if (isRejectedOrCancelled(status)) throw notChangeable(`The order is ${status}.`);
  if (addressChanges.length >= MAX_ADDRESS_CHANGES) {
    throw notChangeable(`The addresses were changed ${MAX_ADDRESS_CHANGES} times, which is the maximum.`);
  }
};

const notChangeable = (message: string): DomainError => new DomainError('ORDER_NOT_CHANGEABLE', message);

/** Taxes follow the billing address only where there is no other. */
const requireSameZone = (order: StoredOrder, request: AddressesRequest): void => {
  if (!order.price) return;
  const kind: Kind = order.shippingAddress ? 'shippingAddress' : 'billingAddress';
  const [before, after] = [order[kind], request[kind]];
  if (!before || !after) return;
  const issues = (['country', 'region'] as const).flatMap((field): Issue[] =>
    before[field] === after[field]
      ? []
      : [{ path: `${kind}.${field}`, message: 'must stay as it is: shipping and taxes were computed for it' }],
  );
  if (issues.length > 0) throw invalidInput(issues);
};
