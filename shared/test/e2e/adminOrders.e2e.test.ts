import { describe, expect, test } from '@jest/globals';
import { call, eventually } from '../../cli/shopClient.ts';
import { shippedOrder } from './paidOrders.ts';
import { account, admin, platform, unique } from './shop.ts';

type Listed = { id: string; number: string; email: string; paymentStatus: string; fulfilmentStatus: string };
type List = { orders: Listed[]; nextCursor?: string };
type Summary = { days: { day: string; orders: number; revenue: number; bestSellers: { productId: string }[] }[] };

const ask = async <Body>(path: string, token: string) => call<Body>(`${platform.order}/admin/${path}`, { token });

describe('staff', () => {
  test('find orders by email address and id, and sum up the day', async () => {
    const token = (await admin()).idToken;
    const { orderId, customer } = await shippedOrder();

    const found = await eventually('the order in the list', async () => {
      const { body } = await ask<List>(
        `orders?q=${encodeURIComponent(customer.email.toUpperCase())}&payment=paid`,
        token,
      );
      return body.orders.find(({ id }) => id === orderId);
    });
    const byId = await ask<List>(`orders?q=${orderId}`, token);
    const page = await ask<List>('orders?limit=1', token);
    const next = await ask<List>(`orders?limit=1&cursor=${page.body.nextCursor ?? ''}`, token);
    const { body: summary } = await ask<Summary>('summary', token);

    expect(found).toMatchObject({ email: customer.email, paymentStatus: 'paid', fulfilmentStatus: 'unfulfilled' });
    expect(byId.body.orders.map(({ id }) => id)).toEqual([orderId]);
    expect(page.body.orders).toHaveLength(1);
    if (page.body.nextCursor) expect(next.body.orders[0]?.id).not.toBe(page.body.orders[0]?.id);
    expect(summary.days.at(-1)?.revenue).toBeGreaterThanOrEqual(99.98);
    expect(summary.days.at(-1)?.orders).toBeGreaterThanOrEqual(1);
  });

  test('find an order by its number, and by the beginning of the name it ships to', async () => {
    const token = (await admin()).idToken;
    const { orderId, customer } = await shippedOrder();
    const name = unique('Zoë');
    await call(`${platform.order}/orders/${orderId}/addresses`, {
      method: 'PATCH',
      body: { shippingAddress: { name, line1: 'Rue Haute 1', postalCode: '1000', city: 'Bruxelles', country: 'BE' } },
      token: customer.idToken,
    });

    const byName = await eventually('the order under the name', async () => {
      const { body } = await ask<List>(`orders?q=${encodeURIComponent(name.slice(0, -1).toUpperCase())}`, token);
      return body.orders[0];
    });
    const byNumber = await ask<List>(`orders?q=${byName.number}`, token);

    expect(byName.id).toBe(orderId);
    expect(byNumber.body.orders.map(({ id }) => id)).toEqual([orderId]);
  });

  test.each(['orders', 'summary'])('alone see /admin/%s', async (path) => {
    expect(await ask(path, (await account('Customer')).idToken)).toMatchObject({ status: 403 });
  });

  test.each([
    'orders?from=2026-13-01',
    'orders?from=2026-02-02&to=2026-02-01',
    'orders?status=lost',
    'summary?from=2026-01-01',
  ])('get 400 for /admin/%s', async (path) => {
    expect(await ask(path, (await admin()).idToken)).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } });
  });
});
