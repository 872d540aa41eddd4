import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { cloud, resetCloud } from '../../shared/test/imageCloud.ts';
import { product } from './samples.ts';

const { handler } = await import('../src/handlers/readProducts.ts');
const table = process.env.PRODUCTS_TABLE ?? '';
const onSale = (id: string) => product({ id, status: 'approved', imageUrl: 'https://images.example/shoes.png' });

beforeEach(resetCloud);

describe('readProducts', () => {
  const readProducts = (...productIds: string[]) => handler({ productIds, correlationId: 'c' }, {} as Context);

  test('answers what an order needs of the products on sale, read consistently', async () => {
    cloud.dynamodb.on(BatchGetCommand).resolves({ Responses: { [table]: [onSale('shoes')] } });

    expect(await readProducts('shoes', 'gone')).toEqual([
      {
        id: 'shoes',
        productName: 'Running shoes',
        unitPrice: 4999,
        currency: 'EUR',
        quantity: 40,
        imageUrl: 'https://images.example/shoes.png',
      },
    ]);
    expect(cloud.dynamodb.commandCalls(BatchGetCommand)[0]?.args[0].input.RequestItems?.[table]?.ConsistentRead).toBe(
      true,
    );
  });

  test('asks again for the keys that DynamoDB left unprocessed', async () => {
    cloud.dynamodb
      .on(BatchGetCommand)
      .resolvesOnce({
        Responses: { [table]: [onSale('shoes')] },
        UnprocessedKeys: { [table]: { Keys: [{ id: 'hat' }] } },
      })
      .resolves({ Responses: { [table]: [onSale('hat')] } });

    expect((await readProducts('shoes', 'hat')).map(({ id }) => id)).toEqual(['shoes', 'hat']);
    expect(cloud.dynamodb.commandCalls(BatchGetCommand)[1]?.args[0].input.RequestItems?.[table]?.Keys).toEqual([
      { id: 'hat' },
    ]);
  });

  test.each([
    ['is gone', undefined],
    ['waits for its image', product({ status: 'awaitingImage' })],
    ['waits for approval', product({ status: 'pending' })],
    ['was taken off sale', product({ status: 'rejected' })],
  ])('leaves out a product that %s', async (_, row) => {
    cloud.dynamodb.on(BatchGetCommand).resolves({ Responses: { [table]: row ? [row] : [] } });

    expect(await readProducts('shoes')).toEqual([]);
  });
});
