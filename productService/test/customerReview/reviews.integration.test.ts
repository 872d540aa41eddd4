import '../../../shared/test/imageEnvironment.ts';
import { randomUUID } from 'node:crypto';
import { startDynamoDb } from '@ecommerce/platform/dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createShopperTables } from '../shopperTables.ts';

const server = await startDynamoDb({ port: 0 });
process.env.AWS_ENDPOINT_URL_DYNAMODB = server.url;
const { decideReview, removeReview, writeReview } = await import('../../src/customerReview/changeCustomerReview.ts');
const { reviewIdOf } = await import('../../src/customerReview/customerReview.ts');
const store = await import('../../src/customerReview/customerReviewStore.ts');
const { recordPurchase, Shipment } = await import('../../src/customerReview/recordPurchase.ts');
const { eraseShopper } = await import('../../src/erasure/eraseShopper.ts');
const { shopperSections } = await import('../../src/personalData/shopperSections.ts');

beforeAll(createShopperTables);
afterAll(() => server.close());

const page = { limit: 100 };
const sent = (customerId: string, ...products: string[]) =>
  recordPurchase(
    Shipment.parse({
      type: 'ORDER_FULFILLED',
      occurredAt: '2026-02-01T00:00:00.000Z',
      data: { customerId, fulfilledItems: products.map((productId) => ({ productId, quantity: 1 })), more: 1 },
    }),
  );
const bought = async (products = 1) => {
  const authorId = randomUUID();
  const ids = Array.from({ length: products }, () => randomUUID());
  await sent(authorId, ...ids);
  return { authorId, productId: ids[0] ?? '', ids };
};
const textsOf = async (productId: string) =>
  (await store.listApprovedReviews(productId, page)).items.map(({ content }) => content.text);

describe('who may write a review', () => {
  test('is whom the product was sent to, however often the event arrives', async () => {
    const { authorId, productId } = await bought();
    await sent(authorId, productId, productId);

    const written = await writeReview({ productId, authorId }, { stars: 4, text: 'Good' });
    await sent(authorId, productId); // late again

    expect(written).toMatchObject({ status: 'pending', content: { stars: 4, text: 'Good' } });
    await expect(writeReview({ productId, authorId }, { stars: 4, text: 'Good' })).resolves.toEqual(written);
  });

  test('is nobody else, and no guest', async () => {
    const { authorId, productId } = await bought();
    const guest = `guest-${randomUUID()}`;
    await sent(guest, productId);

    for (const pair of [
      { productId, authorId: randomUUID() },
      { productId: randomUUID(), authorId },
      { productId, authorId: guest },
    ]) {
      await expect(writeReview(pair, { stars: 1 })).rejects.toMatchObject({ code: 'PURCHASE_REQUIRED' });
    }
  });
});

