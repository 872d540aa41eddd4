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

/** Seconds by which an event's timestamp may lie in the past or in the future. */
const TIMESTAMP_TOLERANCE_SECONDS = 300;

/**
 * Begins the payment of an order at the provider; for one order once, however often it is called.
 *
 * @param dueAt until when the customer may pay
 * @returns what goes onto the order's row, and the secret with which the customer's browser pays; `undefined` where nothing is paid
 * @throws DomainError UNAVAILABLE when the provider cannot be reached or refuses us; INVALID_INPUT for a sum that it never takes
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
 * The idempotency key is the order's id. An order that died before it was stored, and is placed again under its id when prices have
 * changed, meets the sum of before: then the sum becomes part of the key. The secret of the first payment was never given out.
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
        // Cards and wallets alone: what takes days to be decided would outlast the reservation of the stock
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

/** In which the customer's browser can do something. */
const PAYABLE_STATES: readonly Stripe.PaymentIntent.Status[] = [
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
];

/** A payment that was begun. `failure` is why the last try failed, in the provider's words. */
export type ProviderPayment = { isPayable: boolean; clientSecret: string; failure?: string };

/**
 * A payment that was begun, for a customer who comes back to it.
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

/** How a payment stands once it was to be cancelled. `processing`: the bank decides; an event will tell. */
export type CancellationResult = { state: 'cancelled' | 'processing' } | { state: 'captured'; capturedAmount: number };

/**
 * Cancels a payment, so that it cannot be made any more; one that was made stays so. Done twice it is done once.
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
        if (error.code === 'resource_missing') return { state: 'cancelled' as const }; // nobody can pay what is not there
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

/** How a refund stands: `requested` ones are under way at the bank; `failed` ones never were, or came back. */
export type RefundResult = { state: 'requested' | 'succeeded' | 'failed'; refundId?: string };

/**
 * Gives money back, once however often it is called under one key: Stripe forgets idempotency keys after a day, so what may have been
 * asked before is looked for first.
 *
 * @param refund.amount integer minor units
 * @param refund.isRepeated whether the provider may have been asked under this key before
 * @throws DomainError UNAVAILABLE when it is not known what became of it
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
    log.error('refund refused', { orderId, key, error: withoutRawResponse(error) });
    return { state: 'failed' };
  }
};

const findRefund = async (stripe: Stripe, { paymentIntentId }: Payment, key: string) => {
  for await (const refund of stripe.refunds.list({ payment_intent: paymentIntentId, limit: 100 })) {
    if (refund.metadata?.key === key) return refund;
  }
  return undefined;
};

/** The metadata of a PaymentIntent, for events of refunds that were made by hand, which have none of their own. */
export const metadataOfPayment = async (paymentIntentId: string): Promise<PaymentMetadata> => {
  try {
    const connection = await connect();
    return (await connection?.stripe.paymentIntents.retrieve(paymentIntentId))?.metadata ?? {};
  } catch (error) {
    throw unavailable(error);
  }
};

/**
 * Verifies and parses an event. The provider has to have sent it just now; the signature covers the exact body.
 *
 * @param rawBody as it was sent
 * @param signature the `Stripe-Signature` header
 * @throws DomainError INVALID_SIGNATURE; INVALID_INPUT for what is signed, but no event; NOT_FOUND where there is no provider;
 *   PAYMENT_MISMATCH for test events among real money
 * @see https://docs.stripe.com/webhooks/signature
 */
export const verifyWebhook = async (rawBody: string, signature: string | undefined): Promise<PaymentEvent> => {
  const connection = await connect();
  if (!connection) throw new DomainError('NOT_FOUND', 'There is no payment provider.');
  const { stripe, webhookSecret, livemode } = connection;
  // The library looks at the last timestamp, and only at its age
  const timestamp = [...(signature ?? '').matchAll(/(?:^|,)t=(\d+)(?=,|$)/g)].at(-1)?.[1];
  const isInTime = Math.abs(Date.now() / 1000 - Number(timestamp)) <= TIMESTAMP_TOLERANCE_SECONDS;
  const signedEvent = isInTime ? constructEvent(stripe, rawBody, signature ?? '', webhookSecret) : undefined;
  if (!signedEvent)
    throw new DomainError('INVALID_SIGNATURE', 'The signature is not valid for this body and timestamp.');
  const event = readEvent(signedEvent);
  if (event.livemode === livemode) return event;
  log.error('payment does not match its order', { eventId: event.eventId, type: event.type, what: 'mode' });
  throw new DomainError('PAYMENT_MISMATCH', 'The event belongs to a different mode (test or live) than the shop.');
};

/** The alarm `paymentTrouble` looks for the line: the provider has come to say things in another way. */
const readEvent = (event: object): PaymentEvent => {
  try {
    return parsePaymentEvent(event);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const issues = error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
    log.error('payment event not understood', { issues });
    throw invalidInput(issues);
  }
};

const constructEvent = (stripe: Stripe, rawBody: string, signature: string, secret: string): object | undefined => {
  try {
    return stripe.webhooks.constructEvent(rawBody, signature, secret, TIMESTAMP_TOLERANCE_SECONDS);
  } catch (error) {
    log.warn('webhook refused', { reason: error instanceof Stripe.errors.StripeError ? error.type : 'no JSON' });
    return undefined;
  }
};

const unavailable = (error: unknown): DomainError => {
  if (error instanceof DomainError) return error;
  log.error('payment provider failed', { error: withoutRawResponse(error) });
  return new DomainError('UNAVAILABLE', 'The payment provider cannot be reached now: try again in a moment.');
};

/** Without the raw answers that the library's errors carry along. */
const withoutRawResponse = (error: unknown): unknown => {
  if (!(error instanceof Stripe.errors.StripeError)) return error;
  const { type, code, statusCode, requestId, message } = error;
  return { name: type, message, code, statusCode, requestId };
};
