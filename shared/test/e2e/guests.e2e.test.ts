import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, test } from '@jest/globals';
import { type Account, call, eventually, mailAddress, mailsTo, waitForMail } from '../../cli/shopClient.ts';
import { CARD_THAT_IS_DECLINED } from '../../cli/testPayment.ts';
import { expire, ledgerOf, orderRow, pay } from './paidOrders.ts';
import { resetPricing } from './pricingSettings.ts';
import { account, admin, approvedProduct, platform, unique } from './shop.ts';

afterAll(() => resetPricing());

type Answer = { id: string; orderKey: string; code?: string; payment?: { clientSecret: string } };
type Order = { id: string; status: string; code?: string; timeline: { type: string; by: string }[] };

const orders = `${platform.order}/orders`;
const guestAddress = () => mailAddress(platform, unique('Guest'));
const bodyOf = (id: string, more: object = {}) => ({ items: [{ id, qty: 1 }], total: 49.99, ...more });
const checkout = (body: object, key = randomUUID(), headers: Record<string, string> = {}) =>
  call<Answer>(`${platform.order}/checkout`, { body, headers: { 'idempotency-key': key, ...headers } });
const place = async (email = guestAddress()): Promise<Answer & { email: string }> => {
  const { status, body } = await checkout(bodyOf(await approvedProduct({ productName: 'gucci' }), { email }));
  expect(status).toBe(201);
  return { ...body, email };
};
const withKey = <Body = Order>({ id, orderKey }: Answer, path = '', request: Parameters<typeof call>[1] = {}) =>
  call<Body>(`${orders}/${id}${path}`, { ...request, headers: { ...request.headers, 'x-order-key': orderKey } });
const reaches = (order: Answer, status: string) =>
  eventually(`${status} of a guest's order`, async () => {
    const { body } = await withKey(order);
    return body.status === status ? body : undefined;
  });
const claim = (customer: Account, order: Answer) =>
  call<Order>(`${orders}/${order.id}/claim`, { token: customer.idToken, body: { key: order.orderKey } });

test('a guest orders, pays, follows the order by its key and gets the documented emails', async () => {
  const order = await place();
  await reaches(order, 'awaiting_payment');
  const payment = await withKey<{ clientSecret: string }>(order, '/payment');

  expect(payment.body.clientSecret).toBe(order.payment?.clientSecret);
  expect(await pay(order.id)).toBe(200);
  await waitForMail(platform, order.email, /^gucci now shipping$/);
  const seen = await call<Order>(`${orders}/${order.id}?key=${order.orderKey}`);
  expect([seen.status, seen.body.status, seen.headers.get('cache-control')]).toEqual([200, 'shipping', 'no-store']);
  expect(seen.body.timeline.map(({ type, by }) => [type, by])).toEqual([
    ['placed', 'customer'],
    ['paid', 'customer'],
    ['confirmed', 'system'],
  ]);
  const invoice = await eventually("a guest's invoice", async () => {
    const found = await withKey<string>(order, '/invoice');
    return found.status === 200 ? found : undefined;
  });
  expect(invoice.body).toMatch(/^%PDF-/);
  expect(await withKey({ ...order, orderKey: 'x'.repeat(43) }, '/invoice')).toMatchObject({ status: 404 });
});

test('a guest is quoted what the order then costs', async () => {
  const body = { items: [{ id: await approvedProduct(), qty: 2 }], email: guestAddress() };

  const quoted = await call<{ totalAmount: number }>(`${platform.order}/checkout/quote`, { body });

  expect(quoted).toMatchObject({ status: 200, body: { totalAmount: 99.98 } });
  expect(await checkout({ ...body, total: quoted.body.totalAmount })).toMatchObject({ status: 201 });
});

test('a guest returns what was delivered, and staff find the order by the address', async () => {
  const order = await place();
  const staff = (await admin()).idToken;
  await reaches(order, 'awaiting_payment');
  await pay(order.id);
  await reaches(order, 'shipping');
  const shippingAddress = { name: 'Ann Lee', line1: 'Main St 1', postalCode: '10115', city: 'Berlin', country: 'DE' };
  const moved = await withKey(order, '/addresses', { method: 'PATCH', body: { shippingAddress } });
  const parcel = await call<{ fulfilments: { id: string }[] }>(`${orders}/${order.id}/fulfilments`, {
    ...{ token: staff, body: { carrier: 'DHL' } },
  });
  await call(`${orders}/${order.id}/fulfilments/${parcel.body.fulfilments[0]?.id}/delivered`, {
    ...{ token: staff, method: 'POST' },
  });
  const { items } = (await orderRow(order.id)) as { items: { productId: string }[] };
  const body = { items: [{ productId: items[0]?.productId, quantity: 1 }], reason: 'too small' };

  const returned = await withKey<{ returns: object[] }>(order, '/returns', { body });

  expect([moved.status, returned.status, returned.body.returns.length]).toEqual([200, 200, 1]);
  const found = await eventually('the order in the list', async () => {
    const page = await call<{ orders: { id: string; customerId: string }[] }>(
      `${platform.order}/admin/orders?q=${encodeURIComponent(order.email)}`,
      { token: staff },
    );
    return page.body.orders.length > 0 ? page.body.orders : undefined;
  });
  expect(found).toEqual([expect.objectContaining({ id: order.id, customerId: expect.stringMatching(/^guest-/) })]);
  const refunded = await call(`${orders}/${order.id}/refund`, { token: staff, body: { amount: 1 } });
  expect(refunded.status).toBe(200);
});

