import { GetCommand, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { cloud, resetCloud } from '../../../shared/test/imageCloud.ts';
import { refusal } from '../../../shared/test/sdkCalls.ts';
import { cancelled, lines, orderId, reservation, transactions, unmet } from './stockSamples.ts';

const { handler } = await import('../../src/handlers/releaseStock.ts');

const releaseStock = () => handler({ orderId, correlationId: 'c' }, {} as Context);

beforeEach(() => {
  resetCloud();
  jest.spyOn(Math, 'random').mockReturnValue(0); // no waiting
});
afterEach(() => {
  jest.restoreAllMocks();
});

describe('releaseStock', () => {
  test('returns all lines and marks the reservation in one transaction', async () => {
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
            TableName: 'Stock',
            Key: { variantId: productId },
            UpdateExpression: 'SET available = available + :units, units = if_not_exists(units, available) + :all',
            ConditionExpression: 'attribute_exists(variantId) AND attribute_exists(available)', // also to a product that is off sale
            ExpressionAttributeValues: { ':units': quantity, ':all': quantity },
          }),
        })),
      ],
    ]);
  });

  test('is idempotent', async () => {
    cloud.dynamodb.on(GetCommand).resolves({ Item: reservation('released') });

    await releaseStock();

    expect(transactions()).toEqual([]);
  });

  test('without a reservation writes a released one, so that a late one takes nothing', async () => {
    await releaseStock();

    expect(cloud.dynamodb.commandCalls(PutCommand)[0]?.args[0].input).toMatchObject({
      TableName: 'StockReservations',
      Item: { orderId, items: [], status: 'released', releasedAt: expect.any(String) },
      ConditionExpression: 'attribute_not_exists(orderId)',
    });
    expect(transactions()).toEqual([]);
  });

  test('that races with its reservation returns its stock', async () => {
    cloud.dynamodb
      .on(GetCommand)
      .resolvesOnce({})
      .resolves({ Item: reservation('reserved') });
    cloud.dynamodb.on(PutCommand).rejects(refusal(reservation('reserved')));

    await releaseStock();

    expect(transactions()).toHaveLength(1);
  });

  test('that races with another release changes nothing', async () => {
    cloud.dynamodb
      .on(GetCommand)
      .resolvesOnce({ Item: reservation('reserved') })
      .resolves({ Item: reservation('released') });
    cloud.dynamodb.on(TransactWriteCommand).rejects(cancelled(unmet(reservation('released')), 'None', 'None'));

    await expect(releaseStock()).resolves.toBeUndefined();
  });

  test('skips a deleted product, and returns the rest', async () => {
    cloud.dynamodb.on(GetCommand).resolves({ Item: reservation('reserved') });
    cloud.dynamodb
      .on(TransactWriteCommand)
      .rejectsOnce(cancelled('None', unmet(), 'None'))
      .resolves({});

    await releaseStock();

    expect(transactions()[1]?.map(({ Update }) => Update?.Key)).toEqual([{ orderId }, { variantId: 'socks' }]);
  });

  test('marks the reservation even if all its products were deleted', async () => {
    cloud.dynamodb.on(GetCommand).resolves({ Item: reservation('reserved') });
    cloud.dynamodb
      .on(TransactWriteCommand)
      .rejectsOnce(cancelled('None', unmet(), unmet()))
      .resolves({});

    await releaseStock();

    expect(transactions()[1]?.map(({ Update }) => Update?.Key)).toEqual([{ orderId }]);
  });

  test('retries after a conflict, and finally fails for the workflow’s retry', async () => {
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
