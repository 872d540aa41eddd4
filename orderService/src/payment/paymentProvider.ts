import { DomainError, invalidInput } from '@ecommerce/shared/errors.ts';
import { log } from '@ecommerce/shared/log.ts';
import Stripe from 'stripe';
import * as z from 'zod';
import type { Order } from '../order/order.ts';
import { newPayment, type Payment } from '../order/payment.ts';
import { connect, connectionFor } from './connectedProvider.ts';
import { type PaymentEvent, parsePaymentEvent, toRefundState } from './paymentEvent.ts';
import { metadataOf, type PaymentMetadata } from './paymentMetadata.ts';
import { fromStripeAmount, toStripeAmount } from './stripeAmount.ts';

/** How far an event's timestamp may be in the past or in the future, in seconds. */
const TIMESTAMP_TOLERANCE_SECONDS = 300;

/**
 * Creates the payment of an order at the provider. Idempotent by order.
 *
 * @param dueAt until when the customer may pay
 * @returns the payment for the order's row, and the secret with which the customer's browser pays; `undefined` without a provider
 * @throws DomainError UNAVAILABLE if the provider cannot be reached or rejects our credentials; INVALID_INPUT for an amount that it never
 *   accepts
 * @see https://docs.stripe.com/api/payment_intents/create
 */
export const createPayment = async (
  order: Pick<Order, 'orderId' | 'total' | 'currency'>,
  dueAt: Date,
): Promise<{ payment: Payment; clientSecret: string } | undefined> => {
  try {
    const connection = await connect();
    if (!connection) return undefined;
    const { provider, livemode, stripe } = connection;
    const intent = await createIntent(stripe, order);
    if (intent.livemode !== livemode || intent.client_secret === null)
      throw new Error('The PaymentIntent belongs to a different mode, or has no client secret');
    const payment = newPayment({ provider, livemode, paymentIntentId: intent.id, dueAt: dueAt.toISOString() });
    return { payment, clientSecret: intent.client_secret };
  } catch (error) {
    const code = error instanceof Stripe.errors.StripeError ? error.code : undefined;
    if (code !== 'amount_too_small' && code !== 'amount_too_large') throw unavailable(error);
    throw invalidInput([
      { path: 'total', message: `is too ${code === 'amount_too_small' ? 'small' : 'large'} to be paid` },
    ]);
  }
};

/**
 * Creates a PaymentIntent with the order's id as the idempotency key. If a crash prevented the order from being stored, and it is placed
 * again with the same id after prices have changed, the provider reports a different amount: then the amount becomes part of the key. The
 * secret of the first payment was never returned to anyone.
 */
const createIntent = async (
  stripe: Stripe,
  { orderId, total, currency }: Pick<Order, 'orderId' | 'total' | 'currency'>,
): Promise<Stripe.PaymentIntent> => {
  const amount = toStripeAmount('total', total, currency);
  const create = (idempotencyKey: string) =>
    stripe.paymentIntents.create(
      {
        amount,
        currency: currency.toLowerCase(),
        // Only cards and wallets: methods that take days would outlast the reservation of the stock
        allowed_payment_method_types: ['card'],
        description: `Order ${orderId}`,
        metadata: metadataOf({ orderId }),
      },
      { idempotencyKey },
    );
  try {
    return await create(orderId);
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeIdempotencyError)) throw error;
    return create(`${orderId}-${total}-${currency}`);
  }
};

/** States in which the customer's browser can continue. */
const PAYABLE_STATES: readonly Stripe.PaymentIntent.Status[] = [
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
];

/** A payment at the provider. `failure` is its message about the last failed attempt. */
export type ProviderPayment = { isPayable: boolean; clientSecret: string; failure?: string };

/**
 * Retrieves a payment, for a customer who continues it.
 *
 * @throws DomainError UNAVAILABLE
 * @see https://docs.stripe.com/api/payment_intents/retrieve
 */
export const retrievePayment = async (payment: Payment): Promise<ProviderPayment> => {
  try {
    const stripe = await connectionFor(payment);
    const { status, client_secret, last_payment_error } = await stripe.paymentIntents.retrieve(payment.paymentIntentId);
    if (client_secret === null) throw new Error('The PaymentIntent has no client secret');
    const failure = last_payment_error?.message;
    return {
      isPayable: PAYABLE_STATES.includes(status),
      clientSecret: client_secret,
      ...(failure === undefined ? {} : { failure }),
    };
  } catch (error) {
    throw unavailable(error);
  }
};

/** The state of a payment after an attempt to cancel it. `processing`: the bank decides, and an event will follow. */
export type CancellationResult = { state: 'cancelled' | 'processing' } | { state: 'captured'; capturedAmount: number };

/**
 * Cancels a payment, so that it can no longer be made. A captured payment stays captured. Idempotent.
 *
 * @throws DomainError UNAVAILABLE
 * @see https://docs.stripe.com/api/payment_intents/cancel
 */
export const cancelPayment = async (payment: Payment): Promise<CancellationResult> => {
  try {
    const stripe = await connectionFor(payment);
    return await stripe.paymentIntents
      .cancel(payment.paymentIntentId)
      .then(cancellationResult, async (error: unknown) => {
        if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error;
        if (error.code === 'resource_missing') return { state: 'cancelled' as const }; // a missing payment cannot be made
        return cancellationResult(await stripe.paymentIntents.retrieve(payment.paymentIntentId));
      });
  } catch (error) {
    throw unavailable(error);
  }
};

const cancellationResult = ({ status, amount_received, currency }: Stripe.PaymentIntent): CancellationResult => {
  if (status === 'succeeded') {
    return { state: 'captured', capturedAmount: fromStripeAmount(amount_received, currency) };
  }
  if (status === 'canceled' || status === 'processing') {
    return { state: status === 'canceled' ? 'cancelled' : 'processing' };
  }
  throw new Error(`The payment could not be cancelled: it is ${status}`);
};

