import { checkedAmount, currencyOf } from '../money.ts';
import { newId, now } from '../store.ts';
import { invalid, noSuch, unexpectedStatus } from './apiError.ts';
import { confirm } from './confirm.ts';
import { type Call, type Operation, ok, type PaymentIntent } from './operation.ts';
import { metadata, optionalChoice, optionalText, type Params, text, textList } from './params.ts';

/** Parameters that a payment stores unchanged. */
const details = ['description', 'receipt_email', 'statement_descriptor', 'statement_descriptor_suffix'] as const;

export const createParams = [
  ...['amount', 'currency', 'metadata', 'payment_method', 'automatic_payment_methods', 'allowed_payment_method_types'],
  'payment_method_types',
  ...['confirm', 'capture_method', 'return_url', 'expand', ...details],
];
export const updateParams = [
  ...['amount', 'currency', 'metadata', 'payment_method', 'payment_method_types', 'expand'],
  ...details,
];
export const cancelParams = ['cancellation_reason', 'expand'];

/** @see https://docs.stripe.com/api/payment_intents/create */
export const createPaymentIntent: Operation = (call) => {
  const { params, store } = call;
  refuseMethodTypes(params);
  text(params, 'amount');
  const currency = currencyOf(params);
  optionalChoice(params, 'capture_method', ['automatic', 'automatic_async']);
  const id = newId('pi');
  const payment: PaymentIntent = {
    ...untouched,
    id,
    amount: checkedAmount(params, currency),
    allowed_payment_method_types: cardsOnly(params) ? ['card'] : null,
    automatic_payment_methods: automaticMethods(params),
    client_secret: `${newId(`${id}_secret`).replace('_secret_3', '_secret_')}`,
    created: now(),
    currency,
    metadata: metadata(params),
    payment_method: optionalText(params, 'payment_method') ?? null,
    ...detailsIn(params),
  };
  const ready: PaymentIntent = { ...payment, status: statusBefore(payment) };
  store.add('payment_intent', ready, id);
  call.emitEvent({ type: 'payment_intent.created', object: ready, paymentIntent: ready });
  return params.confirm === 'true' ? confirm(call, ready) : ok(ready);
};

/** @see https://docs.stripe.com/api/payment_intents/update */
export const updatePaymentIntent: Operation = (call) => {
  const { params, store } = call;
  refuseMethodTypes(params);
  const payment = paymentOf(call);
  const currency = params.currency === undefined ? payment.currency : currencyOf(params);
  const amount = params.amount === undefined ? payment.amount : checkedAmount(params, currency);
  const change = {
    amount,
    currency,
    metadata: metadata(params, payment.metadata),
    payment_method: optionalText(params, 'payment_method') ?? payment.payment_method,
    ...detailsIn(params),
  };
  const isOver = payment.status === 'succeeded' || payment.status === 'canceled';
  if (isOver && (amount !== payment.amount || currency !== payment.currency || params.payment_method !== undefined))
    throw unexpectedStatus(
      payment,
      `This PaymentIntent's amount, currency or payment method could not be updated because it has a status of ${payment.status}.`,
    );
  const updated = { ...payment, ...change };
  const saved = isOver ? updated : { ...updated, status: statusBefore(updated) };
  store.save<'payment_intent'>(saved);
  return ok(saved);
};

const cancellable = ['requires_payment_method', 'requires_capture', 'requires_confirmation', 'requires_action'];

/** @see https://docs.stripe.com/api/payment_intents/cancel */
export const cancelPaymentIntent: Operation = (call) => {
  const reasons = ['duplicate', 'fraudulent', 'requested_by_customer', 'abandoned'] as const;
  const reason = optionalChoice(call.params, 'cancellation_reason', reasons) ?? null;
  const payment = paymentOf(call);
  if (!cancellable.includes(payment.status))
    throw unexpectedStatus(
      payment,
      `You cannot cancel this PaymentIntent because it has a status of ${payment.status}. Only a PaymentIntent with one of the following statuses may be canceled: ${cancellable.join(', ')}, processing.`,
    );
  const cancelled: PaymentIntent = {
    ...payment,
    status: 'canceled',
    canceled_at: now(),
    cancellation_reason: reason,
  };
  call.store.save<'payment_intent'>(cancelled);
  call.emitEvent({ type: 'payment_intent.canceled', object: cancelled, paymentIntent: cancelled });
  return ok(cancelled);
};

