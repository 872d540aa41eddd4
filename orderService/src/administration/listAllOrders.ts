import { EmailAddress } from '@ecommerce/shared/emailAddress.ts';
import { invalidInput } from '@ecommerce/shared/errors.ts';
import { fulfilmentStatusOf } from '../order/fulfilment.ts';
import { listKey } from '../order/listKeys.ts';
import { readOrder, readOrders, type StoredOrder } from '../order/orderStore.ts';
import { paymentStatusOf } from '../order/payment.ts';
import type { AllOrdersRequest } from './adminRequests.ts';
import { type Entry, entriesOf, entriesOfEmail, entriesOfNumber, findByName, type Range } from './allOrdersStore.ts';
import { isStalled } from './stalledOrders.ts';

/** How many orders one request looks at to find those that match its filters. */
const MAX_EXAMINED = 1000;

/** How many orders may have a name that begins with the search text. */
const MAX_NAME_MATCHES = 500;

/** With one more, what one BatchGetItem reads. */
const CHUNK = 99;

/** A page of orders. Where `nextCursor` is there, more may follow, also if the page is short. */
export type OrdersPage = { orders: StoredOrder[]; nextCursor?: string };

/**
 * Lists all orders that match some filters, newest first. A request looks at 1,000 orders at most: a page may then be short, or empty, while its
 * cursor leads on.
 *
 * @throws DomainError INVALID_INPUT for a cursor that is none, or a name that too many orders have
 */
export const listAllOrders = async (request: AllOrdersRequest): Promise<OrdersPage> => {
  const { limit, cursor } = request;
  const position = cursor === undefined ? undefined : positionOf(cursor);
  const hasFilter = (['status', 'fulfilment', 'payment', 'stalled'] as const).some(
    (name) => request[name] !== undefined,
  );
  const chunkSize = hasFilter ? CHUNK : limit;
  const orders: StoredOrder[] = [];
  let examined = 0;
  let last = '';
  for await (const entries of chunksOf(await matching(request, rangeOf(request, position), chunkSize), chunkSize)) {
    const rows = new Map((await readOrders(entries.map(({ orderId }) => orderId))).map((row) => [row.orderId, row]));
    for (const entry of entries.filter((one) => position === undefined || one.listKey < position)) {
      if (orders.length === limit || examined === MAX_EXAMINED) return { orders, nextCursor: cursorOf(last) };
      const order = rows.get(entry.orderId);
      if (order && isMatch(order, request)) orders.push(order);
      examined += 1;
      last = entry.listKey;
    }
  }
  return { orders };
};

const rangeOf = ({ from = '0000', to = '9999' }: AllOrdersRequest, position: string | undefined): Range => {
  const end = `${to}T23:59:59.999Z#~`;
  return { from, to: position !== undefined && position < end ? position : end };
};

/** A UUID is an order's id; digits with a dash are a number; a text with an @ is an email address; any other one begins a name. */
const matching = async ({ q }: AllOrdersRequest, range: Range, pageSize: number): Promise<AsyncIterable<Entry>> => {
  if (q === undefined) return entriesOf(range, pageSize + 2);
  if (/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(q)) return byId(q.toLowerCase(), range);
  if (/^\d{4}-\d{4,}$/.test(q)) return byNumber(q, range);
  if (q.includes('@')) return entriesOfEmail(range, EmailAddress.safeParse(q).data ?? q.toLowerCase(), pageSize + 2);
  const found = await findByName(q, MAX_NAME_MATCHES + 1);
  if (found.length > MAX_NAME_MATCHES) {
    throw invalidInput([
      { path: 'q', message: `begins the names of more than ${MAX_NAME_MATCHES} orders: give more of it` },
    ]);
  }
  const within = found.filter((entry) => isWithin(entry, range));
  return toAsync(within.toSorted((one, other) => (one.listKey < other.listKey ? 1 : -1)));
};

const isWithin = (entry: Entry, { from, to }: Range): boolean => entry.listKey >= from && entry.listKey <= to;

const byId = async function* (orderId: string, range: Range): AsyncGenerator<Entry> {
  const order = await readOrder(orderId);
  const entry = order && { orderId, listKey: listKey(order) };
  if (entry && isWithin(entry, range)) yield entry;
};

const byNumber = async function* (number: string, range: Range): AsyncGenerator<Entry> {
  for await (const { orderId } of entriesOfNumber(number)) yield* byId(orderId, range);
};

const toAsync = async function* (entries: Entry[]): AsyncGenerator<Entry> {
  yield* entries;
};

const chunksOf = async function* (entries: AsyncIterable<Entry>, size: number): AsyncGenerator<Entry[]> {
  let chunk: Entry[] = [];
  for await (const entry of entries) {
    chunk.push(entry);
    if (chunk.length <= size) continue; // one more than a page: whether anything follows
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
};

const isMatch = (order: StoredOrder, { status, fulfilment, payment, stalled }: AllOrdersRequest): boolean =>
  (status === undefined || order.status === status) &&
  (fulfilment === undefined || fulfilmentStatusOf(order) === fulfilment) &&
  (payment === undefined || paymentStatusOf(order.payment) === payment) &&
  (stalled === undefined || isStalled(order));

const cursorOf = (position: string): string => Buffer.from(position).toString('base64url');

const positionOf = (cursor: string): string => {
  const position = Buffer.from(cursor, 'base64url').toString('utf8');
  if (/^\d{4}-\d\d-\d\dT[\d:.]{12}Z#[\da-f-]{36}$/.test(position)) return position;
  throw invalidInput([{ path: 'cursor', message: 'is not a cursor of this list' }]);
};
