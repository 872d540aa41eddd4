import '../../../shared/test/imageEnvironment.ts';
import { randomUUID } from 'node:crypto';
import { startDynamoDb } from '@ecommerce/platform/dynamodb';
import type { Caller } from '@ecommerce/shared/auth.ts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTable } from '../../../shared/test/tables.ts';
import { AdjustStockBody, type StockAdjustment } from '../../src/stock/stockRequests.ts';
import { product } from '../samples.ts';
import { createSearchTables } from '../search/searchTable.ts';

const server = await startDynamoDb({ port: 0 });
process.env.AWS_ENDPOINT_URL_DYNAMODB = server.url;
const { adjustStock } = await import('../../src/stock/adjustStock.ts');
const { stockMovements } = await import('../../src/stock/stockMovements.ts');
const { reserveStock } = await import('../../src/reservation/reserveStock.ts');
const { readStock, storeProduct } = await import('../storedProducts.ts');

beforeAll(async () => {
  await createSearchTables();
  await createTable('StockReservations', 'orderId');
});
afterAll(() => server.close());

const caller = (userId: string, groups: string[] = []) =>
  ({ userId, email: `${userId}@example.com`, groups }) as Caller;
const [ann, bob, staff] = [caller('ann'), caller('bob'), caller('sue', ['staff'])];

const stored = async (units = 40): Promise<string> => {
  const id = randomUUID();
  await storeProduct(product({ id }), units);
  return id;
};
const adjust = (variantId: string, change: Partial<StockAdjustment>, by = ann, key?: string) =>
  adjustStock(by, { variantId, reason: 'counted', ...change }, key);
const deltas = async (id: string) => (await stockMovements(staff, id, { limit: 100 })).items.map(({ delta }) => delta);

describe('an adjustment', () => {
  test('adds, removes and sets units, with a movement that has its reason', async () => {
    const id = await stored();

    expect(await adjust(id, { delta: -5 })).toEqual({ productId: id, variantId: id, quantity: 35 });
    expect(await adjust(id, { setTo: 50, reason: 'found some' }, staff)).toMatchObject({ quantity: 50 });
    expect((await stockMovements(ann, id, { limit: 9 })).items).toMatchObject([
      { delta: 15, kind: 'adjustment', reason: 'found some', by: 'sue' },
      { delta: -5, kind: 'adjustment', reason: 'counted', by: 'ann' },
    ]);
  });

  test('is made once for each key', async () => {
    const id = await stored();

    for (const _ of [1, 2]) expect(await adjust(id, { delta: 1 }, ann, 'k')).toMatchObject({ quantity: 41 });
    await expect(adjust(id, { delta: 2 }, ann, 'k')).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  test('to the units that are there has no movement', async () => {
    const id = await stored();

    expect(await adjust(id, { setTo: 40 })).toMatchObject({ quantity: 40 });
    expect(await deltas(id)).toEqual([]);
  });

  test.each<[string, Partial<StockAdjustment>, object]>([
    ['more than there are', { delta: -41 }, { code: 'STOCK_TOO_LOW' }],
    ['beyond a million', { delta: 1_000_000 }, { code: 'INVALID_INPUT' }],
  ])('of %s is refused, and changes nothing', async (_, change, error) => {
    const id = await stored();

    await expect(adjust(id, change)).rejects.toMatchObject(error);
    expect((await readStock(id))?.available).toBe(40);
    expect(await deltas(id)).toEqual([]);
  });

  test('of another seller’s product, or of an unknown variant, is refused', async () => {
    await expect(adjust(await stored(), { delta: 1 }, bob)).rejects.toMatchObject({ code: 'PRODUCT_NOT_FOUND' });
    await expect(adjust(randomUUID(), { delta: 1 })).rejects.toMatchObject({ code: 'VARIANT_NOT_FOUND' });
  });

  test('that sets the stock while customers buy loses no sale, and moves exactly what it changes', async () => {
    const id = await stored(500);
    const buy = (quantity: number) =>
      reserveStock([{ orderId: randomUUID(), correlationId: 'c', items: [{ productId: id, quantity }] }]);
    const set = (setTo: number) => adjust(id, { setTo }).catch((error: { code?: string }) => error.code);

    const sales = async () => {
      for (let sale = 0; sale < 25; sale += 1) await buy(1 + (sale % 3));
    };
    const counts = async () => {
      for (let count = 0; count < 12; count += 1) await set(400 + count * 5);
    };
    await Promise.all([sales(), sales(), counts(), counts()]);

    const moved = (await deltas(id)).reduce((sum, delta) => sum + delta, 500);
    expect((await readStock(id))?.available).toBe(moved);
    expect((await deltas(id)).filter((delta) => delta < 0).length).toBeGreaterThanOrEqual(50);
  });
});

describe('a body', () => {
  const body = { variantId: 'v', reason: 'counted' };

  test.each<[string, object]>([
    ['neither delta nor setTo', body],
    ['both', { ...body, delta: 1, setTo: 1 }],
    ['a delta of 0', { ...body, delta: 0 }],
    ['a negative stock', { ...body, setTo: -1 }],
    ['half a unit', { ...body, delta: 0.5 }],
    ['a huge stock', { ...body, setTo: 1_000_001 }],
    ['no reason', { variantId: 'v', delta: 1 }],
    ['an empty reason', { ...body, delta: 1, reason: ' ' }],
    ['a reason of 201 characters', { ...body, delta: 1, reason: 'x'.repeat(201) }],
    ['an unknown field', { ...body, delta: 1, price: 1 }],
  ])('with %s is refused', (_, wrong) => {
    expect(AdjustStockBody.safeParse(wrong).success).toBe(false);
  });

  test('takes setTo 0', () => {
    expect(AdjustStockBody.parse({ ...body, setTo: 0 })).toEqual({ ...body, setTo: 0 });
  });
});
