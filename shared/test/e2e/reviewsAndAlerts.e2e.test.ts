import { describe, expect, test } from '@jest/globals';
import { call, eventually, mailsTo, waitForOrder } from '../../cli/shopClient.ts';
import { resourceName, runScheduled } from './platformClients.ts';
import { account, admin, approvedProduct, lambda, platform, shoes, shop, unique } from './shop.ts';
import { listenTo } from './topicMessages.ts';

type Review = { id: string; productId: string; status: string; stars?: number; text?: string; name?: string };
type Answer = Review & {
  code?: string;
  issues?: { path: string }[];
  reviews: Review[];
  alerts: { variantId: string; productId: string }[];
  rating?: { average: number; count: number };
};

/** A request to productService by this test file's account `name`, by staff, or by anyone. */
const ask = async (name: string | undefined, method: string, path: string, body?: unknown) => {
  const by = name === 'staff' ? await admin() : name && (await account(name));
  return call<Answer>(`${platform.product}${path}`, { method, ...(by ? { token: by.idToken } : {}), body });
};
const review = (name: string, id: string, body: unknown) => ask(name, 'POST', `/products/${id}/reviews`, body);
const ratingOf = async (id: string) => (await ask(undefined, 'GET', `/products/${id}`)).body.rating;

/** Orders a product; staff send it. */
const buy = async (name: string, id: string) => {
  const customer = await account(name);
  const order = { body: { id, quantity: 1 }, token: customer.idToken };
  const { orderId } = (await call<{ orderId: string }>(`${platform.order}/create-order`, order)).body;
  await waitForOrder(platform, customer, orderId);
  const parcel = { body: { carrier: 'DHL' }, token: (await admin()).idToken };
  const sent = await call(`${platform.order}/orders/${orderId}/fulfilments`, parcel);
  expect(sent.status).toBe(200);
  await eventually(`the right of ${name} to review ${id}`, async () => {
    const { reviews } = (await ask(name, 'GET', '/my-reviews')).body;
    return reviews.find(({ productId }) => productId === id);
  });
};

describe('back in stock', () => {
  const wait = (name: string, method: string, id: string) => ask(name, method, `/stock-alerts/${id}`);
  const subjectsOf = async (name: string) => {
    const mails = platform.mailbox === undefined ? [] : await mailsTo(platform, (await account(name)).email);
    return mails.map(({ subject }) => subject).filter((subject) => /^Back in stock/.test(subject));
  };
  const told = (name: string) =>
    eventually(`the email to ${name}`, async () => {
      const { alerts } = (await ask(name, 'GET', '/stock-alerts')).body;
      return alerts.length === 0 ? true : undefined;
    });
  const addUnits = (id: string, quantityChange: number) => ask('staff', 'PATCH', `/products/${id}`, { quantityChange });

  test('whoever asked first is told first, of an adjustment and of a cancelled order, and each of them once', async () => {
    const id = await approvedProduct({ productName: unique('Lamp'), quantity: 1 });
    expect(await wait('Ida', 'PUT', id)).toMatchObject({ status: 409, body: { code: 'IN_STOCK' } });
    await addUnits(id, -1);
    const first = await wait('Ida', 'PUT', id);
    await wait('Jon', 'PUT', id);
    await wait('Kim', 'PUT', id);
    await wait('Lea', 'PUT', id);
    expect((await wait('Ida', 'PUT', id)).body).toEqual(first.body);
    expect(await wait('Jon', 'DELETE', id)).toMatchObject({ status: 200 });
    expect(await wait('Jon', 'DELETE', id)).toMatchObject({ status: 200 });
    expect(await wait('Ida', 'PUT', 'unknown')).toMatchObject({ status: 404, body: { code: 'VARIANT_NOT_FOUND' } });
    expect(await ask(undefined, 'PUT', `/stock-alerts/${id}`)).toMatchObject({ status: 401 });

    await addUnits(id, 1);
    await told('Ida');

    const order = { body: { id, quantity: 1 }, token: (await account('Ida')).idToken };
    const { orderId } = (await call<{ orderId: string }>(`${platform.order}/create-order`, order)).body;
    await waitForOrder(platform, await account('Ida'), orderId);
    await call(`${platform.order}/orders/${orderId}/cancel`, { method: 'POST', token: order.token });
    await told('Kim');

    await runScheduled(lambda, 'productService', 'recheckStockAlerts'); // nobody is told twice, and nobody too early
    expect((await ask('Lea', 'GET', '/stock-alerts')).body.alerts).toMatchObject([{ variantId: id, productId: id }]);
    if (platform.mailbox !== undefined) {
      expect(await subjectsOf('Ida')).toHaveLength(1);
      expect(await subjectsOf('Kim')).toHaveLength(1);
      expect([...(await subjectsOf('Jon')), ...(await subjectsOf('Lea'))]).toEqual([]);
    }
  });
});

