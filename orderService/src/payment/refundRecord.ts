import type { Refund } from '../order/payment.ts';

/** Creates a refund that has not been requested from the provider yet. */
export const newRefund = (amount: number, reason: string, more: Pick<Refund, 'by' | 'requestHash'> = {}): Refund => ({
  amount,
  reason,
  state: 'requested',
  at: new Date().toISOString(),
  ...more,
});

/** The reason of a refund for which nobody gave one. */
export const REFUNDED_BY_SHOP = 'refunded by the shop';

/** The log line that the alarm `paymentProblems` counts. */
export const REFUND_FAILED = 'refund failed';
