import '../../../shared/test/imageEnvironment.ts';
import { randomUUID } from 'node:crypto';
import { startDynamoDb } from '@ecommerce/platform/dynamodb';
import type { Caller } from '@ecommerce/shared/auth.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createTable } from '../../../shared/test/tables.ts';
import type { StockMovement } from '../../src/movement/stockMovement.ts';
import type { ProductOffer } from '../../src/offer/productOffer.ts';
import { offer as sample } from '../samples.ts';
import { createSearchTables } from '../search/searchTable.ts';

const server = await startDynamoDb({ port: 0 });
process.env.AWS_ENDPOINT_URL_DYNAMODB = server.url;
const { dynamodb } = await import('@ecommerce/shared/dynamodb.ts');
const { PutCommand } = await import('@aws-sdk/lib-dynamodb');
const { offerProduct } = await import('../../src/offer/offerProduct.ts');
const { changeProduct } = await import('../../src/product/changeProduct.ts');
const { addVariant, changeVariant, removeVariant } = await import('../../src/product/changeVariants.ts');
const { deleteProduct, getProduct } = await import('../../src/product/productStore.ts');
const { reserveStock } = await import('../../src/reservation/reserveStock.ts');
const { releaseStock } = await import('../../src/reservation/releaseStock.ts');
const { restock } = await import('../../src/reservation/restock.ts');
const { stockMovements } = await import('../../src/stock/stockMovements.ts');
const { readStock } = await import('../storedProducts.ts');

const caller = (userId: string, groups: string[] = []) =>
  ({ userId, email: `${userId}@example.com`, groups }) as Caller;
const [ann, bob, staff] = [caller('ann'), caller('bob'), caller('sue', ['admin'])];

const offer = sample as ProductOffer;

/** Says of each batch of movements whether it is lost before it is written, or after. */
let interruption: () => 'before' | 'after' | undefined = () => undefined;

beforeAll(async () => {
  await createSearchTables();
  await createTable('StockReservations', 'orderId');
  dynamodb.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const when = commandName.startsWith('BatchWrite') ? interruption() : undefined;
        if (when === 'before') throw new Error('killed');
        const result = await next(args);
        if (when === 'after') throw new Error('killed');
        return result;
      },
    { step: 'initialize', name: 'interrupt' },
  );
});
beforeEach(() => {
  interruption = () => undefined;
});
afterAll(() => server.close());

/** Offers a product, and puts it on sale as an admin and its image would. */
const onSale = async (quantity: number): Promise<string> => {
  const product = await offerProduct(ann, { ...offer, quantity }, { currency: 'EUR', idempotencyKey: undefined });
  const approved = { status: 'approved', imageUrl: 'https://images.example/1', approvedCategory: product.category };
  await dynamodb.send(new PutCommand({ TableName: 'Products', Item: { ...product, ...approved } }));
  const stock = { variantId: product.id, available: quantity, units: quantity, sellable: true };
  await dynamodb.send(new PutCommand({ TableName: 'Stock', Item: stock }));
  return product.id;
};

/** All movements of a product, newest first, read page by page. */
const movementsOf = async (id: string, cursor?: string): Promise<StockMovement[]> => {
  const { items, nextCursor } = await stockMovements(staff, id, { limit: 3, cursor });
  return nextCursor === undefined ? items : [...items, ...(await movementsOf(id, nextCursor))];
};
const sumOf = (movements: StockMovement[], variantId: string) =>
  movements.reduce((sum, movement) => sum + (movement.variantId === variantId ? movement.delta : 0), 0);
const told = (movements: StockMovement[]) =>
  movements.map(({ kind, delta, by, orderId, reason }) => ({ kind, delta, by, orderId, reason }));

const reserve = (...orders: { orderId: string; items: { productId: string; quantity: number }[] }[]) =>
  reserveStock(orders.map((order) => ({ ...order, correlationId: 'c' })));

