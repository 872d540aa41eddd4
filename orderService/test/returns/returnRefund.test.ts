import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { LineQuantity } from '../../src/order/fulfilment.ts';
import type { OrderItem } from '../../src/order/order.ts';
import { newPayment } from '../../src/order/payment.ts';
import { refundForReturn } from '../../src/returns/returnRefund.ts';
import { orderReturn } from '../samples.ts';

type Line = { quantity: number; total: number };

const orderOf = (lines: Line[], { currency = 'EUR', shipping = 0, refunded = 0 } = {}) => ({
  items: lines.map(
    ({ quantity, total }, index): OrderItem => ({
      ...{ productId: `p${index}`, productName: 'Product', unitPrice: Math.ceil(total / quantity), quantity },
      ...{ discount: 0, tax: 0, total, taxParts: [] },
    }),
  ),
  currency,
  payment: {
    ...newPayment({ provider: 'test', paymentIntentId: 'pi_1', livemode: false, dueAt: '2026-01-02T03:34:05.678Z' }),
    capturedAmount: lines.reduce((sum, { total }) => sum + total, shipping),
    refundedAmount: refunded,
  },
});

/** Receives returns one after the other, and answers what each of them gives back. */
const receiveAll = (order: ReturnType<typeof orderOf>, returned: LineQuantity[][]): number[] => {
  const returns: ReturnType<typeof orderReturn>[] = [];
  const { payment } = order;
  return returned.map((items) => {
    const amount = refundForReturn({ ...order, returns, payment }, items);
    payment.refundedAmount += amount;
    returns.push(orderReturn({ status: 'received', items }));
    return amount;
  });
};

const lines = fc.array(
  fc.record({ quantity: fc.integer({ min: 1, max: 9 }), total: fc.integer({ min: 0, max: 100_000 }) }),
  { minLength: 1, maxLength: 4 },
);

/** All units of some lines, one by one, in any order. */
const unitsOneByOne = (given: Line[]) =>
  fc.shuffledSubarray(
    given.flatMap(({ quantity }, index) =>
      Array.from({ length: quantity }, () => ({ productId: `p${index}`, quantity: 1 })),
    ),
    { minLength: given.reduce((sum, { quantity }) => sum + quantity, 0) },
  );

describe('what goes back for returned units', () => {
  test('is their share of the line, discount and tax included, the first ones getting what does not divide', () => {
    const order = orderOf([{ quantity: 3, total: 1000 }]);
    const unit = [{ productId: 'p0', quantity: 1 }];

    expect(receiveAll(order, [unit, unit, unit])).toEqual([334, 333, 333]);
  });

  test('is unit price × quantity where no discount or tax applies', () => {
    const { items, ...order } = orderOf([{ quantity: 3, total: 1500 }]);
    const plain = items.map(({ productId, productName, unitPrice, quantity }) => ({
      productId,
      productName,
      unitPrice,
      quantity,
    }));

    expect(refundForReturn({ ...order, items: plain }, [{ productId: 'p0', quantity: 2 }])).toBe(1000);
  });

  test('sums to the price of the lines once all units came back, in whatever order', () => {
    fc.assert(
      fc.property(
        lines.chain((given) => fc.tuple(fc.constant(given), unitsOneByOne(given))),
        ([given, units]) => {
          const order = orderOf(given, { shipping: 490 });

          const amounts = receiveAll(
            order,
            units.map((unit) => [unit]),
          );

          expect(amounts.every((amount) => amount >= 0)).toBe(true);
          expect(amounts.reduce((sum, amount) => sum + amount, 0)).toBe(
            given.reduce((sum, { total }) => sum + total, 0),
          );
          expect(order.payment.capturedAmount - order.payment.refundedAmount).toBe(490);
        },
      ),
    );
  });

  test.each([
    ['KWD', 10],
    ['EUR', 1],
    ['JPY', 1],
    ['MGA', 100],
  ])('is an amount that can be charged in %s, and never more than remains', (currency, step) => {
    const anyReturns = lines.chain((given) =>
      fc.tuple(fc.constant(given), unitsOneByOne(given), fc.integer({ min: 0, max: 10_000 })),
    );
    fc.assert(
      fc.property(anyReturns, ([given, units, goodwill]) => {
        const total = given.reduce((sum, line) => sum + line.total, 0);
        const shipping = step - (total % step);
        const order = orderOf(given, { currency, shipping });
        order.payment.refundedAmount = Math.min(goodwill - (goodwill % step), total + shipping);

        const amounts = receiveAll(
          order,
          units.map((unit) => [unit]),
        );

        expect(amounts.every((amount) => amount >= 0 && amount % step === 0)).toBe(true);
        expect(order.payment.refundedAmount).toBeLessThanOrEqual(order.payment.capturedAmount);
      }),
    );
  });

  test('is nothing for an order that was not paid through the shop', () => {
    const { payment: _, ...unpaid } = orderOf([{ quantity: 1, total: 500 }]);

    expect(refundForReturn(unpaid, [{ productId: 'p0', quantity: 1 }])).toBe(0);
  });
});
