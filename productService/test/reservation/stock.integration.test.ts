import '../../../shared/test/imageEnvironment.ts';
import { randomUUID } from 'node:crypto';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { startDynamoDb } from '@ecommerce/platform/dynamodb';
import type { ReservationOutcome } from '@ecommerce/shared/productFunctions.ts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createTable } from '../../../shared/test/tables.ts';
import type { ReturnedUnits } from '../../src/reservation/restock.ts';
import type { Line, StockReservation } from '../../src/reservation/stockReservation.ts';
import { product } from '../samples.ts';
import { createSearchTables } from '../search/searchTable.ts';

const server = await startDynamoDb({ port: 0 });
process.env.AWS_ENDPOINT_URL_DYNAMODB = server.url;
const { dynamodb } = await import('@ecommerce/shared/dynamodb.ts');
const { deleteProduct, markRejected } = await import('../../src/product/productStore.ts');
const { reserveStock } = await import('../../src/reservation/reserveStock.ts');
const { restock } = await import('../../src/reservation/restock.ts');
const { releaseStock } = await import('../../src/reservation/releaseStock.ts');
const { readStock, storeProduct } = await import('../storedProducts.ts');

beforeAll(async () => {
  await createSearchTables();
  await createTable('StockReservations', 'orderId');
});
afterAll(() => server.close());

type Order = { orderId: string; items: Line[] };

const onSale = async (available: number): Promise<string> => {
  const id = randomUUID();
  await storeProduct(product({ id }), available);
  return id;
};
const left = async (id: string): Promise<number | undefined> => (await readStock(id))?.available;
const reserve = async (...orders: Order[]): Promise<ReservationOutcome[]> =>
  (await reserveStock(orders.map((order) => ({ ...order, correlationId: 'c' })))).map(({ outcome }) => outcome);
/** The same, again until nothing is busy, as the workflow does it. */
const reserveAll = async (orders: Order[]): Promise<ReservationOutcome[]> => {
  const outcomes = await reserve(...orders);
  return outcomes.includes('busy') ? reserveAll(orders) : outcomes;
};
const one = (productId: string, quantity = 1): Order => ({ orderId: randomUUID(), items: [{ productId, quantity }] });
const count = (outcomes: ReservationOutcome[], wanted: ReservationOutcome) =>
  outcomes.filter((outcome) => outcome === wanted).length;

/** All reservations, and the units that the live ones hold of each product. */
const reservations = async () => {
  const rows: StockReservation[] = [];
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const scan = { TableName: 'StockReservations', ConsistentRead: true, ExclusiveStartKey };
    const page = await dynamodb.send(new ScanCommand(scan));
    rows.push(...((page.Items ?? []) as StockReservation[]));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  const held = new Map<string, number>();
  for (const { status, items } of rows)
    for (const { productId, quantity } of status === 'reserved' ? items : [])
      held.set(productId, (held.get(productId) ?? 0) + quantity);
  return { held, statuses: new Map(rows.map(({ orderId, status }) => [orderId, status])) };
};

describe('sold out', () => {
  test.each([
    [1, 40],
    [10, 200],
    [50, 500],
  ])('sells exactly the stock, in concurrent batches of %d', async (size, units) => {
    const productId = await onSale(units);
    const orders = Array.from({ length: 2 * units }, () => one(productId));
    const batches = Array.from({ length: orders.length / size }, (_, index) =>
      orders.slice(index * size, (index + 1) * size),
    );

    const consume = async (): Promise<ReservationOutcome[]> => {
      const batch = batches.pop();
      return batch ? [...(await reserveAll(batch)), ...(await consume())] : [];
    };
    const outcomes = (await Promise.all(Array.from({ length: 8 }, consume))).flat();

    expect([count(outcomes, 'reserved'), count(outcomes, 'insufficientStock')]).toEqual([units, units]);
    expect(await left(productId)).toBe(0);
    expect((await reservations()).held.get(productId)).toBe(units);
  });

  test('serves a batch in sequence, and a small order may take what a large one cannot', async () => {
    const productId = await onSale(5);

    expect(await reserve(one(productId, 3), one(productId, 3), one(productId, 2), one(productId))).toEqual([
      'reserved',
      'insufficientStock',
      'reserved',
      'insufficientStock',
    ]);
    expect(await left(productId)).toBe(0);
  });
});

test('reserves both products of an order or none, whatever others of its batch take', async () => {
  const [plenty, few] = [await onSale(10), await onSale(2)];
  const both = (quantity: number): Order => ({
    orderId: randomUUID(),
    items: [
      { productId: plenty, quantity },
      { productId: few, quantity },
    ],
  });

  expect(await reserve(both(2), both(1), one(plenty, 5))).toEqual(['reserved', 'insufficientStock', 'reserved']);

  expect([await left(plenty), await left(few)]).toEqual([3, 0]);
});

