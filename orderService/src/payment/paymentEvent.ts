import * as z from 'zod';
import type { Payment } from '../order/payment.ts';
import type { PaymentMetadata } from './paymentMetadata.ts';
import { fromStripeAmount } from './stripeAmount.ts';

/** The fields of every event. `created` is in seconds since 1970. */
type EventHeader = { eventId: string; type: string; livemode: boolean; created: number };

/** The fields of every event about a payment. `metadata` is that of the payment or refund. */
type PaymentEventHeader = EventHeader & { metadata: PaymentMetadata; paymentIntentId: string };

/** An event of the provider with the fields that the shop uses. Amounts are integer minor units. */
export type PaymentEvent =
  | (PaymentEventHeader & { kind: 'succeeded'; amount: number; currency: string })
  | (PaymentEventHeader & { kind: 'failed'; failure: string })
  | (PaymentEventHeader & { kind: 'cancelled' })
  | (PaymentEventHeader & { kind: 'refund'; refund: RefundDetails })
  | (EventHeader & { kind: 'other' });

/** `key` is our idempotency key; a refund that was made by hand has none. */
export type RefundDetails = { refundId: string; key: string | undefined; amount: number; state: RefundState };
export type RefundState = Payment['refunds'][string]['state'];

const StripeEvent = z
  .object({
    id: z.string().min(1).max(255),
    type: z.string(),
    livemode: z.boolean(),
    created: z.int(),
    data: z.object({ object: z.looseObject({ livemode: z.boolean().optional() }) }),
  })
  .refine(({ livemode, data: { object } }) => (object.livemode ?? livemode) === livemode, {
    path: ['data', 'object', 'livemode'],
    message: 'is of another mode than the event',
  });
const Metadata = z
  .object({ orderId: z.string().optional(), shop: z.string().optional(), key: z.string().optional() })
  .nullish()
  .transform((metadata) => metadata ?? {});
const StripePaymentIntent = z.object({
  id: z.string(),
  amount_received: z.int(),
  currency: z.string(),
  metadata: Metadata,
  last_payment_error: z.object({ message: z.string().nullish() }).nullish(),
});
const StripeRefund = z.object({
  id: z.string(),
  amount: z.int().positive(),
  currency: z.string(),
  status: z.string().nullable(),
  payment_intent: z.string(),
  metadata: Metadata,
});

/**
 * Parses an event whose signature was verified.
 *
 * @see https://docs.stripe.com/api/events/types
 */
export const parsePaymentEvent = (event: object): PaymentEvent => {
  const { id: eventId, data, ...rest } = StripeEvent.parse(event);
  const header = { eventId, ...rest };
  switch (header.type) {
    case 'payment_intent.succeeded': {
      const { amount_received, currency, ...intent } = StripePaymentIntent.parse(data.object);
      const amount = fromStripeAmount(amount_received, currency);
      return { kind: 'succeeded', ...header, ...paymentFields(intent), amount, currency: currency.toUpperCase() };
    }
    case 'payment_intent.payment_failed': {
      const intent = StripePaymentIntent.parse(data.object);
      const failure = intent.last_payment_error?.message ?? 'The payment was declined.';
      return { kind: 'failed', ...header, ...paymentFields(intent), failure };
    }
    case 'payment_intent.canceled':
      return { kind: 'cancelled', ...header, ...paymentFields(StripePaymentIntent.parse(data.object)) };
    case 'refund.created':
    case 'refund.updated':
    case 'refund.failed': {
      const object = z.object({ payment_intent: z.string().nullish() }).parse(data.object);
      if (object.payment_intent == null) return { kind: 'other', ...header }; // of a charge without a PaymentIntent, so not the shop's
      const { id: refundId, amount, currency, status, metadata, ...refunded } = StripeRefund.parse(data.object);
      const { key, ...own } = metadata;
      const refund = {
        refundId,
        key,
        amount: fromStripeAmount(amount, currency),
        state: toRefundState(status),
      };
      return { kind: 'refund', ...header, metadata: own, paymentIntentId: refunded.payment_intent, refund };
    }
    default:
      return { kind: 'other', ...header };
  }
};

const paymentFields = ({ id, metadata }: Pick<z.infer<typeof StripePaymentIntent>, 'id' | 'metadata'>) => ({
  metadata,
  paymentIntentId: id,
});

/** Converts the provider's refund status. `pending` and `requires_action` count as requested. */
export const toRefundState = (status: string | null): RefundState => {
  if (status === 'succeeded') return 'succeeded';
  return status === 'failed' || status === 'canceled' ? 'failed' : 'requested';
};
