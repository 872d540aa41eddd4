import './environment.ts';
import { setTimeout as wait } from 'node:timers/promises';
import { clearCaches } from '@aws-lambda-powertools/parameters';
import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { startDynamoDb } from '../../shared/local/aws/dynamodb.ts';
import type { LedgerEntry } from '../../shared/local/payments/ledger.ts';
import { startPaymentProvider } from '../../shared/local/payments/provider.ts';
import { newSecrets } from '../../shared/local/payments/secrets.ts';
import { createTable } from '../../shared/test/tables.ts';
import type { CheckoutRequest } from '../src/checkoutRequest.ts';
import { shopWindow } from './carts.ts';

const server = await startDynamoDb({ port: 0 });
process.env.AWS_ENDPOINT_URL_DYNAMODB = server.url;
const { addToCart, showCart } = await import('../src/changeCart.ts');
const { checkout } = await import('../src/checkout.ts');
const { readCart } = await import('../src/cartStore.ts');
const { checkoutHash } = await import('../src/checkoutRequest.ts');
const { orderIdOf, requestHashOf } = await import('../src/order.ts');
const { listOrders, readOrder } = await import('../src/orderStore.ts');
const { placeOrder } = await import('../src/placeOrder.ts');
const { dynamodb } = await import('@ecommerce/shared/dynamodb.ts');

const { offer, withdraw, sqs, enqueued } = shopWindow();
const ssm = mockClient(SSMClient);
const secrets = newSecrets();
let payments: Awaited<ReturnType<typeof startPaymentProvider>>;

beforeAll(async () => {
  payments = await startPaymentProvider({ port: 0, ...secrets, webhookUrl: () => undefined });
  await createTable('Carts', 'customerId');
  await createTable('Orders', 'orderId', { byCustomer: 'customerId', byCustomerStatus: 'customerStatus' });
});
afterAll(async () => {
  await payments.close();
  await server.close();
});

/** Names the payment provider. */
const payBy = (provider: 'none' | 'test' | 'broken') => {
  clearCaches();
  const path = '/ecommerce/test/orderService/payment/';
  const apiUrl = provider === 'broken' ? 'http://127.0.0.1:1' : payments.url;
  const { secretKey, webhookSecret } = secrets;
  const parameters = { provider: provider === 'none' ? 'none' : 'test', secretKey, webhookSecret, apiUrl };
  ssm
    .on(GetParametersByPathCommand)
    .resolves({ Parameters: Object.entries(parameters).map(([name, Value]) => ({ Name: `${path}${name}`, Value })) });
};
beforeEach(() => {
  payBy('none');
  sqs.resetHistory();
});

const someone = () => {
  const userId = crypto.randomUUID();
  return { userId, groups: [], email: `${userId}@example.com` };
};
type Someone = ReturnType<typeof someone>;
const cart: CheckoutRequest = { lines: undefined, total: undefined };
const refusal = (code: string, data: object = {}) => expect.objectContaining({ code, data });
const ordersOf = async ({ userId }: Someone) => (await listOrders(userId, undefined, { limit: 100 })).items;
const ledgerOf = async (orderId: string) =>
  (await (await fetch(`${payments.url}/ledger?order=${orderId}`)).json()) as LedgerEntry[];

/** Somebody with a cart of that many products. */
const customerWith = async (lines: number, changes: Parameters<typeof offer>[0] = {}) => {
  const customer = someone();
  const products = Array.from({ length: lines }, () => offer(changes));
  for (const { id } of products) await addToCart(customer.userId, { id, qty: 2 });
  return { customer, products };
};

describe('the checkout of a cart', () => {
  test('places its order, tells the queue and leaves another cart, empty', async () => {
    const { customer, products } = await customerWith(2, { unitPrice: 1999 });
    const before = await showCart(customer.userId);

    const answer = await checkout(customer, { ...cart, total: 7996 }, undefined);

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
    expect(enqueued()).toEqual([expect.objectContaining({ orderId: answer.id, status: 'pending' })]);
    const after = await showCart(customer.userId);
    expect(after.items).toEqual([]);
    expect(after.id).not.toBe(before.id);
  });

  test('takes 50 lines', async () => {
    const { customer } = await customerWith(50);

    const { id } = await checkout(customer, cart, undefined);

    expect((await readOrder(id))?.items).toHaveLength(50);
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
  ])('of %s is refused', async (_, prepare) => {
    const customer = await prepare();

    await expect(checkout(customer, cart, undefined)).rejects.toEqual(refusal('CART_EMPTY'));
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
  ])('%s is refused, and everything stays', async (_, change, error) => {
    const { customer, products } = await customerWith(2, { unitPrice: 1000 });
    const [, product] = products;
    if (product) change(product);

    await expect(checkout(customer, { ...cart, total: 4001 }, undefined)).rejects.toEqual(error(product?.id ?? ''));
    expect(Object.keys((await readCart(customer.userId))?.lines ?? {})).toHaveLength(2);
    await expect(ordersOf(customer)).resolves.toEqual([]);
    expect(enqueued()).toEqual([]);
  });

  test('stands although the queue does not answer', async () => {
    const { customer } = await customerWith(1);
    sqs.rejectsOnce(new Error('InternalFailure'));

    const { id } = await checkout(customer, cart, undefined);

    await expect(readOrder(id)).resolves.toMatchObject({ status: 'pending' });
  });
});

