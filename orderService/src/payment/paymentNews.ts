import * as z from 'zod';
import type { Payment } from '../order/payment.ts';
import type { PaymentMetadata } from './paymentMetadata.ts';
import { fromStripeAmount } from './stripeAmount.ts';

/** What every piece of news says. `created` in seconds since 1970. */
type News = { eventId: string; type: string; livemode: boolean; created: number };

/** Of one payment. `metadata` are the payment's or the refund's own. */
type OfPayment = News & { metadata: PaymentMetadata; paymentIntentId: string };

/** What an event of the provider tells, as far as the shop makes use of it. Amounts are integer minor units. */
export type PaymentNews =
  | (OfPayment & { kind: 'succeeded'; amount: number; currency: string })
  | (OfPayment & { kind: 'failed'; failure: string })
  | (OfPayment & { kind: 'cancelled' })
  | (OfPayment & { kind: 'refund'; refund: RefundNews })
  | (News & { kind: 'other' });

/** `key` is ours; a refund that was made by hand has none. */
export type RefundNews = { refundId: string; key: string | undefined; amount: number; state: RefundState };
export type RefundState = Payment['refunds'][string]['state'];

const Event = z
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
const Intent = z.object({
  id: z.string(),
  amount_received: z.int(),
  currency: z.string(),
  metadata: Metadata,
  last_payment_error: z.object({ message: z.string().nullish() }).nullish(),
});
const Refund = z.object({
  id: z.string(),
  amount: z.int().positive(),
  currency: z.string(),
  status: z.string().nullable(),
  payment_intent: z.string(),
  metadata: Metadata,
});

/**
 * Reads an event whose signature was checked.
 *
 * @see https://docs.stripe.com/api/events/types
 */
export const paymentNews = (event: object): PaymentNews => {
  const { id: eventId, data, ...rest } = Event.parse(event);
  const news = { eventId, ...rest };
  switch (news.type) {
    case 'payment_intent.succeeded': {
      const { amount_received, currency, ...intent } = Intent.parse(data.object);
      const amount = fromStripeAmount(amount_received, currency);
      return { kind: 'succeeded', ...news, ...ofIntent(intent), amount, currency: currency.toUpperCase() };
    }
    case 'payment_intent.payment_failed': {
      const intent = Intent.parse(data.object);
      const failure = intent.last_payment_error?.message ?? 'The payment was declined.';
      return { kind: 'failed', ...news, ...ofIntent(intent), failure };
    }
    case 'payment_intent.canceled':
      return { kind: 'cancelled', ...news, ...ofIntent(Intent.parse(data.object)) };
    case 'refund.created':
    case 'refund.updated':
    case 'refund.failed': {
      const object = z.object({ payment_intent: z.string().nullish() }).parse(data.object);
      if (object.payment_intent == null) return { kind: 'other', ...news }; // of a charge that is no payment of the shop
      const { id: refundId, amount, currency, status, metadata, ...refunded } = Refund.parse(data.object);
      const { key, ...own } = metadata;
      const refund = {
        refundId,
        key,
        amount: fromStripeAmount(amount, currency),
        state: refundState(status),
      };
      return { kind: 'refund', ...news, metadata: own, paymentIntentId: refunded.payment_intent, refund };
    }
    default:
      return { kind: 'other', ...news };
  }
};

const ofIntent = ({ id, metadata }: Pick<z.infer<typeof Intent>, 'id' | 'metadata'>) => ({
  metadata,
  paymentIntentId: id,
});

/** What the provider calls `pending` and `requires_action` is under way. */
export const refundState = (status: string | null): RefundState => {
  if (status === 'succeeded') return 'succeeded';
  return status === 'failed' || status === 'canceled' ? 'failed' : 'requested';
};