test('a guest whose answer was lost asks again, also at once, and gets the same order', async () => {
  const body = bodyOf(await approvedProduct(), { email: guestAddress() });
  const key = randomUUID();

  const answers = await Promise.all([1, 2, 3].map(() => checkout(body, key)));
  const other = await checkout({ ...body, note: 'by the door' }, key);

  const [first] = answers;
  expect(answers.map((answer) => [answer.status, answer.body])).toEqual(answers.map(() => [201, first?.body]));
  expect(other.status).toBe(201);
  expect(other.body.id).not.toBe(first?.body.id);
});

test('a guest who does not pay in time is told once, and the key shows why', async () => {
  const order = await place();
  await reaches(order, 'awaiting_payment');
  await pay(order.id, CARD_THAT_IS_DECLINED);
  await pay(order.id, CARD_THAT_IS_DECLINED);
  await waitForMail(platform, order.email, /payment/i);

  const cancelled = await withKey<Order & { reason: string }>(order, '/cancel', { method: 'POST' });

  expect(cancelled.body).toMatchObject({ status: 'CANCELLED', reason: 'cancelled by the customer' });
  await waitForMail(platform, order.email, /cancelled/i);
  const subjects = (await mailsTo(platform, order.email)).map(({ subject }) => subject);
  expect(subjects.filter((subject) => /payment/i.test(subject))).toHaveLength(1);
  expect(await ledgerOf(order.id)).toMatchObject({ captured: 0 });
});

describe('the account of the same address', () => {
  test('claims the order: it is in its list, the key stays valid, and other accounts cannot have it', async () => {
    const customer = await account('Claimer');
    const other = await account('Other');
    const order = await place(customer.email);

    const refused = await claim(other, order);
    const wrongKey = await claim(customer, { ...order, orderKey: 'wrong' });
    const claimed = [await claim(customer, order), await claim(customer, order)];

    expect([refused.status, refused.body.code]).toEqual([409, 'ORDER_NOT_CLAIMABLE']);
    expect([wrongKey.status, wrongKey.body.code]).toEqual([404, 'NOT_FOUND']);
    expect(claimed.map(({ status, body }) => [status, body.id])).toEqual([1, 2].map(() => [200, order.id]));
    await eventually('the order in the list of the account', async () => {
      const { body } = await call<{ orders: Order[] }>(orders, { token: customer.idToken });
      return body.orders.some(({ id }) => id === order.id) || undefined;
    });
    expect((await withKey(order)).status).toBe(200);
    expect((await call(`${orders}/${order.id}`, { token: other.idToken })).status).toBe(404);
  });

  test('has ordered before if a guest with its address has', async () => {
    const customer = await account('First');
    await place(customer.email);
    const code = `FIRST${randomUUID().slice(0, 8)}`.toUpperCase();
    await call(`${platform.order}/discounts`, {
      ...{ token: (await admin()).idToken, body: { code, percent: 50, firstOrderOnly: true } },
    });
    const id = await approvedProduct();
    const body = { items: [{ id, qty: 1 }], total: 25, discountCodes: [code] };

    const refusals = await eventually('the order in the index of addresses', async () => {
      const answers = [
        await call<Answer>(`${platform.order}/checkout/quote`, { token: customer.idToken, body }),
        await call<Answer>(`${platform.order}/checkout`, { token: customer.idToken, body }),
        await checkout({ ...body, email: customer.email }),
      ];
      return answers.every(({ status }) => status === 409) ? answers : undefined;
    });

    expect(refusals.map((refusal) => refusal.body)).toEqual(
      refusals.map(() => expect.objectContaining({ code: 'DISCOUNT_NOT_APPLICABLE', reason: 'not_first_order' })),
    );
  });

  test('gets what the visitor had in the cart', async () => {
    const customer = await account('Merger');
    const [id, gone] = [await approvedProduct({ quantity: 3 }), randomUUID()];
    const merge = (key: string) =>
      call<{ items: { quantity: number }[]; notMerged: object[] }>(`${platform.order}/cart/merge`, {
        ...{ token: customer.idToken, headers: { 'idempotency-key': key } },
        body: { items: [id, gone].map((product) => ({ id: product, qty: 2 })) },
      });

    const answers = [await merge('one'), await merge('one'), await merge('two')];

    expect(answers.map(({ status, body }) => [status, body.items.map(({ quantity }) => quantity)])).toEqual([
      [200, [2]],
      [200, [2]],
      [200, [3]],
    ]);
    expect(answers[2]?.body.notMerged).toEqual([
      { id, requested: 2, added: 1, code: 'INSUFFICIENT_STOCK' },
      { id: gone, requested: 2, added: 0, code: 'PRODUCT_NOT_FOUND' },
    ]);
  });
});

test('an unpaid order of a guest is cancelled in time, and its key keeps showing it', async () => {
  const order = await place();
  await reaches(order, 'awaiting_payment');

  await expire(order.id);

  expect(await reaches(order, 'cancelled')).toMatchObject({ reason: 'not paid in time' });
  expect((await withKey<Order>(order, '/payment')).body.code).toBe('ORDER_NOT_PAYABLE');
});
