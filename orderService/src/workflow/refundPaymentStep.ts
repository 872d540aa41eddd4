import { readOrderWithPayment } from '../order/existingOrder.ts';
import { type OrderStep, stepOf } from '../order/nextStep.ts';
import { settlePayment } from '../refund/refunds.ts';

/** Settles an order's money; the next step publishes the outcome. */
export const refundPaymentStep = async ({ orderId }: OrderStep): Promise<OrderStep> =>
  stepOf(await settlePayment(await readOrderWithPayment(orderId)), 'NotifyCustomer');