describe('each change of the stock has one movement', () => {
  test('of an offer, its seller’s and staff’s changes, newest first', async () => {
    const id = await onSale(40);
    await changeProduct(ann, id, { quantityChange: -5 }, undefined);
    await changeVariant(staff, { id, variantId: id }, { quantityChange: 2 }, 'k');
    await changeVariant(staff, { id, variantId: id }, { quantityChange: 2 }, 'k'); // a repetition

    expect(told(await movementsOf(id))).toEqual([
      { kind: 'adjustment', delta: 2, by: 'sue' },
      { kind: 'adjustment', delta: -5, by: 'ann' },
      { kind: 'initial', delta: 40, by: 'ann' },
    ]);
  });

  test('of a variant that is added, changed, sold out, and removed', async () => {
    const id = await onSale(4);
    await changeVariant(ann, { id, variantId: id }, { options: { Size: 'M' } }, undefined);
    const added = await addVariant(ann, id, { options: { Size: 'L' }, price: 10, quantity: 7 }, undefined);
    const variantId = added.variants?.[1]?.id ?? '';
    await removeVariant(ann, { id, variantId });

    const movements = await movementsOf(id);
    expect(told(movements.filter((movement) => movement.variantId === variantId))).toEqual([
      { kind: 'adjustment', delta: -7, by: 'ann', reason: 'variant removed' },
      { kind: 'initial', delta: 7, by: 'ann' },
    ]);
    expect(sumOf(movements, id)).toBe(4);
  });

  test('none of a variant without units, nor of a change of other fields', async () => {
    const id = await onSale(4);
    await changeVariant(ann, { id, variantId: id }, { options: { Size: 'M' } }, undefined);
    await addVariant(ann, id, { options: { Size: 'L' }, price: 10 }, undefined);

    expect(told(await movementsOf(id))).toEqual([{ kind: 'initial', delta: 4, by: 'ann' }]);
  });

  test('of a sale, its release, and units that a customer returns, each with its order', async () => {
    const [id, sold, cancelled] = [await onSale(10), randomUUID(), randomUUID()];
    await reserve(
      { orderId: sold, items: [{ productId: id, quantity: 3 }] },
      { orderId: cancelled, items: [{ productId: id, quantity: 2 }] },
    );
    await releaseStock(cancelled);
    await restock({ returnId: randomUUID(), orderId: sold, items: [{ productId: id, quantity: 1 }] });

    const movements = await movementsOf(id);
    expect(told(movements.slice(0, 2))).toEqual([
      { kind: 'return', delta: 1, orderId: sold },
      { kind: 'release', delta: 2, orderId: cancelled },
    ]);
    expect(new Set(told(movements.slice(2, 4)))).toEqual(
      new Set([
        { kind: 'sale', delta: -2, orderId: cancelled },
        { kind: 'sale', delta: -3, orderId: sold },
      ]),
    );
    expect(sumOf(movements, id)).toBe((await readStock(id))?.available);
  });

  test('also of a call that was interrupted, once it is repeated', async () => {
    const [id, orderId, returnId] = [await onSale(10), randomUUID(), randomUUID()];
    const items = [{ productId: id, quantity: 2 }];
    const steps = [
      () => reserve({ orderId, items }),
      () => releaseStock(orderId),
      () => restock({ returnId, orderId, items }),
    ];
    for (const step of steps) {
      interruption = () => 'before';
      await expect(step()).rejects.toThrow('killed');
      interruption = () => undefined;
      await step();
      await step();
    }

    expect(told(await movementsOf(id)).map(({ kind, delta }) => [kind, delta])).toEqual([
      ['return', 2],
      ['release', 2],
      ['sale', -2],
      ['initial', 10],
    ]);
  });

  test('of a sale that nobody has repeated, when its stock is released', async () => {
    const [id, orderId] = [await onSale(10), randomUUID()];
    interruption = () => 'before';
    await expect(reserve({ orderId, items: [{ productId: id, quantity: 2 }] })).rejects.toThrow('killed');
    interruption = () => undefined;
    await releaseStock(orderId);

    expect(sumOf(await movementsOf(id), id)).toBe(10);
    expect(told(await movementsOf(id))).toContainEqual({ kind: 'sale', delta: -2, orderId });
  });

  test('of no units that could not come back, however often it is repeated', async () => {
    const [id, orderId] = [await onSale(10), randomUUID()];
    await changeVariant(ann, { id, variantId: id }, { options: { Size: 'M' } }, undefined);
    const added = await addVariant(ann, id, { options: { Size: 'L' }, price: 10, quantity: 7 }, undefined);
    const variantId = added.variants?.[1]?.id ?? '';
    const row = await getProduct(id, { consistent: true });
    await dynamodb.send(new PutCommand({ TableName: 'Products', Item: { ...row, status: 'approved' } }));
    await dynamodb.send(new PutCommand({ TableName: 'Stock', Item: { ...(await readStock(id)), sellable: true } }));
    const items = [
      { productId: id, variantId, quantity: 2 },
      { productId: id, quantity: 1 },
    ];
    expect(await reserveStock([{ orderId, items, correlationId: 'c' }])).toEqual([{ orderId, outcome: 'reserved' }]);
    await removeVariant(ann, { id, variantId });
    await releaseStock(orderId);
    await releaseStock(orderId);

    const movements = await movementsOf(id);
    expect([sumOf(movements, id), sumOf(movements, variantId)]).toEqual([10, 0]);
  });
});

