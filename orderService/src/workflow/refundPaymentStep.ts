import { readOrderWithPayment } from '../order/existingOrder.ts';
import { type OrderStep, stepOf } from '../order/nextStep.ts';
import { settlePayment } from '../refund/refunds.ts';

/** Settles an order's money; what has become of it is told next. */
export const refundPaymentStep = async ({ orderId }: OrderStep): Promise<OrderStep> =>
  stepOf(await settlePayment(await readOrderWithPayment(orderId)), 'NotifyCustomer');
