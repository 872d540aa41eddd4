import '../../../shared/test/imageEnvironment.ts';
import { randomUUID } from 'node:crypto';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { startDynamoDb } from '@ecommerce/platform/dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { DetailedProduct, Product } from '../../src/product/product.ts';
import type { VariantPatch } from '../../src/product/variantRequests.ts';
import { product } from '../samples.ts';
import { createSearchTables } from '../search/searchTable.ts';

const server = await startDynamoDb({ port: 0 });
process.env.AWS_ENDPOINT_URL_DYNAMODB = server.url;
const { changeProduct } = await import('../../src/product/changeProduct.ts');
const { changeVariant } = await import('../../src/product/changeVariants.ts');
const { readOrderableProducts } = await import('../../src/product/orderableProducts.ts');
const { deleteProduct, getProduct } = await import('../../src/product/productStore.ts');
const { detailedProduct, ownDetailedProduct } = await import('../../src/product/productViews.ts');
const { applyScheduledPrices } = await import('../../src/scheduledPrice/applyScheduledPrices.ts');
const { storeProduct } = await import('../storedProducts.ts');

beforeAll(createSearchTables);
const stored: string[] = [];
afterEach(async () => {
  jest.useRealTimers();
  jest.restoreAllMocks();
  for (const id of stored.splice(0)) await deleteProduct(id, undefined);
});
afterAll(() => server.close());

const MINUTE = 60_000;
const ann = { userId: 'ann', groups: [] };
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * MINUTE).toISOString();
const setClock = (now: string) =>
  jest.useFakeTimers({ advanceTimers: true, doNotFake: ['nextTick', 'setImmediate'], now: new Date(now) });
const read = async (id: string) => (await getProduct(id, { consistent: true })) as Product;
const run = () => applyScheduledPrices(Date.now() + MINUTE);
const patch = (id: string, body: VariantPatch): Promise<DetailedProduct> =>
  changeVariant(ann, { id, variantId: id }, body, undefined);

/** A product for 49.99, whose price is scheduled. */
const scheduled = async (
  schedule: { price: number; from: string; to: string },
  more: Partial<Product> = {},
): Promise<string> => {
  const id = randomUUID();
  stored.push(id);
  await storeProduct(product({ id, ...more }));
  await patch(id, { scheduledPrice: schedule });
  return id;
};
/** The prices that a product has in its row. */
const pricesOf = async (id: string) => {
  const { unitPrice, variants = [] } = await read(id);
  return {
    unitPrice,
    compareAtPrice: variants[0]?.compareAtPrice,
    scheduled: variants[0]?.scheduledPrice !== undefined,
  };
};
const regular = { unitPrice: 4999, compareAtPrice: undefined };
const reduced = { unitPrice: 3000, compareAtPrice: 4999, scheduled: true };

