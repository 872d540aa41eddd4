import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { awsError, cloud, refusal, resetCloud } from '../../shared/test/imageCloud.ts';
import { orderId, product } from './samples.ts';

const { handler: reserve } = await import('../src/handlers/reserveStock.ts');
const { handler: release } = await import('../src/handlers/releaseStock.ts');
const { handler: read } = await import('../src/handlers/readProduct.ts');

type Line = { productId: string; quantity: number };
const lines: Line[] = [
  { productId: 'shoes', quantity: 2 },
  { productId: 'socks', quantity: 3 },
];
const context = {} as Context;
const reserveStock = (items = lines) => reserve({ orderId, items, correlationId: 'c' }, context);
const releaseStock = () => release({ orderId, correlationId: 'c' }, context);

/** A cancelled transaction: for each of its parts in order a reason's code and, for an unmet condition, the row it met. */
const cancelled = (...reasons: (string | [string, object?])[]) =>
  new TransactionCanceledException({
    message: 'Transaction cancelled',
    $metadata: {},
    CancellationReasons: reasons.map((reason) => {
      const [Code, row] = typeof reason === 'string' ? [reason] : reason;
      return { Code, ...(row ? { Item: marshall(row, { removeUndefinedValues: true }) } : {}) };
    }),
  });
const unmet = (row?: object): [string, object?] =>
  ['ConditionalCheckFailed', ...(row ? [row] : [])] as [string, object?];
const reservation = (status: string, more = {}) => ({ orderId, items: lines, status, ...more });

const transactions = () =>
  cloud.dynamodb.commandCalls(TransactWriteCommand).map(({ args }) => args[0].input.TransactItems ?? []);

beforeEach(() => {
  resetCloud();
  jest.spyOn(Math, 'random').mockReturnValue(0); // no waiting
});
afterEach(() => {
  jest.restoreAllMocks();
});

describe('reserveStock', () => {
  test('takes all lines and writes the reservation in one transaction', async () => {
    await reserveStock();

    expect(transactions()).toEqual([
      [
        {
          Put: expect.objectContaining({
            TableName: 'StockReservations',
            Item: { orderId, items: lines, status: 'reserved', createdAt: expect.any(String) },
            ConditionExpression: 'attribute_not_exists(orderId)',
          }),
        },
        ...lines.map(({ productId, quantity }) => ({
          Update: expect.objectContaining({
            TableName: 'Products',
            Key: { id: productId },
            UpdateExpression: 'SET quantity = quantity - :quantity',
            ConditionExpression: '#status = :approved AND quantity >= :quantity',
            ExpressionAttributeValues: { ':quantity': quantity, ':approved': 'approved' },
          }),
        })),
      ],
    ]);
  });

  test('adds up lines of the same product: a transaction names an item once', async () => {
    await reserveStock([...lines, { productId: 'shoes', quantity: 5 }]);

    expect(
      transactions()[0]
        ?.slice(1)
        .map(({ Update }) => [Update?.Key?.id, Update?.ExpressionAttributeValues?.[':quantity']]),
    ).toEqual([
      ['shoes', 7],
      ['socks', 3],
    ]);
  });

  test('done before is done: a repeat succeeds, whatever the stock says now', async () => {
    cloud.dynamodb
      .on(TransactWriteCommand)
      .rejects(cancelled(unmet(reservation('reserved')), unmet(product({ quantity: 0 })), 'None'));

    await expect(reserveStock()).resolves.toBeUndefined();
  });

  test.each([
    ['too little stock', 'InsufficientStock', product({ quantity: 1 })],
    ['none left', 'InsufficientStock', product({ quantity: 0 })],
    ['a product that was never approved', 'ProductUnavailable', product({ status: 'pending' })],
    ['a product taken off sale', 'ProductUnavailable', product({ status: 'rejected' })],
    ['a product that is gone', 'ProductUnavailable', undefined],
  ])('refuses %s as %s, without another try', async (_, name, row) => {
    cloud.dynamodb.on(TransactWriteCommand).rejects(cancelled('None', 'None', unmet(row)));

    await expect(reserveStock()).rejects.toMatchObject({ name, message: expect.stringContaining('socks') });
    expect(transactions()).toHaveLength(1);
  });

  test('refuses an order that was released before', async () => {
    cloud.dynamodb.on(TransactWriteCommand).rejects(cancelled(unmet(reservation('released')), 'None', 'None'));

    await expect(reserveStock()).rejects.toMatchObject({ name: 'ReservationReleased' });
  });

  test.each<[string, Error]>([
    ['another transaction on the same product', cancelled('None', 'TransactionConflict', 'None')],
    ['a conflict beside an unmet condition', cancelled('None', 'TransactionConflict', unmet(product({ quantity: 0 })))],
    ['a throttled table', cancelled('None', 'None', 'ProvisionedThroughputExceeded')],
    ['a throttled account', awsError('ThrottlingException')],
    ['the same transaction in progress', awsError('TransactionInProgressException')],
  ])('tries again after %s', async (_, error) => {
    cloud.dynamodb.on(TransactWriteCommand).rejectsOnce(error).rejectsOnce(error).resolves({});

    await expect(reserveStock()).resolves.toBeUndefined();
    expect(transactions()).toHaveLength(3);
  });

  test('gives up after a bounded number of conflicts with an error that is to be retried, never as out of stock', async () => {
    cloud.dynamodb.on(TransactWriteCommand).rejects(cancelled('None', 'TransactionConflict', 'None'));

    await expect(reserveStock()).rejects.toMatchObject({ name: 'StockBusy' });
    expect(transactions()).toHaveLength(8);
  });

  test('lets any other failure through', async () => {
    cloud.dynamodb.on(TransactWriteCommand).rejects(awsError('ResourceNotFoundException'));
    await expect(reserveStock()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });

    cloud.dynamodb.on(TransactWriteCommand).rejects(cancelled('None', 'ValidationError', 'None'));
    await expect(reserveStock()).rejects.toMatchObject({ name: 'TransactionCanceledException' });
  });

  test.each<[string, unknown]>([
    ['no items', []],
    ['no unit', [{ productId: 'a', quantity: 0 }]],
    ['less than no unit', [{ productId: 'a', quantity: -1 }]],
    ['half a unit', [{ productId: 'a', quantity: 0.5 }]],
    ['51 lines', Array.from({ length: 51 }, (_, index) => ({ productId: `${index}`, quantity: 1 }))],
  ])('refuses %s before it asks the table', async (_, items) => {
    await expect(reserveStock(items as Line[])).rejects.toMatchObject({ name: 'ZodError' });
    expect(transactions()).toEqual([]);
  });
});