test('movements add up to the stock after any mix of orders, changes, repetitions and interruptions', async () => {
  const anyStep = fc.oneof(
    { weight: 4, arbitrary: fc.record({ reserve: fc.array(fc.nat(9), { minLength: 1, maxLength: 5 }) }) },
    { weight: 2, arbitrary: fc.record({ release: fc.nat(9) }) },
    { weight: 1, arbitrary: fc.record({ restock: fc.nat(9) }) },
    { weight: 2, arbitrary: fc.record({ change: fc.integer({ min: -3, max: 3 }).filter((units) => units !== 0) }) },
  );
  const anyLines = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 10, maxLength: 10 });
  await fc.assert(
    fc.asyncProperty(
      anyLines,
      fc.array(fc.tuple(anyStep, fc.constantFrom('before', 'after', undefined, undefined)), { maxLength: 25 }),
      async (quantities, steps) => {
        const ids = [await onSale(12), await onSale(5)];
        const orders = quantities.map((quantity, index) => ({
          orderId: randomUUID(),
          items: [{ productId: ids[index % 2] ?? '', quantity }],
        }));
        const order = (index: number) => orders[index] as (typeof orders)[number];
        const returnIds = orders.map(() => randomUUID());
        const carryOut = async (step: (typeof steps)[number][0]): Promise<unknown> => {
          if ('reserve' in step) return reserve(...step.reserve.map(order));
          if ('release' in step) return releaseStock(order(step.release).orderId);
          if ('restock' in step) {
            return restock({ returnId: returnIds[step.restock] ?? '', ...order(step.restock) });
          }
          return changeProduct(ann, ids[0] ?? '', { quantityChange: step.change }, undefined);
        };

        for (const [step, when] of steps) {
          interruption = () => when;
          await carryOut(step).catch(() => {});
        }
        interruption = () => undefined;
        // The workflow repeats each step until it has succeeded; a change of the seller is whole or was not made
        for (const [step] of steps.toReversed()) if (!('change' in step)) await carryOut(step);

        for (const id of ids) expect(sumOf(await movementsOf(id), id)).toBe((await readStock(id))?.available);
      },
    ),
    { numRuns: 15 },
  );
});

describe('who sees movements', () => {
  test('the product’s seller and staff, and nobody else', async () => {
    const id = await onSale(1);

    expect((await stockMovements(ann, id, { limit: 20 })).items).toHaveLength(1);
    expect((await stockMovements(staff, id, { limit: 20 })).items).toHaveLength(1);
    await expect(stockMovements(bob, id, { limit: 20 })).rejects.toMatchObject({ code: 'PRODUCT_NOT_FOUND' });
  });

  test('of a deleted product, staff only', async () => {
    const id = await onSale(1);
    await deleteProduct(id, undefined);

    expect((await stockMovements(staff, id, { limit: 20 })).items).toHaveLength(1);
    await expect(stockMovements(ann, id, { limit: 20 })).rejects.toMatchObject({ code: 'PRODUCT_NOT_FOUND' });
  });

  test('nobody those of a product that never was', async () => {
    for (const someone of [ann, staff]) {
      await expect(stockMovements(someone, randomUUID(), { limit: 20 })).rejects.toMatchObject({
        code: 'PRODUCT_NOT_FOUND',
      });
    }
  });

  test('a product that was offered again after the clean-up begins anew', async () => {
    const again = (quantity: number) =>
      offerProduct(ann, { ...offer, quantity }, { currency: 'EUR', idempotencyKey: `again ${server.url}` });
    const { id } = await again(40);
    await changeProduct(ann, id, { quantityChange: 3 }, undefined);
    const { DeleteCommand } = await import('@aws-sdk/lib-dynamodb');
    await dynamodb.send(new DeleteCommand({ TableName: 'Products', Key: { id } })); // as the clean-up, without a tombstone
    await dynamodb.send(new DeleteCommand({ TableName: 'Stock', Key: { variantId: id } }));
    await new Promise((resolve) => setTimeout(resolve, 2)); // another millisecond
    await again(7);

    expect(sumOf(await movementsOf(id), id)).toBe(7);
  });
});
