import { readOrder, type StoredOrder } from './orderStore.ts';
import { hasPayment, type OrderWithPayment } from './orderWithPayment.ts';

/** Reads an order that must exist. @throws Error if it does not */
export const readExistingOrder = async (orderId: string): Promise<StoredOrder> => {
  const order = await readOrder(orderId);
  if (!order) throw new Error(`There is no order ${orderId}`);
  return order;
};

/** Reads an order that must exist and have a payment. @throws Error otherwise */
export const readOrderWithPayment = async (orderId: string): Promise<OrderWithPayment> => {
  const order = await readExistingOrder(orderId);
  if (!hasPayment(order)) throw new Error(`Order ${orderId} has no payment`);
  return order;
};
