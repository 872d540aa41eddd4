import type { Refund } from '../order/payment.ts';

/** Creates a refund that the provider has not been asked for yet. */
export const newRefund = (amount: number, reason: string, requestHash?: string): Refund => ({
  amount,
  reason,
  state: 'requested',
  at: new Date().toISOString(),
  ...(requestHash === undefined ? {} : { requestHash }),
});

/** The log line that the alarm `paymentProblems` counts. */
export const REFUND_FAILED = 'refund failed';
