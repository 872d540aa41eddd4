import { PAYABLE } from './orderStatus.ts';
import type { StoredOrder } from './orderStore.ts';
import type { Payment } from './payment.ts';

/** An order with a payment. */
export type OrderWithPayment = StoredOrder & { payment: Payment };
export const hasPayment = (order: StoredOrder | undefined): order is OrderWithPayment => order?.payment !== undefined;

/** Whether the order still takes money, and none has come. */
export const isUnpaid = ({ status, payment }: OrderWithPayment): boolean =>
  PAYABLE.includes(status) && payment.capturedAmount === 0;
