import { log } from '@ecommerce/shared/log.ts';
import { ReserveStockInput } from '@ecommerce/shared/productFunctions.ts';
import type * as z from 'zod';
import { lineOf } from '../order/fulfilment.ts';
import { failedStep, type OrderStep, stepOf } from '../order/nextStep.ts';
import { readOrders, type StoredOrder } from '../order/orderStore.ts';

type Reservation = z.infer<typeof ReserveStockInput>['orders'][number];

/** The result of the workflow's first state. */
export type Steps = {
  orders: OrderStep[];
  /** The orders whose step is `ReserveStock`, in the format of `reserveStock`. */
  toReserve: Reservation[];
  /** The ids without an order. */
  missing: string[];
};

/**
 * Determines the next steps of several orders from their rows. An invalid row fails only its own order.
 *
 * @param orderIds 1 to 100, without duplicates
 */
export const readSteps = async (orderIds: string[]): Promise<Steps> => {
  const found = await readOrders(orderIds);
  const read = found.map(readStep);
  const ids = new Set(found.map(({ orderId }) => orderId));
  return {
    orders: read.map(({ order }) => order),
    toReserve: read.flatMap(({ reservation }) => reservation ?? []),
    missing: orderIds.filter((orderId) => !ids.has(orderId)),
  };
};

const readStep = (row: StoredOrder): { order: OrderStep; reservation?: Reservation } => {
  try {
    const order = stepOf(row);
    return order.step === 'ReserveStock' ? { order, reservation: reservationOf(row) } : { order };
  } catch (error) {
    log.error('invalid order row', { orderId: row.orderId, error });
    return { order: failedStep(stepOf(row, 'Done'), error) };
  }
};

const reservationOf = ({ orderId, correlationId, items }: StoredOrder): Reservation =>
  ReserveStockInput.shape.orders.element.parse({
    orderId,
    correlationId,
    items: items.map((item) => ({ ...lineOf(item), quantity: item.quantity })),
  });