describe('once per order', () => {
  test('stock is taken, however often and concurrently it is requested, even if nothing is left', async () => {
    const productId = await onSale(10);
    const order = one(productId, 10);

    const outcomes = await Promise.all(Array.from({ length: 10 }, () => reserveAll([order, order])));

    expect(new Set(outcomes.flat())).toEqual(new Set(['reserved']));
    expect(await left(productId)).toBe(0);
  });

  test('stock is taken by identical concurrent batches, and by batches that share some orders', async () => {
    const productId = await onSale(100);
    const orders = Array.from({ length: 30 }, () => one(productId));

    const outcomes = await Promise.all(
      [orders, orders, orders.slice(10), orders.toReversed(), orders.slice(0, 20)].map(reserveAll),
    );

    expect(new Set(outcomes.flat())).toEqual(new Set(['reserved']));
    expect(await left(productId)).toBe(70);
  });

  test('stock is returned, however often and concurrently it is requested', async () => {
    const productId = await onSale(10);
    const order = one(productId, 4);
    await reserve(order);

    await Promise.all(Array.from({ length: 10 }, () => releaseStock(order.orderId)));

    expect(await left(productId)).toBe(10);
  });

  test('returned units are added once for each return, however often and at once it is asked for', async () => {
    const [productId, gone] = [await onSale(10), randomUUID()];
    const order = one(productId, 4);
    await reserve(order);
    const [first, second] = [1, 2].map((quantity) => ({
      ...{ returnId: randomUUID(), orderId: order.orderId },
      items: [
        { productId, quantity },
        { productId: gone, quantity: 1 },
      ],
    })) as [ReturnedUnits, ReturnedUnits];

    await Promise.all([first, first, second, first, second].map(restock));

    expect(await left(productId)).toBe(9);
  });

  test('a release that comes first prevents a late reservation', async () => {
    const productId = await onSale(10);
    const [late, other] = [one(productId), one(productId)];
    await releaseStock(late.orderId);

    expect(await reserve(late, other)).toEqual(['released', 'reserved']);
    expect(await left(productId)).toBe(9);
  });

  test('a concurrent reservation and release leave the stock unchanged', async () => {
    const productId = await onSale(10);
    const order = one(productId, 3);

    await Promise.all([
      reserveAll([order]),
      releaseStock(order.orderId),
      reserveAll([order]),
      releaseStock(order.orderId),
    ]);

    expect(await left(productId)).toBe(10);
  });
});

test('stock returns to a product that is off sale, and a deleted one is skipped', async () => {
  const [productId, gone] = [await onSale(10), await onSale(10)];
  const order: Order = {
    orderId: randomUUID(),
    items: [
      { productId: gone, quantity: 1 },
      { productId, quantity: 4 },
    ],
  };
  await reserve(order);
  await markRejected(productId, 'blurred', new Date());
  await deleteProduct(gone, undefined);

  await releaseStock(order.orderId);

  expect(await left(productId)).toBe(10);
  expect(await readStock(gone)).toBeUndefined();
  expect(await reserve(one(productId), one(gone))).toEqual(['productUnavailable', 'productUnavailable']);
});

const STOCK = [40, 15, 5];
/** Orders of one to three lines, of the products that `STOCK` is about, by their places in it. */
const anyLines = fc.uniqueArray(
  fc.record({ place: fc.nat(STOCK.length - 1), quantity: fc.integer({ min: 1, max: 4 }) }),
  {
    minLength: 1,
    selector: ({ place }) => place,
  },
);
const anyOrders = fc.array(anyLines, { minLength: 1, maxLength: 40 });
const ordersOf = (products: string[], lines: { place: number; quantity: number }[][]): Order[] =>
  lines.map((some) => ({
    orderId: randomUUID(),
    items: some.map(({ place, quantity }) => ({ productId: products[place] ?? '', quantity })),
  }));

test('a batch has the same result as its orders one after the other', async () => {
  await fc.assert(
    fc.asyncProperty(anyOrders, async (lines) => {
      const together = await reserve(...ordersOf(await Promise.all(STOCK.map(onSale)), lines));
      const singly: ReservationOutcome[] = [];
      for (const order of ordersOf(await Promise.all(STOCK.map(onSale)), lines)) singly.push(...(await reserve(order)));
      expect(together).toEqual(singly);
    }),
    { numRuns: 8 },
  );
});

test('any concurrent mix of batches, repeats and releases loses no unit', async () => {
  const anyStep = fc.oneof(
    { weight: 3, arbitrary: fc.record({ reserve: fc.array(fc.nat(39), { minLength: 1, maxLength: 12 }) }) },
    { weight: 1, arbitrary: fc.record({ release: fc.nat(39) }) },
  );
  await fc.assert(
    fc.asyncProperty(
      anyOrders,
      fc.array(fc.array(anyStep, { maxLength: 5 }), { maxLength: 6 }),
      async (lines, rounds) => {
        const products = await Promise.all(STOCK.map(onSale));
        const orders = ordersOf(products, lines);
        const order = (index: number) => orders[index % orders.length] as Order;
        const told: { orderId: string; outcome: ReservationOutcome | undefined }[] = [];

        for (const steps of rounds)
          await Promise.all(
            steps.map(async (step) => {
              if ('release' in step) return releaseStock(order(step.release).orderId).catch(() => {});
              const batch = step.reserve.map(order);
              const outcomes = await reserve(...batch);
              told.push(...batch.map(({ orderId }, index) => ({ orderId, outcome: outcomes[index] })));
            }),
          );

        const { held, statuses } = await reservations();
        for (const [index, id] of products.entries()) {
          const available = (await left(id)) ?? Number.NaN;
          expect(available).toBeGreaterThanOrEqual(0);
          expect(available + (held.get(id) ?? 0)).toBe(STOCK[index]);
        }
        for (const { orderId, outcome } of told) {
          const status = statuses.get(orderId);
          if (outcome === 'reserved') expect(['reserved', 'released']).toContain(status);
          if (outcome === 'released') expect(status).toBe('released');
        }
      },
    ),
    { numRuns: 8 },
  );
});
