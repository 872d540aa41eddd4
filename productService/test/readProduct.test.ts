import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { cloud, resetCloud } from '../../shared/test/imageCloud.ts';
import { product } from './samples.ts';

const { handler } = await import('../src/handlers/readProduct.ts');

beforeEach(resetCloud);

describe('readProduct', () => {
  const readProduct = () => handler({ productId: 'shoes', correlationId: 'c' }, {} as Context);

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
