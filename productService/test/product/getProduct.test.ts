import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { request } from '../../../shared/test/httpEvent.ts';
import { cloud, resetCloud } from '../../../shared/test/imageCloud.ts';
import { found, product, publicView, waitingProduct } from '../samples.ts';

const { handler: getProduct } = await import('../../src/handlers/getProduct.ts');

const path = { id: product().id };

beforeEach(resetCloud);

describe('GET /products/{id}', () => {
  test('shows the public fields of a product on sale', async () => {
    cloud.dynamodb.on(BatchGetCommand).resolves(found([product()]));

    expect(await request(getProduct, { path })).toMatchObject({ status: 200, body: publicView });
  });

  test.each([
    ['none', undefined],
    ['one that waits for its image', waitingProduct()],
    ['one that waits for approval', product({ status: 'pending' })],
    ['a rejected one', product({ status: 'rejected' })],
  ])('returns 404 for %s', async (_, row) => {
    cloud.dynamodb.on(BatchGetCommand).resolves(found(row ? [row] : []));

    expect(await request(getProduct, { path })).toMatchObject({ status: 404, body: { code: 'PRODUCT_NOT_FOUND' } });
  });
});
