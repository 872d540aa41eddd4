import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { cloud, resetCloud } from '../../../shared/test/imageCloud.ts';
import { found, product } from '../samples.ts';

const { handler } = await import('../../src/handlers/readProducts.ts');
const requests = () => cloud.dynamodb.commandCalls(BatchGetCommand).map(({ args }) => args[0].input.RequestItems);
const onSale = (id: string) => product({ id, status: 'approved', imageUrl: 'https://images.example/shoes.png' });

beforeEach(resetCloud);

describe('readProducts', () => {
  const readProducts = (...productIds: string[]) =>
    handler({ items: productIds.map((productId) => ({ productId })), correlationId: 'c' }, {} as Context);

  test('returns the fields that an order needs of products on sale, read consistently', async () => {
    cloud.dynamodb.on(BatchGetCommand).resolves(found([onSale('shoes')]));

    expect(await readProducts('shoes', 'gone')).toEqual([
      {
        id: 'shoes',
        productName: 'Running shoes',
        unitPrice: 4999,
        currency: 'EUR',
        quantity: 40,
        imageUrl: 'https://images.example/shoes.png',
      },
      'notOnSale',
    ]);
    expect(requests()).toEqual([
      {
        Products: { Keys: [{ id: 'shoes' }, { id: 'gone' }], ConsistentRead: true },
        Stock: { Keys: [{ variantId: 'shoes' }, { variantId: 'gone' }], ConsistentRead: true },
      },
    ]);
  });

  test('shows a variant by its own image, where it has one', async () => {
    const images = ['front', 'back'].map((id) => ({
      ...{ id, fileName: `${id}.png`, fileType: 'image/png', alt: '' },
      url: `https://images.example/${id}.png`,
    }));
    const variants = [
      { id: 'shoes', options: { Size: '41' }, unitPrice: 1 },
      { id: 'v', options: { Size: '42' }, unitPrice: 1, imageId: 'back' },
    ];
    cloud.dynamodb.on(BatchGetCommand).resolves(found([{ ...onSale('shoes'), images, variants }]));
    const items = variants.map(({ id: variantId }) => ({ productId: 'shoes', variantId }));

    const read = await handler({ items, correlationId: 'c' }, {} as Context);

    expect(read).toMatchObject([
      { imageUrl: 'https://images.example/shoes.png' },
      { imageUrl: 'https://images.example/back.png' },
    ]);
  });

  test('requests keys again that DynamoDB left unprocessed', async () => {
    cloud.dynamodb
      .on(BatchGetCommand)
      .resolvesOnce({
        ...found([onSale('shoes')]),
        UnprocessedKeys: { Products: { Keys: [{ id: 'hat' }] }, Stock: { Keys: [{ variantId: 'hat' }] } },
      })
      .resolves(found([onSale('hat')]));

    expect(await readProducts('shoes', 'hat')).toEqual([
      expect.objectContaining({ id: 'shoes', quantity: 40 }),
      expect.objectContaining({ id: 'hat', quantity: 40 }),
    ]);
    expect(requests()[1]).toEqual({
      Products: { Keys: [{ id: 'hat' }], ConsistentRead: true },
      Stock: { Keys: [{ variantId: 'hat' }], ConsistentRead: true },
    });
  });

  test.each([
    ['is gone', undefined],
    ['waits for its image', product({ status: 'awaitingImage' })],
    ['waits for approval', product({ status: 'pending' })],
    ['was taken off sale', product({ status: 'rejected' })],
  ])('does not offer a product that %s', async (_, row) => {
    cloud.dynamodb.on(BatchGetCommand).resolves(found(row ? [row] : []));

    expect(await readProducts('shoes')).toEqual(['notOnSale']);
  });
});
