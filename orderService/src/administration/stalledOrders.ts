import type { OrderStatus } from '../order/orderStatus.ts';
import type { StoredOrder } from '../order/orderStore.ts';

/** The statuses that an order leaves by itself, within seconds. */
const PASSING: readonly OrderStatus[] = ['pending', 'completed'];
const HOUR_MS = 3_600_000;

/** Returns whether an order needs somebody: the workflow has left the rest of its work to a person, or it has been in a passing status for an hour. */
export const isStalled = ({ status, stalledAt, updatedAt }: StoredOrder, now = Date.now()): boolean =>
  stalledAt !== undefined || (PASSING.includes(status) && Date.parse(updatedAt) <= now - HOUR_MS);