describe('the checkout of named products', () => {
  test('leaves the cart alone', async () => {
    const { customer } = await customerWith(1);
    const { id } = offer({ unitPrice: 100 });

    const answer = await checkout(customer, { lines: [{ id, quantity: 3 }], total: 300 }, undefined);

    expect(answer).toMatchObject({ totalAmount: 3, status: 'PENDING' });
    await expect(showCart(customer.userId)).resolves.toMatchObject({ items: [{ quantity: 2 }] });
  });

  test('in two currencies is refused', async () => {
    const customer = someone();
    const lines = [offer(), offer({ currency: 'EUR' })].map(({ id }) => ({ id, quantity: 1 }));

    await expect(checkout(customer, { lines, total: 9998 }, undefined)).rejects.toEqual(refusal('CURRENCY_MISMATCH'));
    await expect(ordersOf(customer)).resolves.toEqual([]);
  });
});

describe('a key', () => {
  test('gives the same answer again when the cart is empty, the products are gone and the price has changed', async () => {
    payBy('test');
    const { customer, products } = await customerWith(1);
    const first = await checkout(customer, cart, 'key');
    withdraw(products[0]?.id ?? '');

    const repeated = await checkout(customer, cart, 'key');

    expect(repeated).toEqual(first);
    expect(first.payment?.clientSecret).toMatch(/^pi_\w+_secret_\w+$/);
    await expect(ordersOf(customer)).resolves.toHaveLength(1);
    expect(enqueued()).toHaveLength(1);
  });

  test('makes one order of ten requests at once, with one payment, and one answer', async () => {
    payBy('test');
    const { customer } = await customerWith(2);

    const answers = await Promise.all(Array.from({ length: 10 }, () => checkout(customer, cart, 'key')));

    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    await expect(ordersOf(customer)).resolves.toHaveLength(1);
    expect(enqueued()).toHaveLength(1);
    await expect(ledgerOf(answers[0]?.id ?? '')).resolves.toHaveLength(1);
  });

  test('stands for one request: another total, other lines or a create-order under it are refused', async () => {
    const { customer, products } = await customerWith(1, { unitPrice: 100 });
    const line = { id: products[0]?.id ?? '', quantity: 2 };
    const reused = refusal('IDEMPOTENCY_KEY_REUSED');
    await checkout(customer, cart, 'key');

    await expect(checkout(customer, { ...cart, total: 200 }, 'key')).rejects.toEqual(reused);
    await expect(checkout(customer, { lines: [line], total: 200 }, 'key')).rejects.toEqual(reused);
    await expect(placeOrder(customer, line, 'key')).rejects.toEqual(reused);
    await placeOrder(customer, line, 'other');
    await expect(checkout(customer, { lines: [line], total: 200 }, 'other')).rejects.toEqual(reused);
    await expect(ordersOf(customer)).resolves.toHaveLength(2);
  });

  test('never means what it means to create-order', () => {
    const lines = [{ id: 'x', quantity: 1 }];

    expect(checkoutHash({ lines, total: undefined })).not.toBe(requestHashOf(lines));
  });
});

describe('two checkouts of one cart at once', () => {
  test.each([['none' as const], ['test' as const]])(
    'under different keys, paid by %s, make one order; the other is told',
    async (provider) => {
      payBy(provider);
      const { customer } = await customerWith(3);

      const results = await Promise.allSettled(['a', 'b', undefined].map((key) => checkout(customer, cart, key)));

      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const result of results) {
        if (result.status === 'rejected') expect(['CART_CHANGED', 'CART_EMPTY']).toContain(result.reason.code);
      }
      await expect(ordersOf(customer)).resolves.toHaveLength(1);
      expect(enqueued()).toHaveLength(1);
    },
  );
});

test('what is added while the cart is ordered is either ordered or still in it', async () => {
  let [ordered, kept] = [0, 0];
  for (let round = 0; round < 20; round += 1) {
    const { customer } = await customerWith(1);
    const late = offer();

    const [result] = await Promise.allSettled([
      checkout(customer, cart, undefined),
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

describe('a payment', () => {
  test('is begun for the order’s sum before the order stands, due in 30 minutes', async () => {
    payBy('test');
    const { customer } = await customerWith(1, { unitPrice: 1250 });

    const { id, payment } = await checkout(customer, cart, undefined);

    const order = await readOrder(id);
    expect(payment).toEqual({ provider: 'test', clientSecret: expect.stringMatching(/_secret_/) });
    await expect(ledgerOf(id)).resolves.toEqual([
      expect.objectContaining({ orderId: id, amount: 2500, currency: 'usd', captured: 0 }),
    ]);
    expect(order?.payment).toMatchObject({ provider: 'test', livemode: false, capturedAmount: 0 });
    const minutes = (Date.parse(order?.payment?.dueAt ?? '') - Date.now()) / 60_000;
    expect(Math.abs(minutes - 30)).toBeLessThan(1);
  });

  test('that cannot be begun leaves the cart and places nothing', async () => {
    payBy('broken');
    const { customer } = await customerWith(1);

    await expect(checkout(customer, cart, 'key')).rejects.toEqual(refusal('UNAVAILABLE'));
    await expect(readOrder(orderIdOf(customer.userId, 'key'))).resolves.toBeUndefined();
    expect((await showCart(customer.userId)).items).toHaveLength(1);
  });

  test('of a sum that no provider takes is refused by name', async () => {
    payBy('test');
    const { customer } = await customerWith(1, { unitPrice: 100_000_000 });

    await expect(checkout(customer, cart, undefined)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      data: { issues: [{ path: 'total' }] },
    });
    await expect(ordersOf(customer)).resolves.toEqual([]);
  });
});
