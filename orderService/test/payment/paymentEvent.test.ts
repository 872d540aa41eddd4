import { describe, expect, test } from '@jest/globals';
import { parsePaymentEvent, toRefundState } from '../../src/payment/paymentEvent.ts';

const event = (type: string, object: object) => ({
  ...{ id: 'evt_1', object: 'event', type, livemode: true, created: 1_790_000_000, api_version: '2026' },
  data: { object },
});
const intent = {
  id: 'pi_1',
  amount: 500,
  amount_received: 499,
  currency: 'usd',
  metadata: { orderId: 'o' },
  last_payment_error: null,
};
const refund = {
  id: 're_1',
  amount: 100,
  currency: 'usd',
  status: 'pending',
  payment_intent: 'pi_1',
  metadata: { orderId: 'o', key: 'k' },
};
const common = {
  eventId: 'evt_1',
  livemode: true,
  created: 1_790_000_000,
  metadata: { orderId: 'o' },
  paymentIntentId: 'pi_1',
};

describe('an event', () => {
  test.each<[string, object, object]>([
    ['payment_intent.succeeded', intent, { ...common, kind: 'succeeded', amount: 499, currency: 'USD' }],
    ['payment_intent.succeeded', { ...intent, currency: 'isk', amount_received: 500 }, { amount: 5, currency: 'ISK' }],
    ['payment_intent.canceled', intent, { ...common, kind: 'cancelled' }],
    [
      'payment_intent.payment_failed',
      { ...intent, last_payment_error: { message: 'Declined.' } },
      { ...common, kind: 'failed', failure: 'Declined.' },
    ],
    ['payment_intent.payment_failed', intent, { kind: 'failed', failure: 'The payment was declined.' }],
    ...['refund.created', 'refund.updated', 'refund.failed'].map((type): [string, object, object] => [
      type,
      refund,
      { ...common, kind: 'refund', refund: { refundId: 're_1', key: 'k', amount: 100, state: 'requested' } },
    ]),
    ['refund.created', { ...refund, metadata: {} }, { kind: 'refund', metadata: {}, refund: { key: undefined } }],
    ['refund.created', { ...refund, payment_intent: null }, { kind: 'other' }],
    ['charge.refunded', { id: 'ch_1' }, { kind: 'other' }],
    ['customer.created', {}, { kind: 'other', eventId: 'evt_1' }],
  ])('of type %s is parsed into the fields that the shop uses', (type, object, expected) => {
    expect(parsePaymentEvent(event(type, object))).toMatchObject(expected);
  });
});

test.each([
  ['payment_intent.succeeded', { ...intent, amount_received: '499' }],
  ['payment_intent.succeeded', {}],
  ['payment_intent.succeeded', { ...intent, livemode: false }],
  ['refund.created', { ...refund, amount: -1 }],
])('a malformed %s fails', (type, object) => {
  expect(() => parsePaymentEvent(event(type, object))).toThrow();
});

test.each([
  ['succeeded', 'succeeded'],
  ['pending', 'requested'],
  ['requires_action', 'requested'],
  ['failed', 'failed'],
  ['canceled', 'failed'],
  [null, 'requested'],
] as const)('a refund that the provider calls %s is %s', (status, state) => {
  expect(toRefundState(status)).toBe(state);
});
