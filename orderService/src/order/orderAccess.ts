import { type Caller, isStaff } from '@ecommerce/shared/auth.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { readOrder, type StoredOrder } from './orderStore.ts';

/**
 * Returns the caller's own order; another customer's counts as absent.
 *
 * @throws DomainError NOT_FOUND
 */
export const readOwnOrder = (caller: Caller, orderId: string): Promise<StoredOrder> =>
  readOrderOf(orderId, (order) => isOwn(order, caller));

/**
 * Returns the caller's own order, or any order for staff.
 *
 * @throws DomainError NOT_FOUND
 */
export const readOwnOrderOrAsStaff = (caller: Caller, orderId: string): Promise<StoredOrder> =>
  readOrderOf(orderId, (order) => isOwn(order, caller) || isStaff(caller));

/**
 * Any order, for routes that are for staff alone.
 *
 * @throws DomainError NOT_FOUND
 */
export const readAnyOrder = (orderId: string): Promise<StoredOrder> => readOrderOf(orderId, () => true);

/** Returns whether the order is the caller's. */
export const isOwn = ({ customerId }: StoredOrder, { userId }: Caller): boolean => customerId === userId;

const readOrderOf = async (orderId: string, isVisible: (order: StoredOrder) => boolean): Promise<StoredOrder> => {
  const order = await readOrder(orderId);
  if (order && isVisible(order)) return order;
  throw new DomainError('NOT_FOUND', 'There is no such order.');
};
