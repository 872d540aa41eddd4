import { PAYABLE } from './orderStatus.ts';
import type { StoredOrder } from './orderStore.ts';
import type { Payment } from './payment.ts';

/** An order with a payment. */
export type OrderWithPayment = StoredOrder & { payment: Payment };
export const hasPayment = (order: StoredOrder | undefined): order is OrderWithPayment => order?.payment !== undefined;

/** Returns whether the order may still be paid, and is not paid yet. */
export const isUnpaid = ({ status, payment }: OrderWithPayment): boolean =>
  PAYABLE.includes(status) && payment.capturedAmount === 0;
