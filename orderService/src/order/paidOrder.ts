import { PAYABLE } from './orderStatus.ts';
import type { StoredOrder } from './orderStore.ts';
import type { Payment } from './payment.ts';

/** An order with a payment. */
export type PaidOrder = StoredOrder & { payment: Payment };
export const isPaidOrder = (order: StoredOrder | undefined): order is PaidOrder => order?.payment !== undefined;

/** Whether the order still takes money, and none has come. */
export const isUnpaid = ({ status, payment }: PaidOrder): boolean =>
  PAYABLE.includes(status) && payment.capturedAmount === 0;
