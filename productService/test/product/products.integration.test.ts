import '../../../shared/test/imageEnvironment.ts';
import { randomUUID } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { startDynamoDb } from '@ecommerce/platform/dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Product } from '../../src/product/product.ts';
import { product, waitingProduct } from '../samples.ts';
import { createSearchTables } from '../search/searchTable.ts';

const server = await startDynamoDb({ port: 0 });
process.env.AWS_ENDPOINT_URL_DYNAMODB = server.url;
const {
  claimRejectionMail,
  getProduct,
  markRejected,
  markRejectionMailed,
  putProductOnce,
  releaseRejectionMail,
  renewUpload,
} = await import('../../src/product/productStore.ts');
const { approveProduct } = await import('../../src/review/approveProduct.ts');
const { dynamodb } = await import('@ecommerce/shared/dynamodb.ts');
const { readStock } = await import('../storedProducts.ts');
const { listApproved, listOfSeller, listPending } = await import('../../src/product/productListsStore.ts');
const { listApprovedOfBranch } = await import('../../src/category/branchListStore.ts');

beforeAll(createSearchTables);
afterAll(() => server.close());

const now = new Date('2026-01-02T00:00:00.000Z');
const stored = async (row: Product): Promise<Product> => {
  expect(await putProductOnce(row, 40)).toBeUndefined();
  return row;
};
const fresh = () => ({ id: randomUUID(), sellerId: randomUUID(), category: randomUUID() });
const pending = () => {
  const { approvedCategory: _, ...row } = product({ ...fresh(), status: 'pending' });
  return stored(row);
};
const ids = ({ items }: { items: Product[] }) => items.map(({ id }) => id);
const page = { limit: 100 };

describe('a product', () => {
  test('is written once; an existing one is returned', async () => {
    const first = await stored(waitingProduct(fresh()));

    expect(await putProductOnce({ ...first, description: 'another' }, 1)).toEqual(first);
    expect(await getProduct(first.id)).toEqual(first);
    expect(await readStock(first.id)).toEqual({ variantId: first.id, available: 40, units: 40 });
  });

  test('that waits for its image is protected from the clean-up; a deleted one is not restored', async () => {
    const { id } = await stored(waitingProduct(fresh()));

    expect(await renewUpload(id, now)).toBe(true);
    expect(await renewUpload(randomUUID(), now)).toBe(false);
    expect(await getProduct(id)).toMatchObject({ urlRenewedAt: now.toISOString() });
  });

  test('that is approved appears in the lists and under its category', async () => {
    const { id, category } = await pending();
    expect(ids(await listApprovedOfBranch([category], page))).toEqual([]);

    await approveProduct(id);

    expect(await getProduct(id)).toMatchObject({ status: 'approved', approvedCategory: category });
    expect(await readStock(id)).toMatchObject({ sellable: true });
    expect(ids(await listApprovedOfBranch([category], page))).toEqual([id]);
    expect(ids(await listApproved(page))).toContain(id);
    expect(ids(await listPending(page))).not.toContain(id);
  });

  test('that is taken off sale disappears from them, and stays in its seller’s own list', async () => {
    const { id, category, sellerId } = await pending();
    await approveProduct(id);

    expect(await markRejected(id, 'blurred', now)).toEqual({ moved: true });

    expect(await getProduct(id)).toMatchObject({ status: 'rejected', rejectionReason: 'blurred' });
    expect(await readStock(id)).toEqual({ variantId: id, available: 40, units: 40 });
    expect(ids(await listApprovedOfBranch([category], page))).toEqual([]);
    expect(ids(await listApproved(page))).not.toContain(id);
    expect(ids(await listOfSeller(sellerId, page))).toEqual([id]);
  });

  test('that is rejected causes one email: from one of two calls, with no other during or after it', async () => {
    const { id } = await pending();
    const rejection = { id, rejectedAt: now.toISOString() };
    await markRejected(id, 'blurred', now);
    const minuteLater = new Date(now.getTime() + 61_000);

    const claims = await Promise.all([claimRejectionMail(rejection, now), claimRejectionMail(rejection, now)]);
    expect(claims.filter(({ updated }) => updated)).toHaveLength(1);
    expect(await claimRejectionMail(rejection, minuteLater)).toMatchObject({ updated: true });
    await releaseRejectionMail(rejection, now); // of the first call, whose claim has expired
    expect(await claimRejectionMail(rejection, minuteLater)).toMatchObject({ updated: false });
    await releaseRejectionMail(rejection, minuteLater);
    expect(await claimRejectionMail(rejection, now)).toMatchObject({ updated: true });

    await markRejectionMailed(rejection, now);
    expect(await claimRejectionMail(rejection, minuteLater)).toMatchObject({
      updated: false,
      row: { rejectionMailedAt: now.toISOString() },
    });
  });

  test('that is rejected again causes a new email, and none about the first rejection', async () => {
    const { id } = await pending();
    await markRejected(id, 'blurred', now);
    await markRejectionMailed({ id, rejectedAt: now.toISOString() }, now);
    const later = new Date(now.getTime() + 1000);
    await dynamodb.send(
      new UpdateCommand({
        TableName: 'Products',
        Key: { id },
        UpdateExpression: 'SET #status = :pending',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':pending': 'pending' },
      }),
    );

    await markRejected(id, 'still blurred', later);

    expect(await claimRejectionMail({ id, rejectedAt: now.toISOString() }, later)).toMatchObject({ updated: false });
    expect(await claimRejectionMail({ id, rejectedAt: later.toISOString() }, later)).toMatchObject({ updated: true });
  });

  test('without an image keeps its status', async () => {
    const { id } = await stored(waitingProduct(fresh()));

    await expect(approveProduct(id)).rejects.toMatchObject({ code: 'IMAGE_NOT_CHECKED' });
    expect(await markRejected(id, 'x', now)).toMatchObject({ moved: false, product: { status: 'awaitingImage' } });
  });

  test('that is approved and rejected at once ends in one of the two states, never in between', async () => {
    const { id, category } = await pending();

    const [, rejection] = await Promise.all([approveProduct(id).catch(() => undefined), markRejected(id, 'x', now)]);

    expect(rejection.moved).toBe(true);
    expect(await getProduct(id)).toMatchObject({ status: 'rejected' });
    expect(ids(await listApprovedOfBranch([category], page))).toEqual([]);
  });

  test('that does not exist is not found', async () => {
    await expect(approveProduct(randomUUID())).rejects.toMatchObject({ code: 'PRODUCT_NOT_FOUND' });
    await expect(markRejected(randomUUID(), 'x', now)).rejects.toMatchObject({ code: 'PRODUCT_NOT_FOUND' });
  });
});

test('pages list each product once, newest first, and end', async () => {
  const { sellerId } = fresh();
  const times = Array.from({ length: 25 }, (_, index) => new Date(Date.UTC(2026, 0, 1, 0, index >> 1)).toISOString());
  await Promise.all(times.map((createdAt) => stored(product({ ...fresh(), sellerId, createdAt }))));

  const seen: Product[] = [];
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await listOfSeller(sellerId, { limit: 10, cursor });
    seen.push(...items);
    cursor = nextCursor;
  } while (cursor !== undefined);

  expect(new Set(seen.map(({ id }) => id)).size).toBe(25);
  expect(seen.map(({ createdAt }) => createdAt)).toEqual(times.toReversed());
});
