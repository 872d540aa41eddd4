import type { PaidOrder } from '../payment/paymentStore.ts';
import { publishOrderEvent } from './orderEventsTopic.ts';

const paymentOf = ({ payment: { provider, paymentIntentId } }: PaidOrder) => ({ provider, paymentIntentId });

/** Tells the topic that the order is paid. */
export const publishPayment = (order: PaidOrder, at: Date): Promise<void> =>
  publishOrderEvent(
    'PAYMENT_COMPLETED',
    order,
    { ...paymentOf(order), capturedAmount: order.payment.capturedAmount },
    { occurredAt: at.toISOString() },
  );

/** Tells the topic of a payment that failed. `occurrence` tells it from others of the same order. */
export const publishFailedPayment = (order: PaidOrder, failure: string, occurrence: string, at: Date): Promise<void> =>
  publishOrderEvent(
    'PAYMENT_FAILED',
    order,
    { ...paymentOf(order), failure, payableUntil: order.payment.dueAt },
    { occurrence, occurredAt: at.toISOString() },
  );

/** Tells the topic of the refund under `key`; nothing while the provider has not taken it. */
export const publishRefund = async (order: PaidOrder, key: string): Promise<void> => {
  const refund = order.payment.refunds[key];
  if (!refund?.refundId || refund.state === 'failed') return;
  const { refundId, amount, reason, at } = refund;
  await publishOrderEvent(
    'ORDER_REFUNDED',
    order,
    { ...paymentOf(order), refundId, amount, refundedAmount: order.payment.refundedAmount, reason },
    { occurrence: key, occurredAt: at },
  );
};
