import { invalidInput } from '@ecommerce/shared/errors.ts';
import { toDecimal } from '@ecommerce/shared/money.ts';
import { unitsOf } from '../order/fulfilment.ts';
import type { Order } from '../order/order.ts';
import { isRejectedOrCancelled } from '../order/orderStatus.ts';
import { readOrders, type StoredOrder } from '../order/orderStore.ts';
import type { SummaryRequest } from './adminRequests.ts';
import { entriesOf } from './allOrdersStore.ts';

/** How many days and orders one summary has. */
const MAX_DAYS = 31;
const MAX_ORDERS = 20_000;

/** What one BatchGetItem reads, and how many of them run at a time. */
const CHUNK = 100;
const CONCURRENT = 10;

/** How many products the best sellers of a day are. */
const BEST_SELLERS = 10;

/**
 * Summarises the orders that were placed on each of some days. It is computed from the orders' rows, each of which is read once: nothing is
 * counted when an event arrives, so nothing is counted twice.
 *
 * @throws DomainError INVALID_INPUT for more than 31 days or 20,000 orders
 */
export const salesSummary = async (request: SummaryRequest) => {
  const { from, to } = daysOf(request);
  const orderIds: string[] = [];
  for await (const { orderId } of entriesOf({ from, to: `${to}T23:59:59.999Z#~` }, 1000)) {
    if (orderIds.length === MAX_ORDERS) {
      throw invalidInput([{ path: 'to', message: `leads to more than ${MAX_ORDERS} orders: ask for fewer days` }]);
    }
    orderIds.push(orderId);
  }
  const days = new Map<string, Day>();
  for (let start = 0; start < orderIds.length; start += CHUNK * CONCURRENT) {
    const ids = orderIds.slice(start, start + CHUNK * CONCURRENT);
    for (const order of await readOrders(ids)) addOrder(days, order);
  }
  return { days: [...days.values()].map(dayView).toSorted((one, other) => (one.day < other.day ? -1 : 1)) };
};

const DAY_MS = 24 * 60 * 60 * 1000;

/** Without `to`, until today; without `from`, seven days. */
const daysOf = (request: SummaryRequest): { from: string; to: string } => {
  const { to = dayOf(Date.now()) } = request;
  const { from = dayOf(Date.parse(to) - 6 * DAY_MS) } = request;
  if (Date.parse(to) - Date.parse(from) < MAX_DAYS * DAY_MS) return { from, to };
  throw invalidInput([{ path: 'from', message: `must be within ${MAX_DAYS} days before to` }]);
};

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** The orders of one day in one currency, in its minor units. */
type Day = {
  day: string;
  currency: string;
  orders: number;
  cancelled: number;
  revenue: number;
  refunds: number;
  products: Map<string, { productId: string; productName: string; quantity: number }>;
};

const addOrder = (days: Map<string, Day>, order: StoredOrder): void => {
  const { createdAt, currency, payment } = order;
  const day = createdAt.slice(0, 10);
  const sum: Day = days.get(`${day} ${currency}`) ?? {
    ...{ day, currency, orders: 0, cancelled: 0, revenue: 0, refunds: 0 },
    products: new Map(),
  };
  days.set(`${day} ${currency}`, sum);
  sum.orders += 1;
  sum.revenue += revenueOf(order);
  sum.refunds += payment?.refundedAmount ?? 0;
  if (isRejectedOrCancelled(order.status)) sum.cancelled += 1;
  else addProducts(sum, order);
};

/** What was paid; of an order that is paid elsewhere, what it costs once it ships. */
const revenueOf = ({ status, total, payment }: Order): number => {
  if (payment) return payment.capturedAmount;
  return status === 'shipping' ? total : 0;
};

/** Units that came back were not sold. */
const addProducts = ({ products }: Day, { items, returns = [] }: Order): void => {
  const received = returns.filter(({ status }) => status === 'received');
  for (const item of items) {
    const { productId, productName } = item;
    const known = products.get(productId) ?? { productId, productName, quantity: 0 };
    products.set(productId, { ...known, quantity: known.quantity + item.quantity - unitsOf(item, received) });
  }
};

const dayView = ({ day, currency, orders, cancelled, revenue, refunds, products }: Day) => ({
  ...{ day, currency, orders, cancelled },
  revenue: toDecimal(revenue, currency),
  refunds: toDecimal(refunds, currency),
  bestSellers: [...products.values()]
    .filter(({ quantity }) => quantity > 0)
    .toSorted((one, other) => other.quantity - one.quantity || (one.productId < other.productId ? -1 : 1))
    .slice(0, BEST_SELLERS),
});
