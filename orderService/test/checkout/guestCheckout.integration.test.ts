import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { request as send } from '../../../shared/test/httpEvent.ts';
import { createTable } from '../../../shared/test/tables.ts';
import { authorization } from '../../../shared/test/tokens.ts';
import { refusal, someone, startCheckoutSetting } from '../checkoutSetting.ts';

const { enqueued, offer, payBy } = await startCheckoutSetting();
await createTable('OrderKeys', 'id');
await createTable('RateLimits', 'id');
process.env.RATE_LIMIT_FACTOR = '1000';
const { dynamodb } = await import('@ecommerce/shared/dynamodb.ts');
const { handler: checkoutHandler } = await import('../../src/handlers/checkout.ts');
const { handler: quoteHandler } = await import('../../src/handlers/quoteCheckout.ts');
const { handler: getOrder } = await import('../../src/handlers/getOrder.ts');
const { handler: cancelOrder } = await import('../../src/handlers/cancelOrder.ts');
const { handler: changeAddresses } = await import('../../src/handlers/changeAddresses.ts');
const { handler: getOrderPayment } = await import('../../src/handlers/getOrderPayment.ts');
const { handler: requestReturn } = await import('../../src/handlers/requestReturn.ts');
const { checkout, checkoutAsGuest } = await import('../../src/checkout/checkout.ts');
const { addDiscount } = await import('../../src/discounts/changeDiscounts.ts');
const { claimOrder } = await import('../../src/claim/claimOrder.ts');
const { isOrderKey, newOrderKey } = await import('../../src/order/orderKey.ts');
const { changeOrder, listOrders, readOrder } = await import('../../src/order/orderStore.ts');

const address = () => `guest-${crypto.randomUUID()}@example.com`;
type Parts = { email?: unknown; id?: string; key?: string | null; sourceIp?: string; headers?: Record<string, string> };
const bodyOf = ({ email = address(), id = offer({ unitPrice: 1000 }).id }: Parts) => ({
  ...{ email, items: [{ id, qty: 1 }], total: 10 },
});
const order = ({ key = crypto.randomUUID(), sourceIp = '192.0.2.1', headers = {}, ...parts }: Parts = {}) =>
  send(checkoutHandler, {
    ...{ body: bodyOf(parts), sourceIp },
    headers: { ...(key === null ? {} : { 'idempotency-key': key }), ...headers },
  });
const placed = async (parts: Parts = {}) => {
  const { status, body } = await order(parts);
  expect(status).toBe(201);
  return body as { id: string; orderKey: string; payment?: object };
};
const issue = (path: string) => ({ code: 'INVALID_INPUT', issues: [{ path, message: expect.any(String) }] });
const random = () => Math.random().toString(36).slice(2, 10).toUpperCase();

describe('a guest', () => {
  test('orders with an email address, and gets a key that stands for the customer', async () => {
    const email = address();

    const { id, orderKey } = await placed({ email, headers: { 'accept-language': 'de' } });

    await expect(readOrder(id)).resolves.toMatchObject({
      ...{ email, byGuest: true, customerId: expect.stringMatching(/^guest-[\w-]{22}$/), locale: 'de' },
    });
    expect(enqueued()).toEqual([expect.objectContaining({ orderId: id })]);
    expect(await isOrderKey(id, orderKey)).toBe(true);
  });

  test('repeats a request whose answer was lost: one order, the same answer', async () => {
    payBy('test');
    const parts = { email: address(), id: offer({ unitPrice: 1000 }).id, key: crypto.randomUUID() };

    const [first, second] = await Promise.all([order(parts), order(parts)]);
    const third = await order({ ...parts, key: parts.key.toUpperCase(), email: ` ${parts.email.toUpperCase()} ` });

    expect([second.body, third.body]).toEqual([first.body, first.body]);
    expect(first).toMatchObject({ status: 201, body: { orderKey: expect.any(String), payment: expect.any(Object) } });
    expect(enqueued()).toHaveLength(1);
  });

  test('with another address or another body under the same key places another order', async () => {
    const [email, id, key] = [address(), offer({ unitPrice: 1000 }).id, crypto.randomUUID()];

    const orders = [
      await placed({ email, id, key }),
      await placed({ id, key }),
      await placed({ email, key }),
      await placed({ email, id }),
    ];

    expect(new Set(orders.map((one) => one.id)).size).toBe(4);
    expect(new Set(orders.map((one) => one.orderKey)).size).toBe(4);
  });

  test.each([
    ['no key', null],
    ['a key that is no UUID', 'order-1'],
    ['the UUID of zeros', '00000000-0000-0000-0000-000000000000'],
  ])('with %s is told to send a random UUID', async (_, key) => {
    await expect(order({ key })).resolves.toMatchObject({ status: 400, body: issue('Idempotency-Key') });
  });

  test('without items is told that there is no cart', async () => {
    const headers = { 'idempotency-key': crypto.randomUUID() };

    const answer = await send(checkoutHandler, { headers, body: { email: address() } });

    expect(answer).toMatchObject({ status: 400, body: issue('items') });
  });

  test.each(['no address', 'ann@', 'ann@[127.0.0.1]', '', 17, null])(
    'cannot order with the email %j',
    async (email) => {
      await expect(order({ email })).resolves.toMatchObject({ status: 400, body: issue('email') });
    },
  );

  test('sees what it would cost without an address, and whatever the address has ordered before', async () => {
    const [email, id] = [address(), offer({ unitPrice: 1000 }).id];
    const { code = '' } = await addDiscount({ code: random(), percent: 10, firstOrderOnly: true }, crypto.randomUUID());
    await placed({ email, id });
    const body = { items: [{ id, qty: 2 }], discountCodes: [code] };

    const quotes = [await send(quoteHandler, { body }), await send(quoteHandler, { body: { ...body, email } })];

    expect(quotes.map((quote) => [quote.status, quote.body.totalAmount])).toEqual([
      [200, 18],
      [200, 18],
    ]);
  });
});

