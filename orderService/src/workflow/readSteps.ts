import { log } from '@ecommerce/shared/log.ts';
import { ReserveStockInput } from '@ecommerce/shared/productFunctions.ts';
import type * as z from 'zod';
import { failedStep, type OrderStep, stepOf } from '../order/nextStep.ts';
import { readOrders, type StoredOrder } from '../order/orderStore.ts';

type Reservation = z.infer<typeof ReserveStockInput>['orders'][number];

/** What the workflow's first state finds. */
export type Steps = {
  orders: OrderStep[];
  /** The orders whose step is `ReserveStock`, as `reserveStock` takes them. */
  toReserve: Reservation[];
  /** The ids that no order has. */
  missing: string[];
};

/**
 * Reads what some orders' rows call for. A row that cannot be understood fails alone.
 *
 * @param orderIds 1 to 100, each once
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
    log.error('order not understood', { orderId: row.orderId, error });
    return { order: failedStep(stepOf(row, 'Done'), error) };
  }
};

const reservationOf = ({ orderId, correlationId, items }: StoredOrder): Reservation =>
  ReserveStockInput.shape.orders.element.parse({
    orderId,
    correlationId,
    items: items.map(({ productId, quantity }) => ({ productId, quantity })),
  });
