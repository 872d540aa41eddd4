import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { call, eventually } from '../../cli/shopClient.ts';
import { cancel, expire, pay, reaches } from './paidOrders.ts';
import { resetPricing } from './pricingSettings.ts';
import { account, admin, approvedProduct, platform, shoes } from './shop.ts';

/** A request by the administrator, or by this test file's account `name`. */
const request = async (method: string, path: string, body?: unknown, name?: string) => {
  const { idToken: token } = name === undefined ? await admin() : await account(name);
  return call<Record<string, unknown> & { id: string; code?: string }>(`${platform.order}${path}`, {
    method,
    body,
    token,
  });
};

const berlin = {
  name: 'Ann Lee',
  line1: 'Invalidenstr. 116',
  postalCode: '10115',
  city: 'Berlin',
  country: 'DE',
};
const zones = [{ id: 'de', label: 'Germany', countries: ['DE'] }];
const methods = [{ id: 'post', label: 'Post', zoneId: 'de', price: 4.9, freeFrom: 200 }];
const rates = [{ zoneId: 'de', taxCategory: 'standard', label: 'VAT', percent: 19 }];

/** The methods that every function knows by now: each has its own copy of the settings for a second. */
const methodsBecome = (count: number) =>
  eventually(`${count} shipping methods`, async () => {
    const { body } = await call<{ methods: object[] }>(`${platform.order}/shipping-methods?country=DE`);
    return body.methods.length === count ? true : undefined;
  });
const createOrderBecomes = (id: string, status: number) =>
  eventually(`create-order answers ${status}`, async () => {
    const reply = await request('POST', '/create-order', { id, quantity: 1 }, 'Ann');
    return reply.status === status ? reply : undefined;
  });
const quoteBecomes = (body: object, totalAmount: number, name = 'Ann') =>
  eventually(`a quote of ${totalAmount}`, async () => {
    const reply = await request('POST', '/checkout/quote', body, name);
    return reply.body.totalAmount === totalAmount ? reply.body : undefined;
  });

let productId: string;
beforeAll(async () => {
  productId = await approvedProduct({ productPrice: 49.99, quantity: 100 });
});

afterAll(resetPricing);

