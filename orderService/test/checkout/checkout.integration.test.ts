import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { awsError } from '../../../shared/test/sdkCalls.ts';
import { refusal, someone, startCheckoutSetting, wholeCart } from '../checkoutSetting.ts';

const { customerWith, enqueued, ledgerOf, offer, ordersOf, payBy, sqs, withdraw } = await startCheckoutSetting();
const { showCart } = await import('../../src/cart/changeCart.ts');
const { checkout } = await import('../../src/checkout/checkout.ts');
const { readCart } = await import('../../src/cart/cartStore.ts');
const { orderIdOf } = await import('../../src/order/order.ts');
const { readOrder } = await import('../../src/order/orderStore.ts');
const { dynamodb } = await import('@ecommerce/shared/dynamodb.ts');

describe('the checkout of a cart', () => {
  test('places its order, enqueues it and leaves a new, empty cart', async () => {
    const { customer, products } = await customerWith(2, { unitPrice: 1999 });
    const before = await showCart(customer.userId);

    const answer = await checkout(customer, { ...wholeCart, total: 79.96 }, undefined);

    expect(answer).toEqual({
      id: expect.any(String),
      totalAmount: 79.96,
      currency: 'USD',
      status: 'PENDING',
      createdAt: expect.any(String),
    });
    const order = await readOrder(answer.id);
    expect(order).toMatchObject({
      customerId: customer.userId,
      status: 'pending',
      total: 7996,
      email: customer.email,
      items: products.map(({ id }) => ({ productId: id, quantity: 2, unitPrice: 1999 })),
    });
    expect(enqueued()).toEqual([{ orderId: answer.id, correlationId: expect.any(String) }]);
    const after = await showCart(customer.userId);
    expect(after.items).toEqual([]);
    expect(after.id).not.toBe(before.id);
  });

  test('accepts 40 lines', async () => {
    const { customer } = await customerWith(40);

    const { id } = await checkout(customer, wholeCart, undefined);

    expect((await readOrder(id))?.items).toHaveLength(40);
  });

  test.each([
    ['a cart that was never used', async () => someone()],
    [
      'a cart that has expired',
      async () => {
        const { customer } = await customerWith(1);
        const row = await readCart(customer.userId);
        await dynamodb.send(new PutCommand({ TableName: 'Carts', Item: { ...row, expiresAt: 1_700_000_000 } }));
        return customer;
      },
    ],
  ])('of %s is rejected', async (_, prepare) => {
    const customer = await prepare();

    await expect(checkout(customer, wholeCart, undefined)).rejects.toEqual(refusal('CART_EMPTY'));
    await expect(ordersOf(customer)).resolves.toEqual([]);
  });

  test.each([
    [
      'a product of which vanished',
      ({ id }: { id: string }) => withdraw(id),
      (id: string) => refusal('PRODUCT_NOT_FOUND', { productId: id }),
    ],
    [
      'a product of which ran short',
      (product: { id: string }) => offer({ ...product, quantity: 1 }),
      (id: string) => refusal('INSUFFICIENT_STOCK', { productId: id, quantityAvailable: 1 }),
    ],
    [
      'whose total is stale by a cent',
      (product: { id: string }) => offer({ ...product, unitPrice: 1000 }),
      () => refusal('TOTAL_CHANGED', { total: 40, currency: 'USD' }),
    ],
  ])('%s is rejected, and nothing changes', async (_, change, error) => {
    const { customer, products } = await customerWith(2, { unitPrice: 1000 });
    const [, product] = products;
    if (product) change(product);

    await expect(checkout(customer, { ...wholeCart, total: 40.01 }, undefined)).rejects.toEqual(
      error(product?.id ?? ''),
    );
    expect(Object.keys((await readCart(customer.userId))?.lines ?? {})).toHaveLength(2);
    await expect(ordersOf(customer)).resolves.toEqual([]);
    expect(enqueued()).toEqual([]);
  });

  test('succeeds even if the queue fails: the sweeper enqueues it', async () => {
    const { customer } = await customerWith(1);
    sqs.on(SendMessageCommand).rejects(awsError('InternalFailure', { $metadata: { httpStatusCode: 500 } }));

    const { id } = await checkout(customer, wholeCart, undefined);

    await expect(readOrder(id)).resolves.toMatchObject({ status: 'pending', nextCheckAt: expect.any(String) });
    sqs.on(SendMessageCommand).resolves({});
  });
});

describe('the checkout of named products', () => {
  test('does not touch the cart', async () => {
    const { customer } = await customerWith(1);
    const { id } = offer({ unitPrice: 100 });

    const answer = await checkout(customer, { lines: [{ id, quantity: 3 }], total: 3 }, undefined);

    expect(answer).toMatchObject({ totalAmount: 3, status: 'PENDING' });
    await expect(showCart(customer.userId)).resolves.toMatchObject({ items: [{ quantity: 2 }] });
  });

  test('in two currencies is rejected', async () => {
    const customer = someone();
    const lines = [offer(), offer({ currency: 'EUR' })].map(({ id }) => ({ id, quantity: 1 }));

    await expect(checkout(customer, { lines, total: 99.98 }, undefined)).rejects.toEqual(refusal('CURRENCY_MISMATCH'));
    await expect(ordersOf(customer)).resolves.toEqual([]);
  });
});

describe('a payment', () => {
  test('is created for the order’s total before the order is stored, due in 30 minutes', async () => {
    payBy('test');
    const { customer } = await customerWith(1, { unitPrice: 1250 });

    const { id, payment } = await checkout(customer, wholeCart, undefined);

    const order = await readOrder(id);
    expect(payment).toEqual({ provider: 'test', clientSecret: expect.stringMatching(/_secret_/) });
    await expect(ledgerOf(id)).resolves.toEqual([
      expect.objectContaining({ orderId: id, amount: 2500, currency: 'usd', captured: 0 }),
    ]);
    expect(order?.payment).toMatchObject({ provider: 'test', livemode: false, capturedAmount: 0 });
    const minutes = (Date.parse(order?.payment?.dueAt ?? '') - Date.now()) / 60_000;
    expect(Math.abs(minutes - 30)).toBeLessThan(1);
  });

  test('that cannot be created leaves the cart unchanged and places no order', async () => {
    payBy('broken');
    const { customer } = await customerWith(1);

    await expect(checkout(customer, wholeCart, 'key')).rejects.toEqual(refusal('UNAVAILABLE'));
    await expect(readOrder(orderIdOf(customer.userId, 'key'))).resolves.toBeUndefined();
    expect((await showCart(customer.userId)).items).toHaveLength(1);
  });

  test('of an amount that no provider accepts is rejected, naming the field', async () => {
    payBy('test');
    const { customer } = await customerWith(1, { unitPrice: 100_000_000 });

    await expect(checkout(customer, wholeCart, undefined)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      data: { issues: [{ path: 'total' }] },
    });
    await expect(ordersOf(customer)).resolves.toEqual([]);
  });
});
