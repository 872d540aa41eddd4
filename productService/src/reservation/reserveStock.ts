import { withCorrelation } from '@ecommerce/shared/correlation.ts';
import { log } from '@ecommerce/shared/log.ts';
import type { ReservationOutcome } from '@ecommerce/shared/productFunctions.ts';
import { writeMovements } from '../movement/stockMovementStore.ts';
import {
  type KnownStock,
  mergeLines,
  movementsOfReservation,
  newReservation,
  nextOrders,
  refusalOf,
  StockBusy,
  type StockOrder,
  type StockReservation,
  stockKeysOf,
} from './stockReservation.ts';
import { takeStock } from './stockReservationStore.ts';

/** The outcome for one order. */
export type OrderOutcome = { orderId: string; outcome: ReservationOutcome };

/** After this time no further transaction starts, and undecided orders are `busy`. Well below the function's timeout. */
const TIME_LIMIT_MS = 4000;

/**
 * Reserves the stock of each order, all its lines or none, first come, first served, and writes its movements. Idempotent by order: a repeat
 * writes movements that an interrupted call has not. An order that is listed twice counts once.
 *
 * @returns the outcome of each order, in the sequence of `orders`
 */
export const reserveStock = async (orders: StockOrder[]): Promise<OrderOutcome[]> => {
  const unique = new Map(orders.toReversed().map((order) => [order.orderId, order]));
  const wanted = [...unique.values()].toReversed().map((order) => ({ ...order, items: mergeLines(order.items) }));
  const { outcomes, reserved } = await reservationsOf(wanted);
  await writeMovements(reserved.flatMap(movementsOfReservation));
  for (const { orderId, correlationId } of wanted) {
    const outcome = outcomes.get(orderId) ?? 'busy';
    withCorrelation(correlationId, () => log.info('stock reservation', { orderId, outcome }));
  }
  return orders.map(({ orderId }) => ({ orderId, outcome: outcomes.get(orderId) ?? 'busy' }));
};

/**
 * Decides as many orders as possible per transaction. A failed transaction shows the current stock: orders that cannot be served are then
 * rejected, and the next transaction contains those for which the stock suffices. An order that is short only because of others in this
 * call is never rejected by calculation, since the stock may have changed: it waits for a transaction of its own.
 */
const reservationsOf = async (
  orders: StockOrder[],
): Promise<{ outcomes: Map<string, ReservationOutcome>; reserved: StockReservation[] }> => {
  const outcomes = new Map<string, ReservationOutcome>();
  const reserved: StockReservation[] = [];
  const known: KnownStock = new Map();
  const until = Date.now() + TIME_LIMIT_MS;
  const decide = (some: StockOrder[], outcome: ReservationOutcome) => {
    for (const { orderId } of some) outcomes.set(orderId, outcome);
  };
  const isUndecided = ({ orderId }: StockOrder): boolean => !outcomes.has(orderId);
  for (let left = orders; left.length > 0 && Date.now() < until; left = left.filter(isUndecided)) {
    const next = nextOrders(left, known);
    const now = new Date();
    const outcome = await takeStockOrBusy(next, now);
    if (outcome === 'busy') {
      decide(next, 'busy');
    } else if (outcome.done) {
      decide(next, 'reserved');
      reserved.push(...next.map((order) => newReservation(order, now)));
      for (const key of stockKeysOf(next.flatMap(({ items }) => items))) known.delete(key);
    } else {
      for (const [orderId, row] of outcome.reservations) {
        outcomes.set(orderId, row?.status ?? 'busy');
        if (row?.status === 'reserved') reserved.push(row);
      }
      for (const [key, stock] of outcome.stock) known.set(key, stock);
      for (const order of left.filter(isUndecided)) {
        const refusal = refusalOf(order, known);
        if (refusal) outcomes.set(order.orderId, refusal);
      }
    }
  }
  return { outcomes, reserved };
};

const takeStockOrBusy = async (orders: StockOrder[], now: Date) => {
  try {
    return await takeStock(orders, now);
  } catch (error) {
    if (error instanceof StockBusy) return 'busy';
    throw error;
  }
};