describe('a shop with shipping, taxes and discounts', () => {
  const code = `AUTUMN-${randomUUID().slice(0, 8)}`.toUpperCase();
  let discountId: string;

  beforeAll(async () => {
    expect((await request('PUT', '/settings/shipping', { zones, methods })).status).toBe(200);
    expect(
      (await request('PUT', '/settings/taxes', { pricesIncludeTax: false, rounding: 'order', rates })).status,
    ).toBe(200);
    const discount = { code, percent: 10, categories: [shoes.category], maxUses: 2, maxUsesPerCustomer: 2 };
    const { status, body } = await request('POST', '/discounts', discount);
    expect(status).toBe(201);
    discountId = body.id;
    await methodsBecome(1);
  });

  const items = () => [{ id: productId, qty: 2 }];
  const order = () => ({
    items: items(),
    shippingAddress: berlin,
    shippingMethod: 'post',
    discountCodes: [code.toLowerCase()],
  });
  const usesOf = async () => {
    const { body } = await request('GET', '/discounts?limit=100');
    return (body.discounts as { id: string; uses?: number }[]).find(({ id }) => id === discountId)?.uses;
  };
  // 99.98 − 10.00 + 4.90, and 19 % of 94.88
  const total = 112.91;
  const checkout = () => request('POST', '/checkout', { ...order(), total }, 'Ann');

  test('sells at the price that it quotes, is paid that price and ships', async () => {
    const quoted = await quoteBecomes(order(), total);

    const { status, body } = await checkout();
    const customer = await account('Ann');
    expect(await pay(body.id)).toBe(200);
    await reaches({ orderId: body.id, productId, customer }, 'shipping');

    expect(status).toBe(201);
    expect(quoted).toEqual({
      items: [
        { productId, name: shoes.productName, unitPrice: 49.99, quantity: 2, discount: 10, tax: 17.1, total: 107.08 },
      ],
      subtotal: 99.98,
      discounts: [{ code, label: code, amount: 10 }],
      shipping: {
        methods: [{ id: 'post', label: 'Post', price: 4.9 }],
        chosen: { id: 'post', label: 'Post', price: 4.9, discount: 0, tax: 0.93, total: 5.83 },
      },
      taxes: [{ label: 'VAT', rate: 19, base: 94.88, amount: 18.03, included: false }],
      totalAmount: total,
      currency: 'EUR',
      missing: [],
    });
    expect((await request('GET', `/orders/${body.id}`, undefined, 'Ann')).body).toMatchObject({
      ...{ total, subtotal: 99.98, taxes: quoted.taxes, discounts: quoted.discounts, shippingAddress: berlin },
      payment: { paid: total },
    });
  });

  test('gives a use back when its order is cancelled, or not paid in time', async () => {
    const customer = await account('Ann');
    const unpaid = await checkout();
    expect(await usesOf()).toBe(2);
    expect(await checkout()).toMatchObject({
      status: 409,
      body: { code: 'DISCOUNT_NOT_APPLICABLE', discountCode: code, reason: 'used_up' },
    });
    const placed = { orderId: unpaid.body.id, productId, customer };
    await reaches(placed, 'awaiting_payment');
    await expire(unpaid.body.id);
    await reaches(placed, 'cancelled');
    expect(await usesOf()).toBe(1);

    const again = await checkout();
    await cancel({ orderId: again.body.id, productId, customer });

    expect(again.status).toBe(201);
    expect(await usesOf()).toBe(1);
  });

  test('welcomes a first order with an automatic discount', async () => {
    const welcome = { label: 'Welcome', amount: 5, firstOrderOnly: true, productIds: [productId], combinable: true };
    const { body: discount } = await request('POST', '/discounts', welcome);
    const body = { items: items(), shippingAddress: berlin, shippingMethod: 'post' };

    // 99.98 − 5 + 4.90, and 19 % of 99.88
    await quoteBecomes(body, 118.86, 'Newcomer');
    await eventually('the checkout, which may not know the discount for a second', async () => {
      const { status } = await request('POST', '/checkout', { ...body, total: 118.86 }, 'Newcomer');
      return status === 201 ? true : undefined;
    });
    await request('POST', '/cart', { id: productId, qty: 2 }, 'Newcomer');
    await quoteBecomes({ ...body, items: undefined }, 124.81, 'Newcomer'); // the cart, of a customer who has ordered before

    expect((await request('DELETE', `/discounts/${discount.id}`)).status).toBe(200);
  });

  test('names what a checkout lacks, and refers create-order to the checkout', async () => {
    const refused = await createOrderBecomes(productId, 409);

    expect(refused.body.code).toBe('CHECKOUT_REQUIRED');
    expect((await request('POST', '/checkout', { items: items(), total: 99.98 }, 'Ann')).body.issues).toEqual([
      { path: 'shippingAddress', message: 'is required' },
      { path: 'shippingMethod', message: 'is required' },
    ]);
  });

  test('rejects bad settings by their fields, and customers who would change them', async () => {
    const bad = {
      zones: [...zones, { id: 'eu', label: 'EU', countries: ['FR', 'DE'] }],
      methods: [{ ...methods[0], price: 4.999 }],
    };

    expect((await request('PUT', '/settings/shipping', bad)).body.issues).toEqual([
      { path: 'zones.1.countries.1', message: 'DE is in the zone de already' },
    ]);
    expect((await request('PUT', '/settings/shipping', { ...bad, zones })).body.issues).toEqual([
      { path: 'methods.0.price', message: 'must have at most 2 fraction digits in EUR' },
    ]);
    expect(
      await request('PUT', '/settings/taxes', { pricesIncludeTax: true, rounding: 'line', rates, version: 0 }),
    ).toMatchObject({ status: 409, body: { code: 'SETTINGS_CHANGED' } });
    for (const path of ['/settings/shop', '/settings/shipping', '/settings/taxes', '/discounts']) {
      expect((await request('GET', path, undefined, 'Ann')).status).toBe(403);
    }
  });

  test('changes and deletes discounts', async () => {
    expect(
      (await request('PATCH', `/discounts/${discountId}`, { maxUses: null, label: 'Herbst 🍂' })).body,
    ).toMatchObject({
      label: 'Herbst 🍂',
      version: 2,
    });
    expect((await request('DELETE', `/discounts/${discountId}`)).status).toBe(200);
    expect((await checkout()).body).toMatchObject({ code: 'DISCOUNT_NOT_APPLICABLE', reason: 'unknown' });
  });
});