describe('a token', () => {
  test.each(['Bearer bad', 'Basic YTpi', ''])('that is bad (%j) is 401, never a guest', async (bad) => {
    const headers = { authorization: bad };
    const quote = await send(quoteHandler, { headers, body: { items: [{ id: offer().id, qty: 1 }] } });
    const { id, orderKey } = await placed();
    const seen = await send(getOrder, {
      path: { id },
      headers: { ...headers, 'x-order-key': orderKey },
      method: 'GET',
    });

    await expect(order({ headers })).resolves.toMatchObject({ status: 401, body: { code: 'UNAUTHORIZED' } });
    expect([quote.status, seen.status]).toEqual([401, 401]);
  });

  test.each([
    ['a checkout of the cart', checkoutHandler, undefined],
    ['a checkout of items', checkoutHandler, { items: [{ id: 'x', qty: 1 }], total: 1 }],
    ['a quote of the cart', quoteHandler, undefined],
  ])('is missing at %s without an address: 401 as ever', async (_, handler, body) => {
    await expect(send(handler, { body })).resolves.toMatchObject({
      status: 401,
      body: { code: 'UNAUTHORIZED', error: 'An Authorization header with a Bearer token is required.' },
    });
  });

  test('makes an address in the body an unknown field', async () => {
    const headers = { authorization: await authorization('ann') };

    await expect(order({ headers })).resolves.toMatchObject({ status: 400, body: issue('email') });
  });
});

