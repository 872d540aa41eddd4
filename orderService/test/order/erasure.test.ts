import { expect, test } from '@jest/globals';
import {
  CUSTOMER_ATTRIBUTES,
  erasureTime,
  isErasurePending,
  MAX_OPEN_DAYS,
  withoutCustomer,
} from '../../src/order/erasure.ts';
import type { Order } from '../../src/order/order.ts';
import { newPayment } from '../../src/order/payment.ts';
import { fulfilment, order, orderReturn } from '../samples.ts';

const DAY_MS = 86_400_000;
const at = (day: number): string => new Date(Date.UTC(2026, 0, 1) + day * DAY_MS).toISOString();
const settings = { returnDays: 14, graceSeconds: 3600 };

/** The day on which an order is erased whose customer's account was deleted on day 10. */
const erasureDay = (changes: Partial<Order>): number =>
  (erasureTime(order({ updatedAt: at(10), erasureRequestedAt: at(10), ...changes }), settings) - Date.UTC(2026, 0, 1)) /
  DAY_MS;

const HOUR = 1 / 24;
const all = [{ productId: order().items[0]?.productId ?? '', quantity: 3 }];
const delivered = (day: number) => [fulfilment({ items: all, deliveredAt: at(day) })];

test.each([
  ['was cancelled: once its emails were sent', { status: 'cancelled' as const }, 10 + HOUR],
  ['was delivered: when it can no longer be returned', { status: 'shipping' as const, fulfilments: delivered(9) }, 23],
  ['was delivered long ago', { status: 'shipping' as const, fulfilments: delivered(1), updatedAt: at(20) }, 20 + HOUR],
  [
    'has arrived in part',
    { status: 'shipping' as const, fulfilments: [fulfilment({ deliveredAt: at(1) })] },
    10 + MAX_OPEN_DAYS,
  ],
  ['has not left', { status: 'shipping' as const }, 10 + MAX_OPEN_DAYS],
  [
    'has a return that is not settled',
    { status: 'shipping' as const, fulfilments: delivered(1), returns: [orderReturn({ status: 'approved' })] },
    10 + MAX_OPEN_DAYS,
  ],
  [
    'has a return that is settled',
    { status: 'shipping' as const, fulfilments: delivered(1), returns: [orderReturn({ status: 'received' })] },
    15,
  ],
])('an order of a deleted account that %s', (_, changes, day) => {
  expect(erasureDay(changes)).toBeCloseTo(day, 6);
});

test('an order is to be erased once', () => {
  expect(isErasurePending(order())).toBe(false);
  expect(isErasurePending(order({ erasureRequestedAt: at(1) }))).toBe(true);
  expect(isErasurePending(order({ erasureRequestedAt: at(1), erasedAt: at(2) }))).toBe(false);
});

/**
 * What becomes of each attribute when its order is erased. A new attribute is decided about here: if it says something about a person, it is
 * removed or replaced.
 */
const FATE: Record<keyof Order, 'stays' | 'removed' | 'replaced'> = {
  ...{ orderId: 'stays', number: 'stays', customerId: 'stays', status: 'stays', items: 'stays', total: 'stays' },
  ...{ price: 'stays', currency: 'stays', correlationId: 'stays', createdAt: 'stays', updatedAt: 'stays' },
  ...{ reason: 'stays', shippedAt: 'stays', endedAt: 'stays', endedBy: 'stays', discountUses: 'removed' },
  ...{
    documents: 'stays',
    erasureRequestedAt: 'stays',
    erasedAt: 'stays',
    mails: 'stays',
    byGuest: 'stays',
    claimedAt: 'stays',
  },
  ...{ email: 'removed', shippingAddress: 'removed', billingAddress: 'removed', vatId: 'removed', locale: 'removed' },
  ...{ note: 'removed', notes: 'removed', addressChanges: 'removed' },
  ...{ requestHash: 'replaced', payment: 'replaced', fulfilments: 'replaced', returns: 'replaced' },
};

test('each attribute of an order stays, is removed or is replaced, as was decided for it', () => {
  const fated = (fate: string) => Object.keys(FATE).filter((name) => FATE[name as keyof Order] === fate);
  const given = order({ fulfilments: [fulfilment()], returns: [orderReturn()], payment: unpaid });
  const keys = ['nameInitial', 'nameKey']; // of an index, made of the address

  expect([...fated('removed'), ...keys].sort()).toEqual([...CUSTOMER_ATTRIBUTES].sort());
  expect(Object.keys(withoutCustomer(given)).sort()).toEqual(fated('replaced').sort());
});

const unpaid = newPayment({ provider: 'test', paymentIntentId: 'pi_1', livemode: false, dueAt: at(1) });

test('nothing of the customer is left in an erased order, wherever it was written', () => {
  const mark = 'Zephyrine';
  const address = { name: mark, line1: mark, postalCode: '10115', city: mark, country: 'DE', phone: mark };
  const given = order({
    email: `${mark}@example.com`,
    shippingAddress: address,
    billingAddress: address,
    vatId: mark,
    locale: mark,
    note: mark,
    notes: [{ id: 'n', text: mark, at: at(1), by: 'sue', requestHash: 'h' }],
    addressChanges: [{ at: at(1), by: mark }],
    fulfilments: [fulfilment({ trackingNumber: mark, trackingUrl: `https://dhl.example/${mark}` })],
    returns: [orderReturn({ reason: mark, requestHash: mark })],
    requestHash: mark,
    payment: {
      ...unpaid,
      refunds: { r1: { amount: 1, state: 'succeeded', at: at(2), reason: `for ${mark}` } },
    },
  });
  const row = { ...given, nameInitial: 'z', nameKey: mark };

  const erased = Object.fromEntries(
    Object.entries({ ...row, ...withoutCustomer(given) }).filter(
      ([name]) => !(CUSTOMER_ATTRIBUTES as readonly string[]).includes(name),
    ),
  );

  expect(JSON.stringify(erased)).not.toContain(mark);
  expect(erased).toMatchObject({ total: given.total, items: given.items, customerId: given.customerId });
  expect(erased.fulfilments).toEqual([
    expect.objectContaining({ carrier: 'DHL', items: given.fulfilments?.[0]?.items }),
  ]);
});
