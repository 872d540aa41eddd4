import type Stripe from 'stripe';
import { newId, now, type PaymentStore, type Stored } from './store.ts';

/**
 * The API version that the provider emulates: the version of the `stripe` package which the services use. A constant, because the
 * platform does not load that package.
 */
export const API_VERSION = '2026-10-28.endive';

/** Event types that are sent to the webhook, as one selects them for an endpoint in a Stripe account; all others are only stored. */
const WEBHOOK_EVENTS: readonly string[] = [
  'payment_intent.succeeded',
  'payment_intent.payment_failed',
  'payment_intent.canceled',
  'charge.refunded',
  'refund.created',
  'refund.updated',
  'refund.failed',
];

export type EventToWrite = {
  type: Stripe.Event['type'];
  /** The payment, charge or refund as it is now. */
  object: object;
  previous?: object;
  paymentIntent: Stored<'payment_intent'>;
};

/** The request that caused an event. */
export type Cause = {
  requestId: string;
  idempotencyKey: string | undefined;
};

/** Queues an event for the webhook within the running transaction. */
export type QueueEvent = (event: Stored<'event'>, paymentIntent: Stored<'payment_intent'>) => void;

/**
 * Stores an event and queues it for the webhook within the running transaction, so that a change and its event are stored together or not
 * at all.
 *
 * @see https://docs.stripe.com/api/events/object
 */
export const writeEvent = (
  store: PaymentStore,
  queueEvent: QueueEvent,
  cause: Cause | null,
  { type, object, previous, paymentIntent }: EventToWrite,
): void => {
  const isSent = WEBHOOK_EVENTS.includes(type);
  const event = {
    id: newId('evt'),
    object: 'event',
    api_version: API_VERSION,
    created: now(),
    data: { object, ...(previous ? { previous_attributes: previous } : {}) },
    livemode: false,
    pending_webhooks: isSent ? 1 : 0,
    request: { id: cause?.requestId ?? null, idempotency_key: cause?.idempotencyKey ?? null },
    type,
  } as unknown as Stored<'event'>;
  store.add('event', event, paymentIntent.id);
  if (isSent) queueEvent(event, paymentIntent);
};
