import { readable } from '../money.ts';
import { newId, now, type Stored } from '../store.ts';
import { invalid, noSuch, unexpected } from './apiError.ts';
import { cardOf } from './cards.ts';
import { type Call, type Operation, ok, type PaymentIntent } from './operation.ts';
import { metadata, optionalChoice, optionalInteger, optionalText } from './params.ts';

export const refundParams = ['payment_intent', 'charge', 'amount', 'reason', 'metadata', 'expand'];
type Charge = Stored<'charge'>;
type Refund = Stored<'refund'>;

/**
 * Refunds the rest of a charge, or `amount` of it.
 *
 * @see https://docs.stripe.com/api/refunds/create
 */
export const createRefund: Operation = (call) => {
  const { params, store } = call;
  const amount = optionalInteger(params, 'amount');
  const reason = optionalChoice(params, 'reason', ['duplicate', 'fraudulent', 'requested_by_customer']) ?? null;
  const { payment, charge } = chargedOf(call);
  const left = charge.amount_captured - charge.amount_refunded;
  if (left === 0)
    throw unexpected(`Charge ${charge.id} has already been refunded.`, { code: 'charge_already_refunded' });
  if (amount !== undefined && amount > left)
    throw unexpected(
      `Refund amount (${readable(amount, charge.currency)}) is greater than unrefunded amount on charge (${readable(left, charge.currency)})`,
      { param: 'amount' },
    );
  const waits = cardOf(String(charge.payment_method)).refundsWait ?? false;
  const refund: Refund = {
    id: newId('re'),
    object: 'refund',
    amount: amount ?? left,
    balance_transaction: null,
    charge: charge.id,
    created: now(),
    currency: charge.currency,
    customer: null,
    customer_account: null,
    destination_details: {
      card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' },
      type: 'card',
    },
    metadata: metadata(params),
    payment_intent: payment.id,
    payment_method: charge.payment_method,
    reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: waits ? 'pending' : 'succeeded',
    transfer_reversal: null,
    ...(waits ? { pending_reason: 'processing' as const } : {}),
  };
  store.add('refund', refund, payment.id);
  const refunded = addRefundedAmount(call, charge, refund.amount);
  const previous = { amount_refunded: charge.amount_refunded, ...(refunded.refunded ? { refunded: false } : {}) };
  call.emitEvent({ type: 'refund.created', object: refund, paymentIntent: payment });
  call.emitEvent({ type: 'charge.refunded', object: refunded, previous, paymentIntent: payment });
  return ok(refund);
};

/** Ends a pending refund. The amount of a failed refund can be refunded again. */
export const settleRefund: Operation = (call) => {
  const refund = refundOf(call);
  const status = optionalChoice(call.params, 'status', ['succeeded', 'failed']) ?? 'succeeded';
  if (refund.status !== 'pending') throw unexpected(`Refund ${refund.id} has a status of ${refund.status}.`);
  const { pending_reason, ...settled }: Refund = { ...refund, status };
  const saved = status === 'failed' ? { ...settled, failure_reason: 'unknown' } : settled;
  call.store.save<'refund'>(saved);
  const payment = paymentNamed(call, String(refund.payment_intent));
  const charge = call.store.find('charge', String(refund.charge));
  if (charge && status === 'failed') addRefundedAmount(call, charge, -refund.amount);
  const previous = { status: refund.status };
  call.emitEvent({ type: 'refund.updated', object: saved, previous, paymentIntent: payment });
  if (status === 'failed') call.emitEvent({ type: 'refund.failed', object: saved, previous, paymentIntent: payment });
  return ok(saved);
};

/** @see https://docs.stripe.com/api/refunds/update */
export const updateRefund: Operation = (call) => {
  const refund = refundOf(call);
  const updated: Refund = { ...refund, metadata: metadata(call.params, refund.metadata ?? {}) };
  call.store.save<'refund'>(updated);
  return ok(updated);
};

export const getRefund: Operation = (call) => ok(refundOf(call));

const refundOf = ({ store, id }: Call): Refund => {
  const refund = store.find('refund', id);
  if (refund === undefined) throw noSuch('refund', id, 'refund');
  return refund;
};

const addRefundedAmount = ({ store }: Call, charge: Charge, amount: number): Charge => {
  const total = charge.amount_refunded + amount;
  const changed: Charge = { ...charge, amount_refunded: total, refunded: total === charge.amount_captured };
  store.save<'charge'>(changed);
  return changed;
};

/** Finds the charge to refund, by its own id or by its payment's. */
const chargedOf = (call: Call): { payment: PaymentIntent; charge: Charge } => {
  const { store, params } = call;
  const chargeId = optionalText(params, 'charge');
  const paymentId = optionalText(params, 'payment_intent');
  if (chargeId !== undefined) {
    const charge = store.find('charge', chargeId);
    if (charge === undefined) throw noSuch('charge', chargeId, 'charge', 400);
    if (!charge.paid) throw unexpected(`Charge ${chargeId} was not successful, so it cannot be refunded.`);
    return { payment: paymentNamed(call, String(charge.payment_intent)), charge };
  }
  if (paymentId === undefined)
    throw invalid('One of the following params should be provided for this request: payment_intent or charge.');
  const payment = paymentNamed(call, paymentId);
  const charge = payment.status === 'succeeded' ? store.find('charge', String(payment.latest_charge)) : undefined;
  if (charge === undefined)
    throw unexpected(`This PaymentIntent (${paymentId}) does not have a successful charge to refund.`, {
      param: 'payment_intent',
    });
  return { payment, charge };
};

const paymentNamed = ({ store }: Call, id: string): PaymentIntent => {
  const payment = store.find('payment_intent', id);
  if (payment === undefined) throw noSuch('payment_intent', id, 'payment_intent', 400);
  return payment;
};
