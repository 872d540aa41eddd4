import { describe, expect, test } from '@jest/globals';
import {
  CreateOrderBody,
  checkoutView,
  newOrder,
  orderIdOf,
  orderView,
  requestHashOf,
  settledOrderView,
  totalOf,
} from '../../src/order/order.ts';
import { newPayment } from '../../src/order/payment.ts';
import { ann, order, shoes } from '../samples.ts';

describe('the body of an order', () => {
  test.each([
    ['no id', { quantity: 1 }, 'id'],
    ['an empty id', { id: '', quantity: 1 }, 'id'],
    ['an id of 10 kB', { id: 'x'.repeat(10_000), quantity: 1 }, 'id'],
    ['a number as id', { id: 5, quantity: 1 }, 'id'],
    ['no quantity', { id: 'x' }, 'quantity'],
    ['quantity 0', { id: 'x', quantity: 0 }, 'quantity'],
    ['quantity -5', { id: 'x', quantity: -5 }, 'quantity'],
    ['quantity 0.5', { id: 'x', quantity: 0.5 }, 'quantity'],
    ['quantity 1e9', { id: 'x', quantity: 1e9 }, 'quantity'],
    ['quantity "3"', { id: 'x', quantity: '3' }, 'quantity'],
    ['quantity null', { id: 'x', quantity: null }, 'quantity'],
  ])('with %s is rejected, naming the field', (_, body, field) => {
    expect(CreateOrderBody.safeParse(body).error?.issues.map(({ path }) => path.join('.'))).toEqual([field]);
  });

  test('with an unknown field is rejected', () => {
    expect(CreateOrderBody.safeParse({ id: 'x', quantity: 1, price: 1 }).error?.issues[0]?.code).toBe(
      'unrecognized_keys',
    );
  });

  test.each(['👟', 'x'.repeat(128)])('accepts the id %s', (id) => {
    expect(CreateOrderBody.parse({ id, quantity: 1_000_000 })).toEqual({ id, quantity: 1_000_000 });
  });
});

describe('an order id', () => {
  test('is the same for the same customer and key', () => {
    expect(orderIdOf('ann', 'key-1')).toBe(orderIdOf('ann', 'key-1'));
  });

  test('is different for another customer or key', () => {
    expect(new Set([orderIdOf('ann', 'key-1'), orderIdOf('bob', 'key-1'), orderIdOf('ann', 'key-2')]).size).toBe(3);
  });

  test('cannot be made to collide by moving the border between customer and key', () => {
    expect(orderIdOf('ann', 'b/c')).not.toBe(orderIdOf('annb', '/c'));
  });
});

test('the hash of a request does not depend on the order of its fields and lines, only on what is asked', () => {
  const [x, y] = [
    { id: 'x', quantity: 1 },
    { id: 'y', quantity: 2 },
  ];
  expect(requestHashOf([x, y])).toBe(requestHashOf([y, x]));
  expect(requestHashOf([{ quantity: 1, id: 'x' }])).toBe(requestHashOf([{ id: 'x', quantity: 1 }]));
  expect(requestHashOf([{ id: 'x', quantity: 2 }])).not.toBe(requestHashOf([{ id: 'x', quantity: 1 }]));
});

describe('a new order', () => {
  test.each([
    [1, 1],
    [4999, 3],
    [100_000_000, 1_000_000],
  ])('of unit price %i and quantity %i has the sum of its items as total', (unitPrice, quantity) => {
    const placed = newOrder({
      ...order(),
      email: ann.email,
      lines: [{ product: { ...shoes, unitPrice }, quantity }],
      now: new Date(),
    });

    expect(BigInt(placed.total)).toBe(BigInt(unitPrice) * BigInt(quantity));
    expect(totalOf(placed.items)).toBe(placed.total);
  });

  test('is pending and unmailed', () => {
    expect(order()).toMatchObject({ status: 'pending', mails: {}, currency: 'USD', total: 14_997 });
  });
});

test('the customer sees decimals and nothing internal', () => {
  expect(orderView(order())).toEqual({
    id: order().orderId,
    status: 'pending',
    items: [{ productId: shoes.id, productName: 'Shoes', unitPrice: 49.99, quantity: 3 }],
    total: 149.97,
    currency: 'USD',
    createdAt: '2026-01-02T03:04:05.678Z',
    updatedAt: '2026-01-02T03:04:05.678Z',
  });
  expect(orderView(order({ status: 'rejected', reason: 'out of stock' }))).toMatchObject({ reason: 'out of stock' });
});

describe('an order that is paid', () => {
  const payment = newPayment({
    provider: 'test',
    paymentIntentId: 'pi_1',
    livemode: false,
    dueAt: '2026-01-02T03:34:05.678Z',
  });

  test('is returned by checkout with the client secret, its status in capitals', () => {
    expect(checkoutView(order({ payment }), 'pi_1_secret')).toEqual({
      id: order().orderId,
      totalAmount: 149.97,
      currency: 'USD',
      status: 'PENDING',
      createdAt: '2026-01-02T03:04:05.678Z',
      payment: { provider: 'test', clientSecret: 'pi_1_secret' },
    });
    expect(checkoutView(order(), undefined)).not.toHaveProperty('payment');
  });

  test('shows paid and refunded amounts as decimals', () => {
    const paid = order({
      status: 'awaiting_payment',
      payment: { ...payment, capturedAmount: 14_997, refundedAmount: 50 },
    });

    expect(settledOrderView(paid)).toMatchObject({
      status: 'AWAITING_PAYMENT',
      payment: { provider: 'test', dueAt: '2026-01-02T03:34:05.678Z', paid: 149.97, refunded: 0.5 },
    });
  });
});