describe('low stock', () => {
  test('is announced when the units of a variant fall to its threshold, once for each fall', async () => {
    const productName = unique('Vase');
    const id = await approvedProduct({ productName, quantity: 9 });
    const listener = await listenTo(resourceName('productService', 'StockEvents'), shop);
    const change = (body: object) => ask('staff', 'PATCH', `/products/${id}/variants/${id}`, body);
    const heard: { type: string; data: { quantity: number; sequence: string } }[] = [];
    const hear = async (type: string) => {
      const messages = (await listener.messages()).map(({ Message }) => JSON.parse(Message));
      heard.push(...messages.filter(({ data }) => data.variantId === id));
      return heard.filter((event) => event.type === type).map(({ data }) => data);
    };

    expect(await change({ lowStockAt: 5 })).toMatchObject({ status: 200, body: { variants: [{ lowStockAt: 5 }] } });
    await change({ quantityChange: -4 });
    await change({ quantityChange: -1 });
    await change({ quantityChange: 2 });
    await change({ quantityChange: -6 });
    const falls = await eventually('two falls', async () => {
      const low = await hear('STOCK_LOW');
      return low.length >= 2 ? low : undefined;
    });

    expect(falls.map(({ quantity }) => quantity).toSorted()).toEqual([0, 5]);
    await eventually('its last units, told to subscribers', async () => {
      const changes = (await hear('STOCK_CHANGED')).toSorted((one, other) => (one.sequence < other.sequence ? -1 : 1));
      return changes.at(-1)?.quantity === 0 ? true : undefined;
    });
    expect((await ask(undefined, 'GET', `/products/${id}`)).body).not.toHaveProperty('variants.0.lowStockAt');
    if (platform.mailbox !== undefined) {
      await eventually('the email to staff', async () => {
        const mails = await mailsTo(platform, 'stock@example.com');
        return mails.find(({ subject }) => /^Low stock/.test(subject) && subject.includes(productName));
      });
    }
    await listener.close();
  });
});

describe('subscribers', () => {
  test('are told what comes on sale, how it changes, and that it goes', async () => {
    const listener = await listenTo(resourceName('productService', 'ProductEvents'), shop);
    const id = await approvedProduct({ productName: unique('Lamp') });
    for (const [method, path, body] of [
      ['PATCH', '', { productPrice: 12.5 }],
      ['POST', '/archive', undefined],
      ['POST', '/restore', undefined],
      ['DELETE', '', undefined],
    ] as const) {
      expect(await ask('staff', method, `/products/${id}${path}`, body)).toMatchObject({ status: 200 });
    }

    const heard: { type: string; data: { sequence: string; status?: string; product?: { unitPrice: number } } }[] = [];
    const told = await eventually('five events', async () => {
      const messages = (await listener.messages()).map(({ Message }) => JSON.parse(Message));
      heard.push(...messages.filter(({ data }) => data.productId === id));
      return heard.length >= 5 ? heard : undefined;
    });
    await listener.close();

    const inOrder = told.toSorted((one, other) => (one.data.sequence < other.data.sequence ? -1 : 1));
    expect(inOrder.map(({ type, data }) => [type, data.status, data.product?.unitPrice])).toEqual([
      ['PRODUCT_APPROVED', undefined, 4999],
      ['PRODUCT_CHANGED', 'approved', 1250],
      ['PRODUCT_CHANGED', 'archived', undefined],
      ['PRODUCT_APPROVED', undefined, 1250],
      ['PRODUCT_DELETED', undefined, undefined],
    ]);
  });
});

describe('a wish list', () => {
  test('shows what its owner has put on it, and what of that is gone', async () => {
    const [kept, gone] = await Promise.all([approvedProduct({ productName: 'Kept' }), approvedProduct()]);
    const wish = (method: string, id = '') => ask('Wanda', method, `/wish-list${id && `/${id}`}`);

    expect(await wish('PUT', kept)).toMatchObject({ status: 200, body: { variantId: kept, productId: kept } });
    const first = await wish('PUT', gone);
    expect((await wish('PUT', gone)).body).toEqual(first.body);
    expect(await wish('PUT', 'unknown')).toMatchObject({ status: 404, body: { code: 'VARIANT_NOT_FOUND' } });
    await ask('staff', 'DELETE', `/products/${gone}`);

    expect((await wish('GET')).body).toMatchObject({
      items: [
        { variantId: gone, onSale: false, name: shoes.productName, price: null, quantity: 0 },
        { variantId: kept, onSale: true, name: 'Kept', price: shoes.productPrice, quantity: shoes.quantity },
      ],
    });
    expect(await wish('DELETE', gone)).toMatchObject({ status: 200 });
    expect(await wish('DELETE', gone)).toMatchObject({ status: 200 });
    expect((await wish('GET')).body).toMatchObject({ items: [{ variantId: kept }] });
    expect((await ask('Someone else', 'GET', '/wish-list')).body).toEqual({ items: [] });
    expect(await ask(undefined, 'GET', '/wish-list')).toMatchObject({ status: 401 });
  });
});