/** The state of a refund. `requested`: in progress at the bank. `failed`: rejected, or returned by the bank. */
export type RefundResult = { state: 'requested' | 'succeeded' | 'failed'; refundId?: string };

/**
 * Refunds money, once per key. Stripe forgets idempotency keys after a day, so a refund that may have been requested before is searched
 * for first.
 *
 * @param refund.amount integer minor units
 * @param refund.isRepeated whether the provider may have received a request with this key before
 * @throws DomainError UNAVAILABLE if the outcome is unknown
 * @see https://docs.stripe.com/api/refunds/create
 */
export const createRefund = async (
  { orderId, currency }: Pick<Order, 'orderId' | 'currency'>,
  payment: Payment,
  { key, amount: minorUnits, isRepeated }: { key: string; amount: number; isRepeated: boolean },
): Promise<RefundResult> => {
  const amount = toStripeAmount('amount', minorUnits, currency);
  try {
    const stripe = await connectionFor(payment);
    const refund =
      (isRepeated ? await findRefund(stripe, payment, key) : undefined) ??
      (await stripe.refunds.create(
        { payment_intent: payment.paymentIntentId, amount, metadata: { ...metadataOf({ orderId }), key } },
        { idempotencyKey: `${orderId}-${key}` },
      ));
    return { state: toRefundState(refund.status), refundId: refund.id };
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw unavailable(error);
    log.error('refund rejected', { orderId, key, error: withoutRawResponse(error) });
    return { state: 'failed' };
  }
};

const findRefund = async (stripe: Stripe, { paymentIntentId }: Payment, key: string) => {
  for await (const refund of stripe.refunds.list({ payment_intent: paymentIntentId, limit: 100 })) {
    if (refund.metadata?.key === key) return refund;
  }
  return undefined;
};

/** Returns the metadata of a PaymentIntent, for events of refunds made by hand, which have none themselves. */
export const metadataOfPayment = async (paymentIntentId: string): Promise<PaymentMetadata> => {
  try {
    const connection = await connect();
    return (await connection?.stripe.paymentIntents.retrieve(paymentIntentId))?.metadata ?? {};
  } catch (error) {
    throw unavailable(error);
  }
};

/**
 * Verifies and parses a webhook event: its signature covers the exact body, and its timestamp must be recent.
 *
 * @param rawBody exactly as sent
 * @param signature the `Stripe-Signature` header
 * @throws DomainError INVALID_SIGNATURE; INVALID_INPUT for a signed body that is not an event; NOT_FOUND without a provider;
 *   PAYMENT_MISMATCH for a test event in live mode, or the reverse
 * @see https://docs.stripe.com/webhooks/signature
 */
export const verifyWebhook = async (rawBody: string, signature: string | undefined): Promise<PaymentEvent> => {
  const { signedBody, livemode } = await verifySignature(rawBody, signature);
  const event = readEvent(signedBody);
  if (event.livemode === livemode) return event;
  log.error('payment does not match its order', { eventId: event.eventId, type: event.type, what: 'mode' });
  throw new DomainError('PAYMENT_MISMATCH', 'The event belongs to a different mode (test or live) than the shop.');
};

/**
 * Verifies the signature of a body that the holder of the webhook's secret has sent.
 *
 * @throws DomainError INVALID_SIGNATURE; NOT_FOUND without a provider
 */
export const verifySignature = async (
  rawBody: string,
  signature: string | undefined,
): Promise<{ signedBody: object; livemode: boolean }> => {
  const connection = await connect();
  if (!connection) throw new DomainError('NOT_FOUND', 'There is no payment provider.');
  const { stripe, webhookSecret, livemode } = connection;
  // The library checks the last timestamp, and only whether it is too old
  const timestamp = [...(signature ?? '').matchAll(/(?:^|,)t=(\d+)(?=,|$)/g)].at(-1)?.[1];
  const isInTime = Math.abs(Date.now() / 1000 - Number(timestamp)) <= TIMESTAMP_TOLERANCE_SECONDS;
  const signedBody = isInTime ? constructEvent(stripe, rawBody, signature ?? '', webhookSecret) : undefined;
  if (!signedBody)
    throw new DomainError('INVALID_SIGNATURE', 'The signature is not valid for this body and timestamp.');
  return { signedBody, livemode };
};

/** Parses a verified event. The alarm `paymentProblems` counts its log line, which means that the provider has changed its format. */
const readEvent = (event: object): PaymentEvent => {
  try {
    return parsePaymentEvent(event);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const issues = error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
    log.error('invalid payment event', { issues });
    throw invalidInput(issues);
  }
};

const constructEvent = (stripe: Stripe, rawBody: string, signature: string, secret: string): object | undefined => {
  try {
    return stripe.webhooks.constructEvent(rawBody, signature, secret, TIMESTAMP_TOLERANCE_SECONDS);
  } catch (error) {
    log.warn('webhook rejected', { reason: error instanceof Stripe.errors.StripeError ? error.type : 'not JSON' });
    return undefined;
  }
};

const unavailable = (error: unknown): DomainError => {
  if (error instanceof DomainError) return error;
  log.error('payment provider failed', { error: withoutRawResponse(error) });
  return new DomainError('UNAVAILABLE', 'The payment provider cannot be reached now: try again in a moment.');
};

/** Returns an error of the library without the raw response that it contains. */
const withoutRawResponse = (error: unknown): unknown => {
  if (!(error instanceof Stripe.errors.StripeError)) return error;
  const { type, code, statusCode, requestId, message } = error;
  return { name: type, message, code, statusCode, requestId };
};
