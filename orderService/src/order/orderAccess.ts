import { type Caller, isStaff, type OrderKeyHolder } from '@ecommerce/shared/auth.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { isOrderKey } from './orderKey.ts';
import { readOrder, type StoredOrder } from './orderStore.ts';

/** Whoever asks for one order: an account, the holder of a guest's key, or both at once. */
export type Requester = Caller | OrderKeyHolder;

/**
 * Returns the requester's own order; another customer's counts as absent.
 *
 * @throws DomainError NOT_FOUND, also for a wrong key
 */
export const readOwnOrder = (requester: Requester, orderId: string): Promise<StoredOrder> =>
  readOrderOf(requester, orderId, isOwn);

/**
 * Returns the requester's own order, or any order for staff.
 *
 * @throws DomainError NOT_FOUND, also for a wrong key
 */
export const readOwnOrderOrAsStaff = (requester: Requester, orderId: string): Promise<StoredOrder> =>
  readOrderOf(requester, orderId, (order, caller) => isOwn(order, caller) || isStaff(caller));

/**
 * Any order, for routes that are for staff alone.
 *
 * @throws DomainError NOT_FOUND
 */
export const readAnyOrder = async (orderId: string): Promise<StoredOrder> => {
  const order = await readOrder(orderId);
  if (!order) throw notFound();
  return order;
};

/**
 * Returns a guest's order by its key.
 *
 * @throws DomainError NOT_FOUND, also for a wrong key
 */
export const readOrderByKey = (orderId: string, orderKey: string): Promise<StoredOrder> =>
  readOrderOf({ orderKey }, orderId, () => false);

/** Returns whether the order is the caller's. */
export const isOwn = ({ customerId }: StoredOrder, { userId }: Caller): boolean => customerId === userId;

/** Returns the account that acts on an order which the requester may see: whoever holds its key stands for its customer. */
export const actorOn = (order: StoredOrder, requester: Requester): Caller => {
  const account = accountOf(requester);
  return account && (isOwn(order, account) || isStaff(account)) ? account : { userId: order.customerId, groups: [] };
};

const accountOf = (requester: Requester): Caller | undefined =>
  'orderKey' in requester ? requester.account : requester;

/** The key is checked before the order is read: what a wrong one is answered does not depend on the order. */
const readOrderOf = async (
  requester: Requester,
  orderId: string,
  isVisible: (order: StoredOrder, account: Caller) => boolean,
): Promise<StoredOrder> => {
  const account = accountOf(requester);
  const holdsKey = 'orderKey' in requester && (await isOrderKey(orderId, requester.orderKey));
  const order = account || holdsKey ? await readOrder(orderId) : undefined;
  if (order && ((account && isVisible(order, account)) || (holdsKey && order.byGuest))) return order;
  throw notFound();
};

const notFound = (): DomainError => new DomainError('NOT_FOUND', 'There is no such order.');