describe('releaseStock', () => {
  test('gives all lines back and marks the reservation in one transaction', async () => {
    cloud.dynamodb.on(GetCommand).resolves({ Item: reservation('reserved') });

    await releaseStock();

    expect(transactions()).toEqual([
      [
        {
          Update: expect.objectContaining({
            TableName: 'StockReservations',
            Key: { orderId },
            ConditionExpression: '#status = :reserved',
          }),
        },
        ...lines.map(({ productId, quantity }) => ({
          Update: expect.objectContaining({
            Key: { id: productId },
            UpdateExpression: 'SET quantity = quantity + :quantity',
            ConditionExpression: 'attribute_exists(id)', // also to a product that is off sale
            ExpressionAttributeValues: { ':quantity': quantity },
          }),
        })),
      ],
    ]);
  });

  test('done before is done', async () => {
    cloud.dynamodb.on(GetCommand).resolves({ Item: reservation('released') });

    await releaseStock();

    expect(transactions()).toEqual([]);
  });

  test('of what was never reserved leaves a released reservation, so that a late one takes nothing', async () => {
    await releaseStock();

    expect(cloud.dynamodb.commandCalls(PutCommand)[0]?.args[0].input).toMatchObject({
      TableName: 'StockReservations',
      Item: { orderId, items: [], status: 'released', releasedAt: expect.any(String) },
      ConditionExpression: 'attribute_not_exists(orderId)',
    });
    expect(transactions()).toEqual([]);
  });

  test('that is overtaken by its reservation gives that back', async () => {
    cloud.dynamodb
      .on(GetCommand)
      .resolvesOnce({})
      .resolves({ Item: reservation('reserved') });
    cloud.dynamodb.on(PutCommand).rejects(refusal(reservation('reserved')));

    await releaseStock();

    expect(transactions()).toHaveLength(1);
  });

  test('that is overtaken by another release changes nothing', async () => {
    cloud.dynamodb
      .on(GetCommand)
      .resolvesOnce({ Item: reservation('reserved') })
      .resolves({ Item: reservation('released') });
    cloud.dynamodb.on(TransactWriteCommand).rejects(cancelled(unmet(reservation('released')), 'None', 'None'));

    await expect(releaseStock()).resolves.toBeUndefined();
  });

  test('leaves a product out whose row is gone, and gives back the rest', async () => {
    cloud.dynamodb.on(GetCommand).resolves({ Item: reservation('reserved') });
    cloud.dynamodb
      .on(TransactWriteCommand)
      .rejectsOnce(cancelled('None', unmet(), 'None'))
      .resolves({});

    await releaseStock();

    expect(transactions()[1]?.map(({ Update }) => Update?.Key)).toEqual([{ orderId }, { id: 'socks' }]);
  });

  test('marks the reservation even when all its products are gone', async () => {
    cloud.dynamodb.on(GetCommand).resolves({ Item: reservation('reserved') });
    cloud.dynamodb
      .on(TransactWriteCommand)
      .rejectsOnce(cancelled('None', unmet(), unmet()))
      .resolves({});

    await releaseStock();

    expect(transactions()[1]?.map(({ Update }) => Update?.Key)).toEqual([{ orderId }]);
  });

  test('tries again after a conflict and fails for the workflow’s retry in the end', async () => {
    cloud.dynamodb.on(GetCommand).resolves({ Item: reservation('reserved') });
    cloud.dynamodb
      .on(TransactWriteCommand)
      .rejectsOnce(cancelled('TransactionConflict', 'None', 'None'))
      .resolves({});
    await releaseStock();
    expect(transactions()).toHaveLength(2);

    cloud.dynamodb.on(TransactWriteCommand).rejects(cancelled('TransactionConflict', 'None', 'None'));
    await expect(releaseStock()).rejects.toMatchObject({ name: 'StockBusy' });
  });
});

describe('readProduct', () => {
  const readProduct = () => read({ productId: 'shoes', correlationId: 'c' }, context);

  test('answers what an order needs of a product on sale, read consistently', async () => {
    cloud.dynamodb.on(GetCommand).resolves({ Item: product() });

    expect(await readProduct()).toEqual({
      id: product().id,
      productName: 'Running shoes',
      unitPrice: 4999,
      currency: 'EUR',
      quantity: 40,
    });
    expect(cloud.dynamodb.commandCalls(GetCommand)[0]?.args[0].input.ConsistentRead).toBe(true);
  });

  test.each([
    ['is gone', undefined],
    ['waits for its image', product({ status: 'awaitingImage' })],
    ['waits for approval', product({ status: 'pending' })],
    ['was taken off sale', product({ status: 'rejected' })],
  ])('answers null for a product that %s', async (_, row) => {
    cloud.dynamodb.on(GetCommand).resolves(row ? { Item: row } : {});

    expect(await readProduct()).toBeNull();
  });
});
