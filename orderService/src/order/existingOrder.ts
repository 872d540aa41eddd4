import { readOrder, type StoredOrder } from './orderStore.ts';
import { isPaidOrder, type PaidOrder } from './paidOrder.ts';

/** An order that must exist. @throws Error when it does not */
export const readExistingOrder = async (orderId: string): Promise<StoredOrder> => {
  const order = await readOrder(orderId);
  if (!order) throw new Error(`There is no order ${orderId}`);
  return order;
};

/** An order that must exist and have a payment. @throws Error otherwise */
export const readPaidOrder = async (orderId: string): Promise<PaidOrder> => {
  const order = await readExistingOrder(orderId);
  if (!isPaidOrder(order)) throw new Error(`Order ${orderId} has no payment`);
  return order;
};
