import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { refusal, startCheckoutSetting, wholeCart } from '../checkoutSetting.ts';

const { customerWith, enqueued, ledger, ledgerOf, offer, ordersOf, payBy, withdraw } = await startCheckoutSetting();
const { addToCart } = await import('../../src/cart/changeCart.ts');
const { checkout } = await import('../../src/checkout/checkout.ts');
const { readCart } = await import('../../src/cart/cartStore.ts');
const { checkoutHash } = await import('../../src/checkout/checkoutRequest.ts');
const { orderIdOf, requestHashOf } = await import('../../src/order/order.ts');
const { placeOrder } = await import('../../src/checkout/placeOrder.ts');

describe('a key', () => {
  test('returns the same response even if the cart is empty, the products are gone and the price has changed', async () => {
    payBy('test');
    const { customer, products } = await customerWith(1);
    const first = await checkout(customer, wholeCart, 'key');
    withdraw(products[0]?.id ?? '');

    const repeated = await checkout(customer, wholeCart, 'key');

    expect(repeated).toEqual(first);
    expect(first.payment?.clientSecret).toMatch(/^pi_\w+_secret_\w+$/);
    await expect(ordersOf(customer)).resolves.toHaveLength(1);
    expect(enqueued()).toHaveLength(1);
  });

  test('turns ten simultaneous requests into one order, with one payment and one response', async () => {
    payBy('test');
    const { customer } = await customerWith(2);

    const answers = await Promise.all(Array.from({ length: 10 }, () => checkout(customer, wholeCart, 'key')));

    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    await expect(ordersOf(customer)).resolves.toHaveLength(1);
    expect(enqueued()).toHaveLength(1);
    await expect(ledgerOf(answers[0]?.id ?? '')).resolves.toHaveLength(1);
  });

  test('belongs to one request: another total, other lines or a create-order with it are rejected', async () => {
    const { customer, products } = await customerWith(1, { unitPrice: 100 });
    const line = { id: products[0]?.id ?? '', quantity: 2 };
    const reused = refusal('IDEMPOTENCY_KEY_REUSED');
    await checkout(customer, wholeCart, 'key');

    await expect(checkout(customer, { ...wholeCart, total: 2 }, 'key')).rejects.toEqual(reused);
    await expect(checkout(customer, { lines: [line], total: 2 }, 'key')).rejects.toEqual(reused);
    await expect(placeOrder(customer, line, 'key')).rejects.toEqual(reused);
    await placeOrder(customer, line, 'other');
    await expect(checkout(customer, { lines: [line], total: 2 }, 'other')).rejects.toEqual(reused);
    await expect(ordersOf(customer)).resolves.toHaveLength(2);
  });

  test('never refers to the same order as for create-order', () => {
    const lines = [{ id: 'x', quantity: 1 }];

    expect(checkoutHash({ lines, total: undefined })).not.toBe(requestHashOf(lines));
  });
});

describe('two checkouts of one cart at once', () => {
  test.each([['none' as const], ['test' as const]])(
    'with different keys, paid by %s, place one order; the other gets an error',
    async (provider) => {
      payBy(provider);
      const { customer } = await customerWith(3);

      const results = await Promise.allSettled(['a', 'b', undefined].map((key) => checkout(customer, wholeCart, key)));

      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const result of results) {
        if (result.status === 'rejected') expect(['CART_CHANGED', 'CART_EMPTY']).toContain(result.reason.code);
      }
      await expect(ordersOf(customer)).resolves.toHaveLength(1);
      expect(enqueued()).toHaveLength(1);
    },
  );
});

test('checkouts without a key that are refused leave no open payment; one with a key keeps its own', async () => {
  payBy('test');
  const { customer } = await customerWith(1);
  const earlier = new Set((await ledger()).map(({ paymentIntent }) => paymentIntent));

  const keys = [undefined, undefined, undefined, 'key'];
  const results = await Promise.allSettled(keys.map((key) => checkout(customer, wholeCart, key)));

  const [placed] = await ordersOf(customer);
  const begun = (await ledger()).filter(({ paymentIntent }) => !earlier.has(paymentIntent));
  const open = begun.filter(({ status }) => status !== 'canceled').map(({ orderId }) => orderId);
  const keyed = orderIdOf(customer.userId, 'key');
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(open).toContain(placed?.orderId);
  expect(open.filter((orderId) => orderId !== placed?.orderId && orderId !== keyed)).toEqual([]);
});

test('a product added during the checkout is either ordered or still in the cart', async () => {
  let [ordered, kept] = [0, 0];
  for (let round = 0; round < 20; round += 1) {
    const { customer } = await customerWith(1);
    const late = offer();

    const [result] = await Promise.allSettled([
      checkout(customer, wholeCart, undefined),
      wait(round / 4).then(() => addToCart(customer.userId, { id: late.id, qty: 1 })),
    ]);

    const orders = await ordersOf(customer);
    const inOrder = orders.some(({ items }) => items.some(({ productId }) => productId === late.id));
    const inCart = late.id in ((await readCart(customer.userId))?.lines ?? {});
    expect([inOrder, inCart].filter(Boolean)).toHaveLength(1);
    expect(orders).toHaveLength(result.status === 'fulfilled' ? 1 : 0);
    if (inOrder) ordered += 1;
    if (inCart) kept += 1;
  }
  expect(ordered + kept).toBe(20);
});
