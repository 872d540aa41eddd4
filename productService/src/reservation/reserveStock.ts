import { withCorrelation } from '@ecommerce/shared/correlation.ts';
import { log } from '@ecommerce/shared/log.ts';
import type { ReservationOutcome } from '@ecommerce/shared/productFunctions.ts';
import { type KnownStock, mergeLines, nextOrders, refusalOf, StockBusy, type StockOrder } from './stockReservation.ts';
import { takeStock } from './stockReservationStore.ts';

/** What became of an order. */
export type OrderOutcome = { orderId: string; outcome: ReservationOutcome };

/** After this time no further transaction is begun: what is undecided is busy. Well below the function's timeout. */
const TIME_LIMIT_MS = 4000;

/**
 * Takes the stock of each order, all its lines or none, once per order however often it is called; first come first served. An order
 * that is listed twice counts once.
 *
 * @returns what became of each order, in the order of `orders`
 */
export const reserveStock = async (orders: StockOrder[]): Promise<OrderOutcome[]> => {
  const unique = new Map(orders.toReversed().map((order) => [order.orderId, order]));
  const wanted = [...unique.values()].toReversed().map((order) => ({ ...order, items: mergeLines(order.items) }));
  const outcomes = await outcomesOf(wanted);
  for (const { orderId, correlationId } of wanted) {
    const outcome = outcomes.get(orderId) ?? 'busy';
    withCorrelation(correlationId, () => log.info('stock reservation', { orderId, outcome }));
  }
  return orders.map(({ orderId }) => ({ orderId, outcome: outcomes.get(orderId) ?? 'busy' }));
};

/**
 * One transaction serves as many orders as it can. What refuses it says more about the stock: then those that can have none are
 * refused, and the next transaction serves those that the stock suffices for. Whoever only stood behind others of this call is
 * refused by a transaction of its own turn, never by arithmetic on stock that others may have changed since.
 */
const outcomesOf = async (orders: StockOrder[]): Promise<Map<string, ReservationOutcome>> => {
  const outcomes = new Map<string, ReservationOutcome>();
  const known: KnownStock = new Map();
  const until = Date.now() + TIME_LIMIT_MS;
  const decide = (some: StockOrder[], outcome: ReservationOutcome) => {
    for (const { orderId } of some) outcomes.set(orderId, outcome);
  };
  const isUndecided = ({ orderId }: StockOrder): boolean => !outcomes.has(orderId);
  for (let left = orders; left.length > 0 && Date.now() < until; left = left.filter(isUndecided)) {
    const next = nextOrders(left, known);
    const outcome = await takeStockOrBusy(next);
    if (outcome === 'busy') {
      decide(next, 'busy');
    } else if (outcome.done) {
      decide(next, 'reserved');
      for (const { items } of next) for (const { productId } of items) known.delete(productId);
    } else {
      for (const [orderId, row] of outcome.reservations) outcomes.set(orderId, row?.status ?? 'busy');
      for (const [productId, stock] of outcome.stock) known.set(productId, stock);
      for (const order of left.filter(isUndecided)) {
        const refusal = refusalOf(order, known);
        if (refusal) outcomes.set(order.orderId, refusal);
      }
    }
  }
  return outcomes;
};

const takeStockOrBusy = async (orders: StockOrder[]) => {
  try {
    return await takeStock(orders, new Date());
  } catch (error) {
    if (error instanceof StockBusy) return 'busy';
    throw error;
  }
};
