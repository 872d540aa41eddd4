import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { cloud, resetCloud } from '../../shared/test/imageCloud.ts';
import { awsError } from '../../shared/test/sdkCalls.ts';
import { product } from './samples.ts';
import { cancelled, lines, orderId, reservation, transactions, unmet } from './stockSamples.ts';

const { handler } = await import('../src/handlers/reserveStock.ts');

const reserveStock = (items = lines) => handler({ orderId, items, correlationId: 'c' }, {} as Context);

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
    await expect(reserveStock(items as typeof lines)).rejects.toMatchObject({ name: 'ZodError' });
    expect(transactions()).toEqual([]);
  });
});
