import { OrderEvent, orderEventId } from '@ecommerce/shared/events/orderEvents.ts';
import { describe, expect, test } from '@jest/globals';
import type { StoredOrder } from '../../src/order/orderStore.ts';
import { refundedOrder, refundOf } from '../mails/everyMail.ts';
import { storedOrder } from '../samples.ts';
import '../environment.ts';

const { pendingNotifications } = await import('../../src/notification/pendingNotifications.ts');

const at = '2026-01-02T03:10:00.000Z';
const refunded = refundedOrder([5000, 2000], { status: 'shipping', shippedAt: at });
const row = (changes: Partial<StoredOrder> = {}): StoredOrder => ({ ...storedOrder(), ...changes });
const keys = (order: StoredOrder) => pendingNotifications(order).map(({ key }) => key);
const paid = (changes: Partial<StoredOrder> = {}): StoredOrder =>
  row({ ...refunded, payment: { ...refunded.payment, paidAt: at }, ...changes });

describe('the notifications of an order', () => {
  test.each<[string, StoredOrder, string[]]>([
    ['pending', row(), ['ORDER_CREATED']],
    ['shipping', row({ status: 'shipping', shippedAt: at }), ['ORDER_CREATED', 'ORDER_SHIPPING']],
    ['rejected', row({ status: 'rejected', reason: 'out of stock' }), ['ORDER_CREATED', 'ORDER_REJECTED']],
    ['cancelled', row({ status: 'cancelled', reason: 'not paid in time' }), ['ORDER_CREATED', 'ORDER_CANCELLED']],
    [
      'paid, shipped and refunded twice',
      paid(),
      ['ORDER_CREATED', 'PAYMENT_COMPLETED', 'ORDER_SHIPPING', 'ORDER_REFUNDED/r0', 'ORDER_REFUNDED/r1'],
    ],
    [
      'shipped, then cancelled',
      row({ status: 'cancelled', shippedAt: at }),
      ['ORDER_CREATED', 'ORDER_SHIPPING', 'ORDER_CANCELLED'],
    ],
  ])('that is %s are its changes, earliest first', (_, order, expected) => {
    expect(keys(order)).toEqual(expected);
  });

  test('are not repeated', () => {
    const notified = new Set(['ORDER_CREATED', 'PAYMENT_COMPLETED', 'ORDER_REFUNDED/r0']);

    expect(keys(paid({ notified }))).toEqual(['ORDER_SHIPPING', 'ORDER_REFUNDED/r1']);
  });

  test.each([
    ['that the provider was not asked for', { state: 'requested', refundId: undefined }],
    ['that failed', { state: 'failed' }],
  ] as const)('contain no refund %s', (_, changes) => {
    const { refundId, ...refund } = refundOf(100, { state: changes.state });
    const known = 'refundId' in changes ? refund : { ...refund, ...(refundId ? { refundId } : {}) };

    expect(keys(paid({ payment: { ...refunded.payment, refunds: { r0: known } } }))).toEqual([
      ...['ORDER_CREATED', 'ORDER_SHIPPING'],
    ]);
  });

  test('contain no payment that arrived after the order had ended', () => {
    const order = row({ ...refunded, status: 'cancelled', reason: 'not paid in time' });

    expect(keys(order)).not.toContain('PAYMENT_COMPLETED');
  });
});

test('a notification is an event with its own id, matching the schema, and an email request with the ids of its subject', () => {
  const notifications = pendingNotifications(paid());

  for (const { event } of notifications) expect(OrderEvent.parse(event)).toEqual(event);
  expect(new Set(notifications.map(({ event }) => event.id)).size).toBe(notifications.length);
  const { orderId } = storedOrder();
  expect(notifications.map(({ mail }) => mail)).toEqual([
    { mail: 'received', orderId },
    { mail: 'paid', orderId },
    { mail: 'shipping', orderId },
    { mail: 'refunded', orderId, refundKey: 'r0', eventId: orderEventId(orderId, 'ORDER_REFUNDED', 'r0') },
    { mail: 'refunded', orderId, refundKey: 'r1', eventId: orderEventId(orderId, 'ORDER_REFUNDED', 'r1') },
  ]);
});

test('an event says nothing of what discounts and taxes make of the price of an item', () => {
  const [item] = paid().items;
  const items = item ? [{ ...item, discount: 1, tax: 2, total: 3, taxParts: [2], taxCategory: 'books' }] : [];

  expect(pendingNotifications(paid({ items }))[0]?.event.data.items).toEqual(
    pendingNotifications(paid())[0]?.event.data.items,
  );
});

test('the failed payments of a guest are all events, but only the first is emailed', () => {
  const failures = {
    second: { failure: 'Your card was declined.', at: '2026-01-02T03:12:00.000Z' },
    first: { failure: 'Your card was declined.', at: '2026-01-02T03:11:00.000Z' },
  };
  const of = (customerId: string) =>
    pendingNotifications(
      row({ customerId, status: 'awaiting_payment', payment: { ...refunded.payment, capturedAmount: 0, failures } }),
    ).filter(({ event }) => event.type === 'PAYMENT_FAILED');

  expect(of('guest-abc').map(({ key, mail }) => [key, mail !== undefined])).toEqual([
    ['PAYMENT_FAILED/first', true],
    ['PAYMENT_FAILED/second', false],
  ]);
  expect(of('ann').map(({ mail }) => mail !== undefined)).toEqual([true, true]);
});
