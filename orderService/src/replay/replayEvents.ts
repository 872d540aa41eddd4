import type { OrderEvent, OrderEventType } from '@ecommerce/shared/events/orderEvents.ts';
import { type Entry, entriesOf } from '../administration/allOrdersStore.ts';
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

/** The characters of a time; a position in the list of all orders begins with one. */
const TIME_LENGTH = 24;

/** What one BatchGetItem reads. */
const CHUNK = 100;

/** The most ids that one query of the index reads. */
const PAGE = 1000;

/** Events that are sent together, and when the first of their orders was placed: from there a replay that was cut off goes on. */
export type ReplayedChunk = { events: OrderEvent[]; placedSince: string };

/**
 * Returns the events that were published in some time, from the orders' own rows: those of up to a hundred orders at a time, the oldest
 * orders first, each order's in the order in which they happened. An event has the id that it had, and the order as it is now.
 */
export const eventsToReplay = async function* ({
  from,
  to,
  types,
  placedSince,
}: Replay): AsyncGenerator<ReplayedChunk> {
  const entries: Entry[] = [];
  for await (const entry of entriesOf({ from: placedSince, to: `${to}~` }, PAGE)) entries.push(entry);
  entries.reverse();
  for (let start = 0; start < entries.length; start += CHUNK) {
    const chunk = entries.slice(start, start + CHUNK);
    const ids = chunk.map(({ orderId }) => orderId);
    const orders = new Map((await readOrders(ids)).map((order) => [order.orderId, order]));
    const events = ids.flatMap((id) => {
      const order = orders.get(id);
      return order ? publishedEvents(order).toSorted((one, other) => (one.occurredAt < other.occurredAt ? -1 : 1)) : [];
    });
    const wanted = events.filter(
      ({ type, occurredAt }) =>
        occurredAt >= from && occurredAt < to && (types.length === 0 || types.some((each) => each === type)),
    );
    yield { events: wanted, placedSince: (chunk[0]?.listKey ?? placedSince).slice(0, TIME_LENGTH) };
  }
};