describe('the key of an order', () => {
  const get = (id: string, parts: object) => send(getOrder, { path: { id }, method: 'GET', ...parts });
  const byHeader = (key: string) => ({ headers: { 'x-order-key': key } });

  test('shows it, in the header or in the address of a GET, and nothing may keep the answer', async () => {
    const { id, orderKey } = await placed();

    for (const parts of [byHeader(orderKey), { query: { key: orderKey } }]) {
      const { status, headers, body } = await get(id, parts);
      expect([status, body.id, headers['cache-control'], headers['referrer-policy']]).toEqual([
        ...[200, id, 'no-store', 'no-referrer'],
      ]);
    }
  });

  test.each([
    ['wrong', async () => 'x'.repeat(43)],
    ['empty', async () => ''],
    ['cut off', async ({ orderKey }: { orderKey: string }) => orderKey.slice(0, -1)],
    ['of another order', async () => (await placed()).orderKey],
  ])('that is %s is 404, like an order that does not exist', async (_, other) => {
    const one = await placed();
    const key = await other(one);
    const missing = await get(crypto.randomUUID(), byHeader(key));

    const answers = [
      await get(one.id, byHeader(key)),
      await get(one.id, { query: { key } }),
      await send(cancelOrder, { path: { id: one.id }, ...byHeader(key) }),
      await send(getOrderPayment, { path: { id: one.id }, method: 'GET', ...byHeader(key) }),
    ];

    expect(answers.map(({ status, body }) => [status, body.error])).toEqual(
      answers.map(() => [404, missing.body.error]),
    );
  });

  test('is a parameter of no other method', async () => {
    const { id, orderKey } = await placed();

    const answer = await send(cancelOrder, { path: { id }, query: { key: orderKey } });

    expect(answer.status).toBe(401);
  });

  test('pays, changes the address, asks for a return and cancels, as the customer', async () => {
    payBy('test');
    const { id, orderKey } = await placed();
    const parts = { path: { id }, ...byHeader(orderKey) };
    const shippingAddress = { name: 'Ann Lee', line1: 'Main St 1', postalCode: '10115', city: 'Berlin', country: 'DE' };

    const payment = await send(getOrderPayment, { ...parts, method: 'GET' });
    const moved = await send(changeAddresses, { ...parts, body: { shippingAddress } });
    const returned = await send(requestReturn, {
      ...parts,
      body: { items: [{ productId: 'x', quantity: 1 }], reason: 'x' },
    });
    const cancelled = await send(cancelOrder, parts);

    expect(payment).toMatchObject({ status: 200, body: { clientSecret: expect.any(String) } });
    expect(moved).toMatchObject({ status: 200, body: { shippingAddress } });
    expect(returned).toMatchObject({ status: 409, body: { code: 'ORDER_NOT_RETURNABLE' } });
    expect(cancelled).toMatchObject({
      status: 200,
      body: { status: 'CANCELLED', reason: 'cancelled by the customer' },
    });
    const { body } = await get(id, byHeader(orderKey));
    expect(body.timeline.map(({ by }: { by: string }) => by)).toEqual(['customer', 'customer', 'customer']);
  });

  test('does not open an order that was placed with an account', async () => {
    const { id: product } = offer({ unitPrice: 1000 });
    const customer = someone();
    const { id } = await checkout(customer, { lines: [{ id: product, quantity: 1 }], total: 10 }, undefined);

    await expect(get(id, byHeader(await newOrderKey(id)))).resolves.toMatchObject({ status: 404 });
  });

  test('stays valid after the secret was replaced, as long as the earlier one is kept', async () => {
    const { id, orderKey } = await placed();
    const { createSecrets } = await import('../../src/order/orderKeySecretStore.ts');
    const before = await createSecrets('unused');

    await dynamodb.send(
      new PutCommand({ TableName: 'OrderKeys', Item: { id: 'orderKeys', secrets: ['new', ...before] } }),
    );
    await createSecrets('unused'); // reads what is there

    await expect(get(id, byHeader(orderKey))).resolves.toMatchObject({ status: 200 });
    expect((await placed()).orderKey).not.toBe(orderKey);
  });
});

describe('the limits of guests', () => {
  const asGuest = (email: string, sourceIp: string) => {
    const request = { lines: [{ id: offer({ unitPrice: 1000 }).id, quantity: 1 }], total: 10 };
    return checkoutAsGuest({ email, idempotencyKey: crypto.randomUUID(), request }, sourceIp);
  };

  test('allow five unpaid orders for an address', async () => {
    payBy('test');
    const email = address();
    for (let count = 0; count < 5; count += 1) await asGuest(email, `198.51.100.${count}`);

    await expect(asGuest(email, '198.51.100.9')).rejects.toEqual(
      refusal('TOO_MANY_UNPAID_ORDERS', { maxOrders: 5, maxUnits: 1000, openOrders: 5, openUnits: 5 }),
    );
  });

  test('allow twenty unpaid orders from a client, however many addresses it makes up', async () => {
    payBy('test');
    const results = await Promise.allSettled(Array.from({ length: 22 }, () => asGuest(address(), '2001:db8::1')));
    const more = asGuest(address(), '2001:db8::2'); // the same /64 network

    await expect(more).rejects.toEqual(expect.objectContaining({ code: 'TOO_MANY_UNPAID_ORDERS' }));
    expect(results.filter(({ status }) => status === 'fulfilled').length).toBeLessThanOrEqual(20);
  });

  test('count a discount for an address together with the account of that address', async () => {
    const customer = someone();
    const { id } = offer({ unitPrice: 1000 });
    const { code = '' } = await addDiscount(
      { code: random(), percent: 50, maxUsesPerCustomer: 1 },
      crypto.randomUUID(),
    );
    const request = { lines: [{ id, quantity: 1 }], total: 5, discountCodes: [code] };
    const guest = (email: string) => ({ email, idempotencyKey: crypto.randomUUID(), request });

    await checkoutAsGuest(guest(customer.email), '192.0.2.1');

    const used = refusal('DISCOUNT_NOT_APPLICABLE', { discountCode: code, reason: 'used_up_by_customer' });
    await expect(checkoutAsGuest(guest(customer.email), '192.0.2.1')).rejects.toEqual(used);
    await expect(checkout(customer, request, undefined)).rejects.toEqual(used);
    await expect(checkoutAsGuest(guest(address()), '192.0.2.1')).resolves.toMatchObject({ totalAmount: 5 });
  });

  test('give a first order once, to guest and account alike', async () => {
    const customer = someone();
    const { id } = offer({ unitPrice: 1000 });
    await checkout(customer, { lines: [{ id, quantity: 1 }], total: 10 }, undefined);
    const { code = '' } = await addDiscount({ code: random(), percent: 50, firstOrderOnly: true }, crypto.randomUUID());
    const request = { lines: [{ id, quantity: 1 }], total: 5, discountCodes: [code] };

    const again = checkoutAsGuest({ email: customer.email, idempotencyKey: crypto.randomUUID(), request }, '192.0.2.1');

    await expect(again).rejects.toEqual(
      refusal('DISCOUNT_NOT_APPLICABLE', { discountCode: code, reason: 'not_first_order' }),
    );
  });
});

