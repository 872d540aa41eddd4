import { toDecimal } from '@ecommerce/shared/money.ts';

/** The providers through which an order can be paid; `none` is the absence of a payment. */
export const PAYMENT_PROVIDERS = ['stripe', 'test'] as const;

/** Money that went back, or is about to: recorded before the provider is asked, so that the sum can never exceed what was captured. */
export type Refund = {
  /** Integer minor units. */
  amount: number;
  state: 'requested' | 'succeeded' | 'failed';
  /** The provider's id, once it has answered. */
  refundId?: string;
  at: string;
  /** In the words that the customer reads. */
  reason: string;
  /** Distinguishes a repeated request from another one with the same idempotency key. */
  requestHash?: string;
};

/** Whether it is not known if the provider was asked for it. */
export const isOutcomeUnknown = ({ state, refundId }: Refund): boolean =>
  state === 'requested' && refundId === undefined;

/** How an order is paid, as its row keeps it. All amounts are integer minor units of the order's currency. */
export type Payment = {
  provider: (typeof PAYMENT_PROVIDERS)[number];
  paymentIntentId: string;
  /** Whether real money moves. */
  livemode: boolean;
  /** Until when the customer may pay; the stock is reserved as long. */
  dueAt: string;
  capturedAmount: number;
  /** When the order was paid; absent where the money came too late, for an order that was over. */
  paidAt?: string;
  /** The sum of the refunds that are not `failed`. */
  refundedAmount: number;
  /** By the key under which the provider was asked. */
  refunds: Record<string, Refund>;
  /** Attempts to pay that failed, by the provider's event; `failure` is its word for people. */
  failures: Record<string, { failure: string; at: string }>;
};

/** A payment that has only begun. */
export const newPayment = (given: Pick<Payment, 'provider' | 'paymentIntentId' | 'livemode' | 'dueAt'>): Payment => ({
  ...given,
  capturedAmount: 0,
  refundedAmount: 0,
  refunds: {},
  failures: {},
});

/** A payment as the order's customer sees it, money as decimals. */
export const paymentView = ({ provider, dueAt, capturedAmount, refundedAmount }: Payment, currency: string) => ({
  provider,
  dueAt,
  paid: toDecimal(capturedAmount, currency),
  refunded: toDecimal(refundedAmount, currency),
});
