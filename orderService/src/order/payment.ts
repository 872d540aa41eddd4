import { toDecimal } from '@ecommerce/shared/money.ts';
import * as z from 'zod';

/** The providers through which an order can be paid; `none` is the absence of a payment. */
export const PAYMENT_PROVIDERS = ['stripe', 'test'] as const;

/** Money that went back, or is about to: noted before the provider is asked, so that the sum can never exceed what was captured. */
const Refund = z.strictObject({
  /** Integer minor units. */
  amount: z.int().positive(),
  state: z.enum(['requested', 'succeeded', 'failed']),
  /** The provider's id, once it has answered. */
  refundId: z.string().optional(),
  at: z.iso.datetime(),
  /** In the words that the customer reads. */
  reason: z.string(),
  /** Tells a repeated request from another one under the same idempotency key. */
  requestHash: z.string().optional(),
});
export type Refund = z.infer<typeof Refund>;

/** Whether it is not known if the provider was asked for it. */
export const isUnanswered = ({ state, refundId }: Refund): boolean => state === 'requested' && refundId === undefined;

/** How an order is paid, as its row keeps it. All amounts are integer minor units of the order's currency. */
export const Payment = z.strictObject({
  provider: z.enum(PAYMENT_PROVIDERS),
  paymentIntentId: z.string().min(1),
  /** Whether real money moves. */
  livemode: z.boolean(),
  /** Until when the customer may pay; the stock is kept as long. */
  dueAt: z.iso.datetime(),
  capturedAmount: z.int().nonnegative(),
  /** The sum of the refunds that are not `failed`. */
  refundedAmount: z.int().nonnegative(),
  /** By the key under which the provider was asked. */
  refunds: z.record(z.string(), Refund),
});
export type Payment = z.infer<typeof Payment>;

/** A payment that has only begun. */
export const newPayment = (given: Pick<Payment, 'provider' | 'paymentIntentId' | 'livemode' | 'dueAt'>): Payment => ({
  ...given,
  capturedAmount: 0,
  refundedAmount: 0,
  refunds: {},
});

/** A payment as the order's customer sees it, money as decimals. */
export const paymentView = ({ provider, dueAt, capturedAmount, refundedAmount }: Payment, currency: string) => ({
  provider,
  dueAt,
  paid: toDecimal(capturedAmount, currency),
  refunded: toDecimal(refundedAmount, currency),
});