describe('a claim', () => {
  const claim = (caller: Parameters<typeof claimOrder>[0], { id, orderKey }: { id: string; orderKey: string }) =>
    claimOrder(caller, id, orderKey);
  const listed = async (userId: string, status?: 'pending' | 'cancelled') =>
    (await listOrders(userId, status, { limit: 10 })).items.map(({ orderId }) => orderId);

  test('puts the order into the list of the account with its address, once, and the key stays valid', async () => {
    const customer = someone();
    const order = await placed({ email: customer.email.toUpperCase() });

    const [first, second] = await Promise.all([claim(customer, order), claim(customer, order)]);
    const third = await claim(customer, order);

    expect([second.claimedAt, third.claimedAt]).toEqual([first.claimedAt, first.claimedAt]);
    await expect(listed(customer.userId)).resolves.toEqual([order.id]);
    await expect(listed(customer.userId, 'pending')).resolves.toEqual([order.id]);
    const seen = await send(getOrder, {
      ...{ path: { id: order.id }, method: 'GET', headers: { 'x-order-key': order.orderKey } },
    });
    expect(seen).toMatchObject({ status: 200, body: { timeline: [{ type: 'placed' }, { type: 'claimed' }] } });
  });

  test('keeps the order in the list of its status when it moves on', async () => {
    const customer = someone();
    const order = await placed({ email: customer.email });
    await claim(customer, order);

    await send(cancelOrder, { path: { id: order.id }, headers: { 'x-order-key': order.orderKey } });

    await expect(listed(customer.userId, 'cancelled')).resolves.toEqual([order.id]);
  });

  test.each([
    ['another address', () => someone(), 'ORDER_NOT_CLAIMABLE'],
    ['an address that is not verified', () => ({ userId: 'x', groups: [] }), 'EMAIL_NOT_VERIFIED'],
  ])('by an account with %s is refused', async (_, account, code) => {
    const order = await placed();

    await expect(claim(account(), order)).rejects.toMatchObject({ code });
    await expect(readOrder(order.id)).resolves.toMatchObject({ customerId: expect.stringMatching(/^guest-/) });
  });

  test('by a second account is refused, although its address is now the same', async () => {
    const customer = someone();
    const order = await placed({ email: customer.email });
    await claim(customer, order);

    await expect(claim({ ...customer, userId: 'other' }, order)).rejects.toMatchObject({ code: 'ORDER_NOT_CLAIMABLE' });
  });

  test('with a wrong key, or of an order that was placed with the account, is not found', async () => {
    const customer = someone();
    const order = await placed({ email: customer.email });
    const { id: product } = offer({ unitPrice: 1000 });
    const own = await checkout(customer, { lines: [{ id: product, quantity: 1 }], total: 10 }, undefined);

    await expect(claim(customer, { ...order, orderKey: (await placed()).orderKey })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(claim(customer, { id: own.id, orderKey: await newOrderKey(own.id) })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

test('an order that was claimed while a step was running moves on under its account', async () => {
  const { id } = await placed();
  const read = await readOrder(id);
  if (!read) throw new Error('There is no such order');
  const claim = {
    set: { customerId: 'ann', customerStatus: 'ann#pending' },
    condition: 'attribute_exists(orderId)',
    values: {},
  };
  await changeOrder(read, claim);

  const { order: moved } = await changeOrder(read, {
    ...{ status: 'shipping', set: {}, condition: '#status = :pending', values: { ':pending': 'pending' } },
  });

  expect(moved).toMatchObject({ customerId: 'ann', customerStatus: 'ann#shipping', status: 'shipping' });
});