describe('reviews', () => {
  test('are written by who was sent the product, decided on by staff, and counted', async () => {
    const id = await approvedProduct();
    expect(await review('Ann', id, { stars: 5 })).toMatchObject({ status: 409, body: { code: 'PURCHASE_REQUIRED' } });
    await Promise.all([buy('Ann', id), buy('Ben', id)]);

    const text = `${'ü'.repeat(3994)}👍\n好`;
    const anns = await review('Ann', id, { stars: 5, text, name: 'Ann 🌸' });
    const bens = await review('Ben', id, { stars: 2 });

    expect(anns).toMatchObject({
      status: 201,
      body: { productId: id, status: 'pending', stars: 5, text, name: 'Ann 🌸' },
    });
    expect(await review('Ann', id, { stars: 5, text, name: 'Ann 🌸' })).toMatchObject({ body: anns.body });
    expect(await ratingOf(id)).toBeUndefined();
    const waiting = await ask('staff', 'GET', '/reviews/pending?limit=100');
    expect(waiting.body.reviews).toContainEqual(
      expect.objectContaining({ id: bens.body.id, productName: shoes.productName }),
    );

    const decide = (one: Answer, decision: string, body?: unknown) =>
      ask('staff', 'POST', `/reviews/${one.id}/${decision}`, body);
    await Promise.all([decide(anns.body, 'approve'), decide(bens.body, 'approve'), decide(bens.body, 'approve')]);
    expect(await ratingOf(id)).toEqual({ average: 3.5, count: 2 });
    const shown = await eventually('both reviews', async () => {
      const { body } = await ask(undefined, 'GET', `/products/${id}/reviews`);
      return body.reviews.length === 2 ? body : undefined;
    });
    expect(shown.rating).toEqual({ average: 3.5, count: 2 });
    expect(shown.reviews.find(({ stars }) => stars === 2)).toEqual({
      id: bens.body.id,
      stars: 2,
      createdAt: expect.any(String),
    });

    const worse = await review('Ann', id, { stars: 1 });
    expect(await ratingOf(id)).toEqual({ average: 2, count: 1 });
    const outdated = { createdAt: '2026-01-01T00:00:00.000Z' };
    expect(await decide(worse.body, 'approve', outdated)).toMatchObject({ body: { code: 'REVIEW_CHANGED' } });
    expect(await decide(bens.body, 'reject')).toMatchObject({ status: 200, body: { status: 'rejected' } });
    expect(await ratingOf(id)).toBeUndefined();

    await decide(worse.body, 'approve');
    expect(await ask('Ben', 'DELETE', `/reviews/${worse.body.id}`)).toMatchObject({ status: 404 });
    expect(await ask('Ann', 'DELETE', `/reviews/${worse.body.id}`)).toMatchObject({ status: 200 });
    expect(await ratingOf(id)).toBeUndefined();
  });

  test.each<[string, unknown, string]>([
    ['without stars', { text: 'x' }, 'stars'],
    ['of 0 stars', { stars: 0 }, 'stars'],
    ['of 6 stars', { stars: 6 }, 'stars'],
    ['of 4.5 stars', { stars: 4.5 }, 'stars'],
    ['with an empty text', { stars: 5, text: ' \n' }, 'text'],
    ['with 4,001 characters', { stars: 5, text: 'x'.repeat(4001) }, 'text'],
    ['with a control character', { stars: 5, text: 'a\u0000b' }, 'text'],
    ['with a name of two lines', { stars: 5, name: 'a\nb' }, 'name'],
    ['with more than that', { stars: 5, authorId: 'x' }, 'authorId'],
  ])('are refused %s', async (_, body, path) => {
    expect(await review('Ann', 'any', body)).toMatchObject({
      status: 400,
      body: { code: 'INVALID_INPUT', issues: [{ path }] },
    });
  });

  test('are decided on by staff only', async () => {
    expect(await ask('Ann', 'GET', '/reviews/pending')).toMatchObject({ status: 403 });
    expect(await ask('Ann', 'POST', '/reviews/any/approve')).toMatchObject({ status: 403 });
    expect(await ask('staff', 'POST', '/reviews/any/approve')).toMatchObject({ status: 404 });
    expect(await ask(undefined, 'POST', '/products/any/reviews', { stars: 5 })).toMatchObject({ status: 401 });
  });
});
