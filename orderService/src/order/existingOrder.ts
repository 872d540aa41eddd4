import { readOrder, type StoredOrder } from './orderStore.ts';
import { hasPayment, type OrderWithPayment } from './orderWithPayment.ts';

/** An order that must exist. @throws Error when it does not */
export const readExistingOrder = async (orderId: string): Promise<StoredOrder> => {
  const order = await readOrder(orderId);
  if (!order) throw new Error(`There is no order ${orderId}`);
  return order;
};

/** An order that must exist and have a payment. @throws Error otherwise */
export const readOrderWithPayment = async (orderId: string): Promise<OrderWithPayment> => {
  const order = await readExistingOrder(orderId);
  if (!hasPayment(order)) throw new Error(`Order ${orderId} has no payment`);
  return order;
};
