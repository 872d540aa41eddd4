import { hashOf, idOfKey } from '@ecommerce/shared/idempotency.ts';
import type { Order } from './order.ts';

const GUEST_PREFIX = 'guest-';

/**
 * Returns what stands for a guest where an account has its `sub`: the same for all orders of an address, and different for each address, so
 * that no index partition holds the orders of all guests. The address itself cannot be read from it.
 *
 * @param email in its normal form
 */
export const guestId = (email: string): string => `${GUEST_PREFIX}${hashOf(['guest', email])}`;

/** Returns whether an order belongs to no account: a guest placed it, and no account has claimed it. */
export const isGuestId = (customerId: string): boolean => customerId.startsWith(GUEST_PREFIX);

/** The namespace of the ids of guests' orders. */
const GUEST_ORDER_NAMESPACE = '8a4d3c52-7f0b-4e65-9b0e-2c7d51f6a9e3';

/** Returns the id of a guest's order: the same for the same key, address and request, another one for any other. */
export const guestOrderId = (
  idempotencyKey: string,
  { email, requestHash }: Pick<Order, 'requestHash'> & { email: string },
) => idOfKey(idempotencyKey.toLowerCase(), GUEST_ORDER_NAMESPACE, email, requestHash);
