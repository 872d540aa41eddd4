import { toDecimal } from '@ecommerce/shared/money.ts';

/** The providers through which an order can be paid; `none` is the absence of a payment. */
export const PAYMENT_PROVIDERS = ['stripe', 'test'] as const;

/**
 * A refund. It is recorded before it is requested from the provider, so that all refunds together can never exceed the captured amount.
 */
export type Refund = {
  /** Integer minor units. */
  amount: number;
  state: 'requested' | 'succeeded' | 'failed';
  /** The provider's id, once it has responded. */
  refundId?: string;
  at: string;
  /** Shown to the customer. */
  reason: string;
  /** The account that requested it. */
  by?: string;
  /** Distinguishes a repeated request from another one with the same idempotency key. */
  requestHash?: string;
};

/** Returns whether it is unknown if the provider received the request. */
export const isOutcomeUnknown = ({ state, refundId }: Refund): boolean =>
  state === 'requested' && refundId === undefined;

/** The payment in an order's row. All amounts are integer minor units of the order's currency. */
export type Payment = {
  provider: (typeof PAYMENT_PROVIDERS)[number];
  paymentIntentId: string;
  /** Whether real money moves. */
  livemode: boolean;
  /** Until when the customer may pay, and the stock is reserved. */
  dueAt: string;
  capturedAmount: number;
  /** When the order was paid; absent if the money arrived too late, after the order had ended. */
  paidAt?: string;
  /** The sum of the refunds that are not `failed`. */
  refundedAmount: number;
  /** Refunds by idempotency key. */
  refunds: Record<string, Refund>;
  /** Failed payments, by the provider's event; `failure` is its message for the customer. */
  failures: Record<string, { failure: string; at: string }>;
};

/** Creates a payment that is not made yet. */
export const newPayment = (given: Pick<Payment, 'provider' | 'paymentIntentId' | 'livemode' | 'dueAt'>): Payment => ({
  ...given,
  capturedAmount: 0,
  refundedAmount: 0,
  refunds: {},
  failures: {},
});

/** Returns a payment as the order's customer sees it, with money as decimals. */
export const paymentView = ({ provider, dueAt, capturedAmount, refundedAmount }: Payment, currency: string) => ({
  provider,
  dueAt,
  paid: toDecimal(capturedAmount, currency),
  refunded: toDecimal(refundedAmount, currency),
});

export const PAYMENT_STATUSES = ['none', 'unpaid', 'paid', 'partially_refunded', 'refunded'] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/** Returns what became of an order's payment; `none` if it is not paid through the shop. */
export const paymentStatusOf = (payment: Payment | undefined): PaymentStatus => {
  if (!payment) return 'none';
  const { capturedAmount, refundedAmount } = payment;
  if (capturedAmount === 0) return 'unpaid';
  if (refundedAmount === 0) return 'paid';
  return refundedAmount < capturedAmount ? 'partially_refunded' : 'refunded';
};
