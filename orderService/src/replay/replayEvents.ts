import type { OrderEvent, OrderEventType } from '@ecommerce/shared/events/orderEvents.ts';
import { entriesOf } from '../administration/allOrdersStore.ts';
import { publishedEvents } from '../notification/pendingNotifications.ts';
import { readOrders } from '../order/orderStore.ts';

/** Which events are sent again. Times are ISO 8601 in UTC, with milliseconds. */
export type Replay = {
  /** When the first of them happened. */
  from: string;
  /** Before when all of them happened. */
  to: string;
  /** All types without any. */
  types: readonly OrderEventType[];
  /** Only orders that were placed since then are looked at. */
  placedSince: string;
};

/** What one BatchGetItem reads. */
const CHUNK = 100;

/** The most ids that one query of the index reads. */
const PAGE = 1000;

/**
 * Returns the events that were published in some time, from the orders' own rows: those of up to a hundred orders at a time, the oldest
 * orders first, each order's in the order in which they happened. An event has the id that it had, and the order as it is now.
 */
export const eventsToReplay = async function* ({ from, to, types, placedSince }: Replay): AsyncGenerator<OrderEvent[]> {
  const orderIds: string[] = [];
  for await (const { orderId } of entriesOf({ from: placedSince, to: `${to}~` }, PAGE)) orderIds.push(orderId);
  orderIds.reverse();
  for (let start = 0; start < orderIds.length; start += CHUNK) {
    const ids = orderIds.slice(start, start + CHUNK);
    const orders = new Map((await readOrders(ids)).map((order) => [order.orderId, order]));
    const events = ids.flatMap((id) => {
      const order = orders.get(id);
      return order ? publishedEvents(order).toSorted((one, other) => (one.occurredAt < other.occurredAt ? -1 : 1)) : [];
    });
    yield events.filter(
      ({ type, occurredAt }) =>
        occurredAt >= from && occurredAt < to && (types.length === 0 || types.some((wanted) => wanted === type)),
    );
  }
};