describe('a scheduled price', () => {
  test('begins and ends by itself, each once, with the lowest price of 30 days, and orders pay it', async () => {
    const [from, to] = [inMinutes(60), inMinutes(120)];
    const id = await scheduled({ price: 30, from, to });
    expect(await pricesOf(id)).toEqual({ ...regular, scheduled: true });
    expect(await run()).toBe(0);

    setClock(from);
    expect(await run()).toBe(1);
    expect(await run()).toBe(0);

    expect(await pricesOf(id)).toEqual(reduced);
    expect((await read(id)).variants?.[0]).toMatchObject({ lowestPrice30Days: 4999 });
    expect(await readOrderableProducts([{ productId: id }])).toMatchObject([{ unitPrice: 3000 }]);
    expect((await read(id)).status).toBe('approved');

    setClock(to);
    expect(await run()).toBe(1);
    expect(await run()).toBe(0);

    expect(await pricesOf(id)).toEqual({ ...regular, scheduled: false });
    expect(await read(id)).not.toHaveProperty('nextPriceChangeAt');
    expect(await read(id)).not.toHaveProperty('priceChanges');
    expect(await readOrderableProducts([{ productId: id }])).toMatchObject([{ unitPrice: 4999 }]);
  });

  test('that begins in the past minutes takes effect with the request; sellers alone see what is scheduled', async () => {
    const [from, to] = [inMinutes(-1), inMinutes(5)];
    const id = await scheduled({ price: 30, from, to });

    expect(await pricesOf(id)).toEqual(reduced);
    const detailed = { ...(await read(id)), quantity: 1, available: new Map() };
    expect(ownDetailedProduct(detailed).variants).toMatchObject([
      { price: 30, scheduledPrice: { price: 30, from, to } },
    ]);
    expect(detailedProduct(detailed, undefined).variants[0]).not.toHaveProperty('scheduledPrice');
  });

  test('converges after an outage, whatever was missed', async () => {
    const begun = await scheduled({ price: 30, from: inMinutes(10), to: inMinutes(120) });
    const over = await scheduled({ price: 30, from: inMinutes(10), to: inMinutes(20) });
    const inForce = await scheduled({ price: 30, from: inMinutes(0), to: inMinutes(20) });

    setClock(inMinutes(80));
    expect(await run()).toBe(3);

    expect(await pricesOf(begun)).toEqual(reduced);
    expect(await pricesOf(over)).toEqual({ ...regular, scheduled: false });
    expect(await pricesOf(inForce)).toEqual({ ...regular, scheduled: false });
  });

  test('is changed once by runs at the same time', async () => {
    const [from, to] = [inMinutes(10), inMinutes(20)];
    const id = await scheduled({ price: 30, from, to });
    setClock(from);

    const changed = await Promise.all([run(), run(), run()]);

    expect(changed.reduce((sum, count) => sum + count, 0)).toBe(1);
    expect(await pricesOf(id)).toEqual(reduced);
  });

  test('loses to a price that is set by hand while a run reads and writes', async () => {
    const [from, to] = [inMinutes(10), inMinutes(20)];
    const id = await scheduled({ price: 30, from, to });
    setClock(from);
    await run();
    setClock(to);
    const send = DynamoDBDocumentClient.prototype.send;
    let isFirst = true;
    jest.spyOn(DynamoDBDocumentClient.prototype, 'send').mockImplementation(async function (
      this: DynamoDBDocumentClient,
      command: unknown,
    ) {
      if (isFirst && command instanceof UpdateCommand) {
        isFirst = false;
        await changeProduct(ann, id, { productPrice: 45 }, undefined);
      }
      return (send as (command: unknown) => Promise<never>).call(this, command);
    } as never);

    expect(await run()).toBe(0);

    expect(await pricesOf(id)).toEqual({ unitPrice: 4500, compareAtPrice: undefined, scheduled: false });
  });

  test.each<[string, VariantPatch, object]>([
    ['another price ends it', { price: 45 }, { unitPrice: 4500, compareAtPrice: undefined, scheduled: false }],
    ['null ends it', { scheduledPrice: null }, { ...regular, scheduled: false }],
    ['the prices that a form shows, sent again, leave it', { price: 30, compareAtPrice: 49.99, sku: 'x' }, reduced],
    [
      'the same prices end it with null',
      { price: 30, compareAtPrice: 49.99, scheduledPrice: null },
      { ...regular, scheduled: false },
    ],
    [
      'another former price ends it',
      { compareAtPrice: 60 },
      { unitPrice: 4999, compareAtPrice: 6000, scheduled: false },
    ],
  ])('in force: %s', async (_, body, prices) => {
    const id = await scheduled({ price: 30, from: inMinutes(-1), to: inMinutes(60) });

    await patch(id, body.sku === undefined ? body : { ...body, sku: randomUUID() });

    expect(await pricesOf(id)).toEqual(prices);
  });

  test('in force is replaced by another, from the regular price on', async () => {
    const id = await scheduled({ price: 30, from: inMinutes(-1), to: inMinutes(60) });

    await patch(id, { scheduledPrice: { price: 20, from: inMinutes(0), to: inMinutes(60) } });

    expect(await pricesOf(id)).toEqual({ ...reduced, unitPrice: 2000 });
  });

  test('that is to come stays when the price changes, and starts from the new one', async () => {
    const [from, to] = [inMinutes(10), inMinutes(20)];
    const id = await scheduled({ price: 30, from, to });
    await patch(id, { price: 60 });
    setClock(from);

    await run();

    expect(await pricesOf(id)).toEqual({ ...reduced, compareAtPrice: 6000 });
  });

  test('sent again is no change, also when it has begun', async () => {
    const [from, to] = [inMinutes(10), inMinutes(20)];
    const id = await scheduled({ price: 30, from, to });
    setClock(from);
    await run();
    setClock(inMinutes(7));
    const { variantsVersion } = await read(id);

    await patch(id, { scheduledPrice: { price: 30, from: from.replace('Z', '+00:00'), to } });

    expect((await read(id)).variantsVersion).toBe(variantsVersion);
  });

  test('leaves a rejected product rejected', async () => {
    const [from, to] = [inMinutes(10), inMinutes(20)];
    const id = await scheduled({ price: 30, from, to });
    await storeProduct({ ...(await read(id)), status: 'rejected', rejectionReason: 'r' });
    setClock(from);

    await run();

    expect(await read(id)).toMatchObject({ status: 'rejected', unitPrice: 3000 });
  });

  test.each([
    ['from', { from: -10, to: 10 }],
    ['to', { from: -4, to: -3 }],
    ['to', { from: 10, to: 3 * 366 * 24 * 60 }],
  ])('is refused for its %s: %j', async (field, { from, to }) => {
    const schedule = { price: 30, from: inMinutes(from), to: inMinutes(to) };

    await expect(scheduled(schedule)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      data: { issues: [{ path: `scheduledPrice.${field}` }] },
    });
  });
});

test('a product whose prices cannot be changed stops no other, and fails the run', async () => {
  const [from, to] = [inMinutes(10), inMinutes(20)];
  const broken = await scheduled({ price: 30, from, to });
  const id = await scheduled({ price: 30, from, to });
  setClock(from);
  const send = DynamoDBDocumentClient.prototype.send;
  jest.spyOn(DynamoDBDocumentClient.prototype, 'send').mockImplementation(function (
    this: DynamoDBDocumentClient,
    command: unknown,
  ) {
    const isBroken = command instanceof UpdateCommand && command.input.Key?.id === broken;
    return isBroken
      ? Promise.reject(new Error('no'))
      : (send as (command: unknown) => Promise<never>).call(this, command);
  } as never);

  await expect(run()).rejects.toThrow('The prices of 1 products were not changed');

  expect(await pricesOf(id)).toEqual(reduced);
  jest.restoreAllMocks();
  expect(await run()).toBe(1);
});