describe('a review', () => {
  test('is shown and counted once it is approved, and replaced by another one of its author', async () => {
    const { authorId, productId } = await bought();
    const { id } = await writeReview({ productId, authorId }, { stars: 5, text: 'Great', name: 'Ann' });
    expect(await store.getRating(productId)).toBeUndefined();

    await decideReview(id, 'approved');
    await decideReview(id, 'approved');
    expect(await store.getRating(productId)).toEqual({ average: 5, count: 1 });
    expect(await textsOf(productId)).toEqual(['Great']);

    const replaced = await writeReview({ productId, authorId }, { stars: 2, text: 'Broke' });
    expect(replaced).toMatchObject({ id, status: 'pending' });
    expect(await store.getRating(productId)).toBeUndefined();
    expect(await textsOf(productId)).toEqual([]);

    await decideReview(id, 'approved');
    expect(await store.getRating(productId)).toEqual({ average: 2, count: 1 });
    await decideReview(id, 'rejected');
    await decideReview(id, 'rejected');
    expect(await store.getRating(productId)).toBeUndefined();
  });

  test('is not decided on unseen', async () => {
    const { authorId, productId } = await bought();
    const { id, createdAt } = await writeReview({ productId, authorId }, { stars: 5 });
    const seen = new Date(Date.parse(createdAt) - 1).toISOString();

    await expect(decideReview(id, 'approved', seen)).rejects.toMatchObject({ code: 'REVIEW_CHANGED' });
    await expect(decideReview(id, 'approved', createdAt)).resolves.toMatchObject({ status: 'approved' });
  });

  test.each([
    ['that does not exist', () => randomUUID()],
    ['that is the rating of a product', (productId: string) => `rating#${productId}`],
    ['that is not written', (productId: string, authorId: string) => reviewIdOf(productId, authorId)],
  ])('%s is not found', async (_, idOf) => {
    const { authorId, productId, ids } = await bought(2);
    const { id } = await writeReview({ productId, authorId }, { stars: 5 });
    await decideReview(id, 'approved');
    const other = idOf(_.includes('rating') ? productId : (ids[1] ?? ''), authorId);

    await expect(decideReview(other, 'approved')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await store.getRating(productId)).toEqual({ average: 5, count: 1 });
  });

  test('is removed by its author only, who may write another', async () => {
    const { authorId, productId } = await bought();
    const { id } = await writeReview({ productId, authorId }, { stars: 5 });
    await decideReview(id, 'approved');

    await expect(removeReview(id, randomUUID())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await removeReview(id, authorId);
    await removeReview(id, authorId);

    expect(await store.getRating(productId)).toBeUndefined();
    await expect(writeReview({ productId, authorId }, { stars: 5 })).resolves.toMatchObject({ status: 'pending' });
  });

  test('waits in the list of pending ones, the oldest first, until it is decided on', async () => {
    const { authorId, ids } = await bought(3);
    const written = [];
    for (const productId of ids) written.push(await writeReview({ productId, authorId }, { stars: 3 }));
    const [first, second, third] = written.map(({ id }) => id);
    await decideReview(second ?? '', 'rejected');

    const pending = (await store.listPendingReviews(page)).items.map(({ id }) => id);

    expect(pending.filter((id) => [first, second, third].includes(id)).toSorted()).toEqual([first, third].toSorted());
  });
});

test('the rating is that of the approved reviews, whatever happens at once', async () => {
  const authors = ['a', 'b', 'c', 'd'];
  const step = fc.oneof(
    fc.record({ by: fc.constantFrom(...authors), stars: fc.integer({ min: 1, max: 5 }) }),
    fc.record({ by: fc.constantFrom(...authors), decision: fc.constantFrom('approved' as const, 'rejected' as const) }),
    fc.record({ by: fc.constantFrom(...authors), removes: fc.constant(true) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 12 }), async (steps) => {
      const productId = randomUUID();
      await Promise.all(authors.map((author) => sent(author, productId)));
      const act = async (one: (typeof steps)[number]) => {
        const id = reviewIdOf(productId, one.by);
        if ('stars' in one) return writeReview({ productId, authorId: one.by }, { stars: one.stars });
        if ('removes' in one) return removeReview(id, one.by);
        return decideReview(id, one.decision);
      };
      await Promise.allSettled(steps.map(act));

      const { items } = await store.listApprovedReviews(productId, page);
      const stars = items.reduce((sum, { content }) => sum + content.stars, 0);
      const average = Math.round((stars / items.length) * 100) / 100;
      expect(await store.getRating(productId)).toEqual(items.length > 0 ? { average, count: items.length } : undefined);
    }),
    { numRuns: 25 },
  );
});

test('approving at once counts once', async () => {
  const { authorId, productId } = await bought();
  const { id } = await writeReview({ productId, authorId }, { stars: 3 });

  await Promise.all(Array.from({ length: 5 }, () => decideReview(id, 'approved')));

  expect(await store.getRating(productId)).toEqual({ average: 3, count: 1 });
});

test('a person’s reviews are exported, and deleted with the account', async () => {
  const { authorId, productId, ids } = await bought(30);
  const { id } = await writeReview({ productId, authorId }, { stars: 5, text: 'I am Zoë', name: 'Zoë' });
  await decideReview(id, 'approved');
  const exported = await shopperSections.reviews?.(authorId, { limit: 50 });

  await eraseShopper(authorId);
  await eraseShopper(authorId);

  expect(exported?.items).toHaveLength(ids.length);
  expect(exported?.items).toContainEqual(
    expect.objectContaining({ status: 'approved', text: 'I am Zoë', name: 'Zoë' }),
  );
  expect((await store.listReviewsOf(authorId, page)).items).toEqual([]);
  expect(await store.getRating(productId)).toBeUndefined();
  expect(await textsOf(productId)).toEqual([]);
});
