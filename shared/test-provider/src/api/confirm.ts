import type { EventToWrite } from '../eventLog.ts';
import { newId, now, type Stored } from '../store.ts';
import { type Answer, errorBody, unexpectedStatus } from './apiError.ts';
import { type Card, cardOf, type Decline } from './cards.ts';
import { type Call, ok, type PaymentIntent } from './operation.ts';
import { optionalText } from './params.ts';

export const confirmParams = [
  'payment_method',
  'payment_method_types',
  'receipt_email',
  'return_url',
  'client_secret',
  'expand',
];
type Charge = Stored<'charge'>;

/**
 * Charges the card once. A declined card leaves the payment open for another attempt.
 *
 * @returns the payment; status 402 with Stripe's `card_error` when the card was declined
 * @throws {ApiError} when the payment has already ended, or has no payment method
 */
export const confirm = (call: Call, payment: PaymentIntent): Answer => {
  if (payment.status === 'succeeded')
    throw unexpectedStatus(
      payment,
      'You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.',
    );
  if (payment.status === 'canceled')
    throw unexpectedStatus(
      payment,
      'You cannot confirm this PaymentIntent because it has a status of canceled. Only a PaymentIntent with one of the following statuses may be confirmed: requires_confirmation, requires_action.',
    );
  const method = optionalText(call.params, 'payment_method') ?? payment.payment_method;
  if (typeof method !== 'string')
    throw unexpectedStatus(
      payment,
      "You cannot confirm this PaymentIntent because it's missing a payment method. Update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method.",
    );
  const card = cardOf(method);
  const charge = chargeOf(payment, method, card);
  call.store.add('charge', charge, payment.id);
  return card.decline ? decline(call, payment, charge, card.decline) : succeed(call, payment, charge, method);
};

const succeed = (call: Call, payment: PaymentIntent, charge: Charge, method: string): Answer => {
  const paid: PaymentIntent = {
    ...payment,
    status: 'succeeded',
    amount_received: payment.amount,
    last_payment_error: null,
    latest_charge: charge.id,
    payment_method: method,
  };
  recordCharge(call, paid, charge, ['charge.succeeded', 'payment_intent.succeeded']);
  return ok(paid);
};

const decline = (
  call: Call,
  payment: PaymentIntent,
  charge: Charge,
  { code, declineCode, message }: Decline,
): Answer => {
  const error = { type: 'card_error', charge: charge.id, code, decline_code: declineCode };
  const { error: lastError } = errorBody(message, error) as { error: PaymentIntent['last_payment_error'] };
  const open: PaymentIntent = {
    ...payment,
    status: 'requires_payment_method',
    last_payment_error: lastError,
    latest_charge: charge.id,
    payment_method: null,
  };
  recordCharge(call, open, charge, ['charge.failed', 'payment_intent.payment_failed']);
  return { status: 402, body: errorBody(message, { ...error, payment_intent: open }) };
};

type EventType = EventToWrite['type'];

/** Stores the payment as it is after a charge, and writes an event for the charge and one for the payment. */
const recordCharge = (
  call: Call,
  paymentIntent: PaymentIntent,
  charge: Charge,
  types: [EventType, EventType],
): void => {
  call.store.save<'payment_intent'>(paymentIntent);
  call.emitEvent({ type: types[0], object: charge, paymentIntent });
  call.emitEvent({ type: types[1], object: paymentIntent, paymentIntent });
};

const chargeOf = (payment: PaymentIntent, method: string, { brand, last4, decline }: Card): Charge => {
  const paid = decline === undefined;
  const charge = {
    ...uncharged,
    id: newId('ch'),
    amount: payment.amount,
    amount_captured: paid ? payment.amount : 0,
    captured: paid,
    created: now(),
    currency: payment.currency,
    description: payment.description,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    metadata: payment.metadata,
    outcome: outcomeOf(decline),
    paid,
    payment_intent: payment.id,
    payment_method: method,
    payment_method_details: { card: { brand, last4, country: 'US', funding: 'credit' }, type: 'card' },
    status: paid ? 'succeeded' : 'failed',
  };
  return charge as unknown as Charge;
};

const outcomeOf = (decline: Decline | undefined) => ({
  advice_code: null,
  network_advice_code: null,
  network_decline_code: null,
  network_status: decline ? 'declined_by_network' : 'approved_by_network',
  reason: decline?.declineCode ?? null,
  risk_level: 'normal',
  seller_message: decline ? 'The bank did not return any further details with this decline.' : 'Payment complete.',
  type: decline ? 'issuer_declined' : 'authorized',
});

const uncharged: Partial<Charge> = {
  object: 'charge',
  amount_refunded: 0,
  application: null,
  application_fee: null,
  application_fee_amount: null,
  balance_transaction: null,
  billing_details: { address: null, email: null, name: null, phone: null, tax_id: null },
  calculated_statement_descriptor: null,
  customer: null,
  disputed: false,
  failure_balance_transaction: null,
  fraud_details: {},
  livemode: false,
  on_behalf_of: null,
  receipt_email: null,
  receipt_number: null,
  receipt_url: null,
  refunded: false,
  review: null,
  shipping: null,
  source: null,
  source_transfer: null,
  statement_descriptor: null,
  statement_descriptor_suffix: null,
  transfer_data: null,
  transfer_group: null,
};
