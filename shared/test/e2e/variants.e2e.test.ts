import { describe, expect, test } from '@jest/globals';
import { call, eventually, waitForOrder } from '../../cli/shopClient.ts';
import { add, cart, checkout } from './cartClient.ts';
import { decide, get } from './catalogueClient.ts';
import { runScheduled } from './platformClients.ts';
import { account, admin, approvedProduct, lambda, platform, unique } from './shop.ts';

type Variant = { id: string; options: Record<string, string>; price: number; sku?: string; quantity: number };
type Detailed = {
  id: string;
  status: string;
  quantity: number;
  variants: Variant[];
  code?: string;
  variantId?: string;
};

const variants = async (id: string, method: string, path: string, body?: unknown, seller = 'Seller') =>
  call<Detailed>(`${platform.product}/products/${id}/variants${path}`, {
    method,
    token: (await account(seller)).idToken,
    body,
  });

/** A shirt on sale in sizes S, with 40 units, and M, with 5. */
const shirt = async () => {
  const id = await approvedProduct({ productName: 'Shirt', productPrice: 20 });
  await variants(id, 'PATCH', `/${id}`, { options: { Size: 'S' } });
  const sku = unique('SHIRT-M');
  const { body } = await variants(id, 'POST', '', { options: { Size: 'M' }, price: 25, quantity: 5, sku });
  await decide(id, 'approve');
  return { id, sku, medium: body.variants?.[1]?.id ?? '' };
};

/** The units of a product and of its variants, as anyone sees them. */
const stockOf = async (id: string) => {
  const { quantity, variants: all } = (await get(`/products/${id}`)).body as unknown as Detailed;
  return [quantity, ...all.map((variant) => variant.quantity)];
};

type Movement = { variantId: string; delta: number; kind: string; orderId?: string };

const movementsOf = async (id: string, seller = 'Seller') =>
  call<{ movements: Movement[] }>(`${platform.product}/products/${id}/stock-movements`, {
    token: (await account(seller)).idToken,
  });

