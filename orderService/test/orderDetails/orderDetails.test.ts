import { describe, expect, test } from '@jest/globals';
import { newPayment } from '../../src/order/payment.ts';
import { orderDetails } from '../../src/orderDetails/orderDetails.ts';
import { MAX_TIMELINE, timelineOf } from '../../src/orderDetails/timeline.ts';
import { ann, fulfilment, order, orderReturn } from '../samples.ts';

const sue = { userId: 'sue', groups: ['staff'] };
const payment = {
  ...newPayment({ provider: 'test', paymentIntentId: 'pi_1', livemode: false, dueAt: '2026-01-02T03:34:05.678Z' }),
  ...{ capturedAmount: 14_997, refundedAmount: 4999, paidAt: '2026-01-02T03:05:00.000Z' },
  refunds: {
    r: {
      amount: 4999,
      state: 'succeeded' as const,
      refundId: 're_1',
      at: '2026-01-08T09:00:00.000Z',
      reason: 'Items returned',
      by: 'sue',
    },
    asked: { amount: 1, state: 'requested' as const, at: '2026-01-09T09:00:00.000Z', reason: 'r' },
  },
};
const full = order({
  status: 'shipping',
  shippedAt: '2026-01-02T03:05:01.000Z',
  payment,
  fulfilments: [fulfilment({ deliveredAt: '2026-01-05T09:00:00.000Z', deliveredBy: 'tom' })],
  returns: [
    orderReturn({
      ...{ status: 'received', refund: 4999, restock: true, decidedAt: '2026-01-06T10:00:00.000Z', decidedBy: 'sue' },
      ...{ receivedAt: '2026-01-08T08:00:00.000Z', receivedBy: 'sue' },
    }),
  ],
  notes: [{ id: 'n', text: 'rang her up', at: '2026-01-04T09:00:00.000Z', by: 'tom', requestHash: 'hash' }],
  addressChanges: [{ at: '2026-01-02T04:00:00.000Z', by: ann.userId }],
});

describe('an order in detail', () => {
  test('has its parcels and returns without anything internal', () => {
    const { fulfilments, returns, ...details } = JSON.parse(JSON.stringify(orderDetails(full, ann)));

    expect(details).toMatchObject({
      ...{ status: 'shipping', paymentStatus: 'partially_refunded', fulfilmentStatus: 'partially_fulfilled' },
    });
    expect(Object.keys(fulfilments[0]).sort()).toEqual([
      ...['carrier', 'createdAt', 'deliveredAt', 'id', 'items', 'trackingNumber', 'trackingUrl'],
    ]);
    expect(returns).toEqual([
      {
        ...{ id: orderReturn().id, items: orderReturn().items, reason: 'too small', status: 'received' },
        ...{ refund: 49.99, createdAt: orderReturn().createdAt },
      },
    ]);
  });

  test('tells its customer what happened, and neither notes nor who works for the shop', () => {
    const { timeline } = orderDetails(full, ann);

    expect(timeline.map(({ type, by }) => [type, by])).toEqual([
      ...[
        ['placed', 'customer'],
        ['paid', 'customer'],
        ['confirmed', 'system'],
        ['addressesChanged', 'customer'],
      ],
      ...[
        ['fulfilled', 'staff'],
        ['delivered', 'staff'],
        ['returnRequested', 'customer'],
        ['returnApproved', 'staff'],
      ],
      ...[
        ['returnReceived', 'staff'],
        ['refunded', 'staff'],
      ],
    ]);
  });

  test('tells staff the notes, and who did what', () => {
    const { timeline } = orderDetails(full, sue);

    expect(timeline).toContainEqual({ type: 'note', text: 'rang her up', at: '2026-01-04T09:00:00.000Z', by: 'tom' });
    expect(timeline.find(({ type }) => type === 'delivered')).toMatchObject({
      by: 'tom',
      fulfilmentId: fulfilment().id,
    });
  });

  test.each([
    ['cancelled by the customer', ann.userId, 'customer'],
    ['cancelled by the customer', undefined, 'customer'],
    ['cancelled by the shop', 'sue', 'sue'],
    ['not paid in time', undefined, 'system'],
  ] as const)('says who ended it: %s, by the account %s', (reason, endedBy, by) => {
    const ended = order({
      status: 'cancelled',
      reason,
      endedAt: '2026-01-03T09:00:00.000Z',
      ...(endedBy ? { endedBy } : {}),
    });

    expect(timelineOf(ended, true).at(-1)).toEqual({ type: 'cancelled', at: ended.endedAt, by, reason });
  });

  test.each([
    ['none', undefined],
    ['unpaid', { ...payment, capturedAmount: 0, refundedAmount: 0 }],
    ['paid', { ...payment, refundedAmount: 0 }],
    ['refunded', { ...payment, refundedAmount: 14_997 }],
  ])('has the payment status %s', (status, given) => {
    const { payment: _, ...rest } = full;

    expect(orderDetails(given ? { ...rest, payment: given } : rest, ann).paymentStatus).toBe(status);
  });

  test('is never paid before it was placed, though the provider leaves out milliseconds', () => {
    const at = order().createdAt;
    const quick = { ...full, payment: { ...payment, paidAt: at.replace(/\.\d+Z/, '.000Z') } };

    expect(timelineOf(quick, false).slice(0, 2)).toEqual([
      { type: 'placed', at, by: 'customer' },
      { type: 'paid', at, by: 'customer' },
    ]);
  });

  test('has a timeline of bounded length, the latest entries of it', () => {
    const notes = Array.from({ length: 300 }, (_, index) => ({
      ...{ id: `${index}`, text: `${index}`, by: 'sue', requestHash: 'hash' },
      at: new Date(Date.UTC(2027, 0, 1, 0, index)).toISOString(),
    }));

    const timeline = timelineOf({ ...full, notes }, true);

    expect(timeline).toHaveLength(MAX_TIMELINE);
    expect(timeline.at(-1)).toMatchObject({ text: '299' });
  });
});
