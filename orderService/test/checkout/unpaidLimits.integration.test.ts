import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { refusal, someone, startCheckoutSetting, wholeCart } from '../checkoutSetting.ts';

const { customerWith, enqueued, ledgerOf, offer, ordersOf, payBy } = await startCheckoutSetting();
const { showCart } = await import('../../src/cart/changeCart.ts');
const { checkout } = await import('../../src/checkout/checkout.ts');
const { orderIdOf } = await import('../../src/order/order.ts');
const { dynamodb } = await import('@ecommerce/shared/dynamodb.ts');

const limits = { maxOrders: 5, maxUnits: 1000 };
const tooMany = (openOrders: number, openUnits: number) =>
  refusal('TOO_MANY_UNPAID_ORDERS', { ...limits, openOrders, openUnits });
const plenty = { quantity: 1_000_000, unitPrice: 100 };
type Customer = ReturnType<typeof someone>;

/** Orders so many pieces of a new product by name. */
const order = (customer: Customer, quantity = 1, key?: string) => {
  const { id } = offer(plenty);
  return checkout(customer, { lines: [{ id, quantity }], total: quantity }, key);
};
const orderFive = async (customer: Customer, quantity = 1) => {
  const answers = [];
  for (let count = 0; count < 5; count += 1) answers.push(await order(customer, quantity));
  return answers.map(({ id }) => id);
};
/** What becomes of an order elsewhere. */
const become = (orderId: string, status: string, capturedAmount = 0) =>
  dynamodb.send(
    new UpdateCommand({
      TableName: 'Orders',
      Key: { orderId },
      UpdateExpression: 'SET #status = :status, payment.capturedAmount = :captured',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':status': status, ':captured': capturedAmount },
    }),
  );
const counted = async ({ userId }: Customer) =>
  (await dynamodb.send(new GetCommand({ TableName: 'UnpaidOrders', Key: { customerId: userId } }))).Item;
const codesOf = (results: PromiseSettledResult<unknown>[]) =>
  results.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []));

describe('a customer with five unpaid orders', () => {
  test.each(['by name', 'of a cart'])(
    'cannot place a sixth, %s: no payment is created, and the cart stays',
    async (how) => {
      payBy('test');
      const { customer } = await customerWith(1);
      await orderFive(customer);

      const sixth = how === 'by name' ? order(customer, 1, 'six') : checkout(customer, wholeCart, 'six');

      await expect(sixth).rejects.toEqual(tooMany(5, 5));
      await expect(ledgerOf(orderIdOf(customer.userId, 'six'))).resolves.toEqual([]);
      expect((await showCart(customer.userId)).items).toHaveLength(1);
      await expect(ordersOf(customer)).resolves.toHaveLength(5);
      expect(enqueued()).toHaveLength(5);
    },
  );

  test.each([
    ['paid', 'completed', 100],
    ['paid before its stock was taken', 'pending', 100],
    ['shipping', 'shipping', 100],
    ['cancelled, or not paid in time', 'cancelled', 0],
    ['rejected', 'rejected', 0],
  ])('may order again once one is %s, and only once', async (_, status, captured) => {
    payBy('test');
    const customer = someone();
    const [, second = ''] = await orderFive(customer);
    await become(second, status, captured);

    const { id } = await order(customer, 3);

    await expect(order(customer)).rejects.toEqual(tooMany(5, 7));
    expect((await counted(customer))?.orderIds).not.toContain(second);
    expect((await counted(customer))?.orderIds).toContain(id);
  });

  test('still counts an order that waits for its payment', async () => {
    payBy('test');
    const customer = someone();
    const [first = ''] = await orderFive(customer);
    await become(first, 'awaiting_payment');

    await expect(order(customer)).rejects.toEqual(tooMany(5, 5));
  });

  test('gets the response of an earlier order again with its key', async () => {
    payBy('test');
    const customer = someone();
    const { id } = offer(plenty);
    const request = { lines: [{ id, quantity: 1 }], total: 1 };
    const first = await checkout(customer, request, 'key');
    for (let count = 0; count < 4; count += 1) await order(customer);

    await expect(checkout(customer, request, 'key')).resolves.toEqual(first);
  });

  test('does not prevent others from ordering', async () => {
    payBy('test');
    await orderFive(someone());

    await expect(order(someone())).resolves.toMatchObject({ status: 'PENDING' });
  });

  test('may order more in a shop without payment', async () => {
    payBy('test');
    const customer = someone();
    await orderFive(customer);
    payBy('none');

    await expect(order(customer, 2000)).resolves.toMatchObject({ status: 'PENDING' });
    expect((await counted(customer))?.orderIds?.size).toBe(5);
  });
});

describe('the units of unpaid orders', () => {
  test('are a thousand at most, together', async () => {
    payBy('test');
    const customer = someone();
    const { id } = await order(customer, 600);

    await expect(order(customer, 401)).rejects.toEqual(tooMany(1, 600));
    await order(customer, 400);
    await expect(order(customer)).rejects.toEqual(tooMany(2, 1000));
    await become(id, 'cancelled');
    await order(customer, 600);
    expect(await counted(customer)).toMatchObject({ units: 1000 });
  });

  test('are a thousand at most in one order, also of several lines', async () => {
    payBy('test');
    const customer = someone();
    const lines = [offer(plenty), offer(plenty)].map(({ id }) => ({ id, quantity: 501 }));

    await expect(checkout(customer, { lines, total: 1002 }, undefined)).rejects.toEqual(tooMany(0, 0));
    await expect(order(customer, 1001)).rejects.toEqual(tooMany(0, 0));
    await expect(order(customer, 1000)).resolves.toMatchObject({ status: 'PENDING' });
  });

  test('are exact when ordered at once', async () => {
    payBy('test');
    const customer = someone();

    const results = await Promise.allSettled(Array.from({ length: 10 }, () => order(customer, 300)));

    expect(codesOf(results)).toEqual(Array(7).fill('TOO_MANY_UNPAID_ORDERS'));
    expect(await counted(customer)).toMatchObject({ units: 900 });
    await expect(ordersOf(customer)).resolves.toHaveLength(3);
  });
});

describe('twenty checkouts of one customer at once', () => {
  test('leave five orders', async () => {
    payBy('test');
    const customer = someone();

    const results = await Promise.allSettled(Array.from({ length: 20 }, () => order(customer)));

    expect(codesOf(results)).toEqual(Array(15).fill('TOO_MANY_UNPAID_ORDERS'));
    await expect(ordersOf(customer)).resolves.toHaveLength(5);
    expect(await counted(customer)).toMatchObject({ units: 5 });
  });

  test('replace each ended order once', async () => {
    payBy('test');
    const customer = someone();
    const ids = await orderFive(customer, 10);
    for (const id of ids.slice(0, 3)) await become(id, 'cancelled');

    const results = await Promise.allSettled(Array.from({ length: 20 }, () => order(customer)));

    expect(codesOf(results)).toEqual(Array(17).fill('TOO_MANY_UNPAID_ORDERS'));
    const row = await counted(customer);
    expect(row).toMatchObject({ units: 2 * 10 + 3 });
    expect(row?.orderIds?.size).toBe(5);
  });
});

test('the count is kept for a day after the last order’s payment deadline', async () => {
  payBy('test');
  const customer = someone();
  await order(customer);

  const { expiresAt } = (await counted(customer)) as { expiresAt: number };
  expect(Math.abs(expiresAt - (Date.now() / 1000 + 1800 + 86_400))).toBeLessThan(10);
});