describe('a product with variants', () => {
  test('shows them, and in lists its lowest price and the units of all', async () => {
    const { id, sku, medium } = await shirt();

    const seen = (await get(`/products/${id}`)).body as unknown as Detailed;
    const listed = (await get(`/products?ids=${id}`)).body.products[0];

    expect(seen.variants).toEqual([
      { id, options: { Size: 'S' }, price: 20, quantity: 40 },
      { id: medium, options: { Size: 'M' }, price: 25, sku, quantity: 5 },
    ]);
    expect(listed).toMatchObject({
      productPrice: 20,
      highestPrice: 25,
      quantity: 45,
      options: [{ name: 'Size', values: ['S', 'M'] }],
    });
    expect(listed).not.toHaveProperty('variants');
  });

  test('is ordered by variant, whose stock alone is taken and comes back', async () => {
    const { id, sku, medium } = await shirt();

    const unnamed = await add('Ann', id, 1);
    await cart('Ann', 'POST', '', { id, variantId: medium, qty: 2 });
    const filled = await cart('Ann', 'POST', '', { id, variantId: id, qty: 1 });
    const ambiguous = await cart('Ann', 'DELETE', `/${id}?variantId=${medium}x`);
    const ordered = await checkout('Ann', { total: 70 });
    const order = await call<{ status: string; items: unknown[] }>(`${platform.order}/orders/${ordered.body.id}`, {
      token: (await account('Ann')).idToken,
    });

    expect(unnamed).toMatchObject({ status: 400, body: { code: 'VARIANT_REQUIRED', productId: id } });
    expect(filled.body.items).toMatchObject([
      { product: { id, variantId: medium, name: 'Shirt', variantName: 'M', price: 25 }, quantity: 2 },
      { product: { id, variantName: 'S', price: 20 }, quantity: 1 },
    ]);
    expect(ambiguous.body.items).toHaveLength(2);
    expect(ordered).toMatchObject({ status: 201, body: { totalAmount: 70 } });
    expect(order.body.items).toMatchObject([
      { productId: id, variantId: medium, variantName: 'M', sku, unitPrice: 25, quantity: 2 },
      { productId: id, variantName: 'S', unitPrice: 20, quantity: 1 },
    ]);
    await eventually('the sale', async () => `${await stockOf(id)}` === '42,39,3' || undefined);
    await call(`${platform.order}/orders/${ordered.body.id}/cancel`, {
      method: 'POST',
      token: (await account('Ann')).idToken,
    });
    await eventually('the return of the stock', async () => `${await stockOf(id)}` === '45,40,5' || undefined);
    const moved = await eventually('all movements', async () => {
      const answer = await movementsOf(id);
      return answer.body.movements.length === 6 ? answer : undefined;
    });
    expect(
      moved.body.movements.map(({ variantId, delta, kind, orderId }) => [variantId, delta, kind, orderId]),
    ).toEqual(
      expect.arrayContaining([
        [id, 40, 'initial', undefined],
        [medium, 5, 'initial', undefined],
        [medium, -2, 'sale', ordered.body.id],
        [id, -1, 'sale', ordered.body.id],
        [medium, 2, 'release', ordered.body.id],
        [id, 1, 'release', ordered.body.id],
      ]),
    );
    expect(await movementsOf(id, 'Stranger')).toMatchObject({ status: 404, body: { code: 'PRODUCT_NOT_FOUND' } });
  });

  test('has its stock adjusted by its seller and staff, with a reason that its movements show', async () => {
    const { id, medium } = await shirt();
    const adjust = async (body: object, who: string, idempotencyKey?: string) =>
      call<{ quantity: number; code?: string; issues?: object[] }>(`${platform.product}/stock-adjustments`, {
        method: 'POST',
        token: (who === 'Admin' ? await admin() : await account(who)).idToken,
        body: { variantId: medium, reason: 'counted', ...body },
        ...(idempotencyKey === undefined ? {} : { headers: { 'Idempotency-Key': idempotencyKey } }),
      });
    const key = unique('key');

    expect(await adjust({ delta: -2 }, 'Seller', key)).toMatchObject({ status: 201, body: { quantity: 3 } });
    expect(await adjust({ delta: -2 }, 'Seller', key)).toMatchObject({ status: 201, body: { quantity: 3 } });
    expect(await adjust({ setTo: 9, reason: 'found some' }, 'Admin')).toMatchObject({ body: { quantity: 9 } });
    expect(await adjust({ delta: -10 }, 'Seller')).toMatchObject({ status: 409, body: { code: 'STOCK_TOO_LOW' } });
    expect(await adjust({ delta: 1, setTo: 1 }, 'Seller')).toMatchObject({ status: 400, body: { issues: [{}] } });
    expect(await adjust({ delta: 1 }, 'Stranger')).toMatchObject({ status: 404 });
    expect(await stockOf(id)).toEqual([49, 40, 9]);
    expect((await movementsOf(id)).body.movements.slice(0, 2)).toMatchObject([
      { variantId: medium, delta: 6, kind: 'adjustment', reason: 'found some' },
      { variantId: medium, delta: -2, kind: 'adjustment', reason: 'counted' },
    ]);
  });

  test('has a price for some time, which lists and checkouts use, and its own again when that ends', async () => {
    const { id, medium } = await shirt();
    const priceOf = async () => {
      const { variants: all } = (await get(`/products/${id}`)).body as unknown as Detailed;
      return all.find((variant) => variant.id === medium);
    };
    const from = new Date(Date.now() + 1000).toISOString();
    const to = new Date(Date.now() + 3600_000).toISOString();
    const planned = await variants(id, 'PATCH', `/${medium}`, { scheduledPrice: { price: 15, from, to } });
    expect(planned.body.variants[1]).toMatchObject({ price: 25, scheduledPrice: { price: 15, from, to } });
    expect(await priceOf()).not.toHaveProperty('scheduledPrice');

    await eventually('the scheduled price', async () => {
      await runScheduled(lambda, 'productService', 'applyScheduledPrices');
      return (await priceOf())?.price === 15 || undefined;
    });

    expect(await priceOf()).toMatchObject({ price: 15, compareAtPrice: 25, lowestPrice30Days: 25 });
    expect((await get(`/products?ids=${id}`)).body.products[0]).toMatchObject({ productPrice: 15, highestPrice: 20 });
    await cart('Scheduled shopper', 'POST', '', { id, variantId: medium, qty: 1 });
    const stale = await checkout('Scheduled shopper', { total: 25 });
    expect(stale).toMatchObject({ status: 409, body: { code: 'TOTAL_CHANGED', total: 15 } });
    expect(
      await variants(id, 'PATCH', `/${medium}`, { scheduledPrice: { price: 15, from: to, to: from } }),
    ).toMatchObject({
      status: 400,
      body: { issues: [{ path: 'scheduledPrice.to' }] },
    });

    await variants(id, 'PATCH', `/${medium}`, { scheduledPrice: null });
    expect(await priceOf()).toEqual({ ...planned.body.variants[1], price: 25, scheduledPrice: undefined });
  });

  test('sells out variant by variant', async () => {
    const { id, medium } = await shirt();
    const order = async (variantId: string, quantity: number) =>
      call<{ orderId: string; code?: string }>(`${platform.order}/create-order`, {
        body: { id, variantId, quantity },
        token: (await account('Ben')).idToken,
      });

    const { body } = await order(medium, 5);
    await waitForOrder(platform, await account('Ben'), body.orderId);

    expect(await stockOf(id)).toEqual([40, 40, 0]);
    expect(await order(medium, 1)).toMatchObject({ status: 400, body: { code: 'INSUFFICIENT_STOCK' } });
    expect(await order(`${medium}x`, 1)).toMatchObject({ status: 404, body: { code: 'PRODUCT_NOT_FOUND' } });
  });

  test('is changed by its seller and by staff only, by variant', async () => {
    const { id, sku, medium } = await shirt();
    const other = await shirt();
    const byStaff = await call<Detailed>(`${platform.product}/products/${id}/variants/${medium}`, {
      method: 'PATCH',
      token: (await admin()).idToken,
      body: { price: 19, compareAtPrice: 25, quantityChange: -1 },
    });

    expect(byStaff).toMatchObject({
      status: 200,
      body: {
        status: 'approved',
        productPrice: 19,
        variants: [{}, { price: 19, compareAtPrice: 25, lowestPrice30Days: 25, quantity: 4 }],
      },
    });
    expect(await variants(id, 'PATCH', `/${medium}`, { price: 1 }, 'Stranger')).toMatchObject({ status: 404 });
    expect(await variants(other.id, 'PATCH', `/${other.medium}`, { sku: sku.toLowerCase() })).toMatchObject({
      status: 409,
      body: { code: 'SKU_TAKEN', variantId: medium },
    });
    expect(await variants(id, 'POST', '', { options: { Size: 'M' }, price: 1 })).toMatchObject({
      status: 409,
      body: { code: 'VARIANT_EXISTS', variantId: medium },
    });
    expect(await variants(id, 'DELETE', `/${medium}`)).toMatchObject({ status: 200, body: { quantity: 40 } });
    expect(await variants(id, 'DELETE', `/${id}`)).toMatchObject({ status: 409, body: { code: 'LAST_VARIANT' } });
  });

  test('frees an SKU when a variant gets another one, and all SKUs when it is deleted', async () => {
    const { id, sku, medium } = await shirt();
    const other = await shirt();
    const takes = async (taken: string) =>
      (await variants(other.id, 'PATCH', `/${other.medium}`, { sku: taken })).body.code;
    const renamed = unique('SHIRT-MEDIUM');

    expect(await variants(id, 'PATCH', `/${medium}`, { sku: renamed })).toMatchObject({
      status: 200,
      body: { variants: [{}, { sku: renamed }] },
    });
    expect(await takes(sku)).toBeUndefined();
    expect(await takes(renamed)).toBe('SKU_TAKEN');

    const token = (await account('Seller')).idToken;
    expect((await call(`${platform.product}/products/${id}`, { method: 'DELETE', token })).status).toBe(200);
    await eventually('the SKU of the deleted product is free', async () =>
      (await takes(renamed)) === 'SKU_TAKEN' ? undefined : true,
    );
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['without options', { price: 1 }, 'options'],
    ['without a price', { options: { Size: 'L' } }, 'price'],
    ['with a price of 0', { options: { Size: 'L' }, price: 0 }, 'price'],
    ['with a huge stock', { options: { Size: 'L' }, price: 1, quantity: 1_000_001 }, 'quantity'],
    ['with a negative weight', { options: { Size: 'L' }, price: 1, weightGrams: -1 }, 'weightGrams'],
    ['with an empty value', { options: { Size: ' ' }, price: 1 }, 'options.Size'],
    ['with four options', { options: { a: '1', b: '2', c: '3', d: '4' }, price: 1 }, 'options'],
    [
      'with a former price that is no higher',
      { options: { Size: 'L' }, price: 2, compareAtPrice: 2 },
      'compareAtPrice',
    ],
    ['with an SKU of 65 characters', { options: { Size: 'L' }, price: 1, sku: 'x'.repeat(65) }, 'sku'],
  ])('takes none %s', async (_, body, path) => {
    const id = await approvedProduct({ productName: 'Hat' }, 'Hatter');
    await variants(id, 'PATCH', `/${id}`, { options: { Size: 'S' } }, 'Hatter');

    expect(await variants(id, 'POST', '', body, 'Hatter')).toMatchObject({
      status: 400,
      body: { code: 'INVALID_INPUT', issues: [{ path }] },
    });
  });
});
