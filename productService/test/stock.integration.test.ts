import '../../shared/test/imageEnvironment.ts';
import { randomUUID } from 'node:crypto';
import { DeleteCommand, GetCommand, PutCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startDynamoDb } from '../../shared/local/aws/dynamodb.ts';
import { createTable } from '../../shared/test/tables.ts';
import { product } from './samples.ts';

const server = await startDynamoDb({ port: 0 });
process.env.AWS_ENDPOINT_URL_DYNAMODB = server.url;
const { dynamodb } = await import('@ecommerce/shared/dynamodb.ts');
const { reserveStock } = await import('../src/reserveStock.ts');
const { releaseStock } = await import('../src/releaseStock.ts');
const { StockBusy } = await import('../src/stockReservation.ts');

beforeAll(async () => {
  await createTable('Products', 'id', { byStatus: 'status' });
  await createTable('StockReservations', 'orderId');
});
afterAll(() => server.close());

const onSale = async (quantity: number): Promise<string> => {
  const id = randomUUID();
  await dynamodb.send(new PutCommand({ TableName: 'Products', Item: product({ id, quantity }) }));
  return id;
};
const stock = async (id: string): Promise<number> =>
  (await dynamodb.send(new GetCommand({ TableName: 'Products', Key: { id }, ConsistentRead: true }))).Item?.quantity;
const takeOffSale = (id: string) =>
  dynamodb.send(
    new UpdateCommand({
      TableName: 'Products',
      Key: { id },
      UpdateExpression: 'SET #status = :rejected',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':rejected': 'rejected' },
    }),
  );

/** Reserves as the workflow does, which tries again where the stock is in demand. */
const reserveAsWorkflow: typeof reserveStock = async (orderId, lines) => {
  for (;;) {
    try {
      return await reserveStock(orderId, lines);
    } catch (error) {
      if (!(error instanceof StockBusy)) throw error;
    }
  }
};

test('of 200 buyers at once on a stock of 50 exactly 50 succeed, the others hear that it is out of stock', async () => {
  const productId = await onSale(50);

  const results = await Promise.allSettled(
    Array.from({ length: 200 }, () => reserveAsWorkflow(randomUUID(), [{ productId, quantity: 1 }])),
  );

  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(50);
  const names = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.name] : []));
  expect(new Set(names)).toEqual(new Set(['InsufficientStock']));
  expect(await stock(productId)).toBe(0);
});

test('an order of two products takes both or none', async () => {
  const [plenty, few] = [await onSale(10), await onSale(2)];
  const take = (quantity: number) =>
    reserveStock(randomUUID(), [
      { productId: plenty, quantity },
      { productId: few, quantity },
    ]);

  await take(2);
  await expect(take(1)).rejects.toMatchObject({ name: 'InsufficientStock', message: expect.stringContaining(few) });

  expect([await stock(plenty), await stock(few)]).toEqual([8, 0]);
});

describe('once per order', () => {
  const order = async () => ({ orderId: randomUUID(), productId: await onSale(10) });

  test('stock is taken, however often and at once it is asked for, even when nothing is left', async () => {
    const { orderId, productId } = await order();

    await Promise.all(Array.from({ length: 10 }, () => reserveStock(orderId, [{ productId, quantity: 10 }])));

    expect(await stock(productId)).toBe(0);
  });

  test('stock is given back, however often and at once it is asked for', async () => {
    const { orderId, productId } = await order();
    await reserveStock(orderId, [{ productId, quantity: 4 }]);

    await Promise.all(Array.from({ length: 10 }, () => releaseStock(orderId)));

    expect(await stock(productId)).toBe(10);
  });

  test('a release that comes first keeps a late reservation from taking anything', async () => {
    const { orderId, productId } = await order();
    await releaseStock(orderId);

    await expect(reserveStock(orderId, [{ productId, quantity: 1 }])).rejects.toMatchObject({
      name: 'ReservationReleased',
    });
    expect(await stock(productId)).toBe(10);
  });

  test('reservation and release at once leave the stock as it was', async () => {
    const { orderId, productId } = await order();
    const reserve = () => reserveStock(orderId, [{ productId, quantity: 3 }]).catch(() => {});

    await Promise.all([reserve(), releaseStock(orderId), reserve(), releaseStock(orderId)]);

    expect(await stock(productId)).toBe(10);
  });
});

test('stock goes back to a product that was taken off sale, and past one whose row is gone', async () => {
  const [orderId, productId, gone] = [randomUUID(), await onSale(10), await onSale(10)];
  await reserveStock(orderId, [
    { productId: gone, quantity: 1 },
    { productId, quantity: 4 },
  ]);
  await takeOffSale(productId);
  await dynamodb.send(new DeleteCommand({ TableName: 'Products', Key: { id: gone } }));

  await releaseStock(orderId);

  expect(await stock(productId)).toBe(10);
  expect(await stock(gone)).toBeUndefined();
  await expect(reserveStock(randomUUID(), [{ productId, quantity: 1 }])).rejects.toMatchObject({
    name: 'ProductUnavailable',
  });
});

test('stock now and live reservations always add up to the stock at the start', async () => {
  const ids = await Promise.all([30, 20, 10].map(onSale));
  const start = [30, 20, 10];
  const orders = Array.from({ length: 60 }, (_, index) => ({
    orderId: randomUUID(),
    items: ids.slice(index % 3).map((productId, place) => ({ productId, quantity: 1 + ((index + place) % 3) })),
  }));

  await Promise.all(
    orders.map(async ({ orderId, items }, index) => {
      await reserveStock(orderId, items).catch(() => {});
      if (index % 4 === 0) await releaseStock(orderId);
    }),
  );

  const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: 'StockReservations', ConsistentRead: true }));
  for (const [place, id] of ids.entries()) {
    const reserved = Items.filter(({ status }) => status === 'reserved')
      .flatMap(({ items }) => items)
      .filter(({ productId }) => productId === id)
      .reduce((sum, { quantity }) => sum + quantity, 0);
    const left = await stock(id);
    expect(left).toBeGreaterThanOrEqual(0);
    expect(left + reserved).toBe(start[place]);
  }
});