/** @see https://docs.stripe.com/api/payment_intents/confirm */
export const confirmPaymentIntent: Operation = (call) => {
  refuseMethodTypes(call.params);
  return confirm(call, paymentOf(call));
};

export const getPaymentIntent: Operation = (call) => ok(paymentOf(call));

/**
 * Returns the payment in the path. A caller with the publishable key must also send its client secret.
 *
 * @throws {ApiError}
 */
const paymentOf = ({ store, id, params, isPublic }: Call): PaymentIntent => {
  const secret = optionalText(params, 'client_secret');
  if (isPublic && secret === undefined) text(params, 'client_secret');
  const payment = store.find('payment_intent', id);
  if (payment === undefined) throw noSuch('payment_intent', id, 'intent');
  if (secret === undefined || secret === payment.client_secret) return payment;
  throw invalid('The client_secret provided does not match the client_secret associated with the PaymentIntent.', {
    code: 'payment_intent_invalid_parameter',
    param: 'client_secret',
  });
};

const statusBefore = ({ payment_method }: PaymentIntent): PaymentIntent['status'] =>
  payment_method === null ? 'requires_payment_method' : 'requires_confirmation';

const automaticMethods = (params: Params): PaymentIntent['automatic_payment_methods'] => {
  if (cardsOnly(params)) return null;
  const given = params.automatic_payment_methods;
  const redirects =
    typeof given === 'object' ? optionalChoice(given, 'allow_redirects', ['always', 'never']) : 'always';
  return { allow_redirects: redirects ?? 'always', enabled: true };
};

/**
 * @throws {ApiError} when the request names payment methods in the form that Stripe accepted until September 2026
 * @see
 *   https://docs.stripe.com/changelog/endive/2026-09-30/removes-the-payment-method-types-parameter-from-payment-intents-and-setup-intents
 */
const refuseMethodTypes = ({ payment_method_types }: Params): void => {
  if (payment_method_types === undefined) return;
  throw invalid('payment_method_types is no longer supported: use allowed_payment_method_types.', {
    code: 'payment_method_types_no_longer_supported',
    param: 'payment_method_types',
  });
};

/** Whether the request names the payment methods. Only cards are accepted: the provider supports nothing else. */
const cardsOnly = (params: Params): boolean => {
  const param = 'allowed_payment_method_types';
  if (params[param] === undefined) return false;
  const types = textList(params, param);
  if (types.length > 0 && types.every((type) => type === 'card')) return true;
  throw invalid(`The test payment provider knows ${param}[]=card only.`, { param });
};

const detailsIn = (params: Params) =>
  Object.fromEntries(
    details.filter((name) => params[name] !== undefined).map((name) => [name, optionalText(params, name) ?? null]),
  );

/** The initial state of a payment. */
const untouched: Omit<PaymentIntent, 'id' | 'client_secret' | 'created'> = {
  object: 'payment_intent',
  allowed_payment_method_types: null,
  amount: 0,
  amount_capturable: 0,
  amount_details: { tip: {} },
  amount_received: 0,
  application: null,
  application_fee_amount: null,
  automatic_payment_methods: null,
  canceled_at: null,
  cancellation_reason: null,
  capture_method: 'automatic_async',
  confirmation_method: 'automatic',
  currency: '',
  customer: null,
  customer_account: null,
  description: null,
  excluded_payment_method_types: null,
  last_payment_error: null,
  latest_charge: null,
  livemode: false,
  managed_payments: null,
  metadata: {},
  next_action: null,
  on_behalf_of: null,
  payment_method: null,
  payment_method_configuration_details: null,
  payment_method_options: null,
  payment_method_types: ['card'],
  payment_record: null,
  processing: null,
  receipt_email: null,
  review: null,
  setup_future_usage: null,
  shipping: null,
  source: null,
  statement_descriptor: null,
  statement_descriptor_suffix: null,
  status: 'requires_payment_method',
  transfer_data: null,
  transfer_group: null,
};
