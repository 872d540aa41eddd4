import '../../../shared/test/imageEnvironment.ts';
import { randomUUID } from 'node:crypto';
import { startDynamoDb } from '@ecommerce/platform/dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { product } from '../samples.ts';
import { createSearchTables } from '../search/searchTable.ts';
import { createShopperTables } from '../shopperTables.ts';

const server = await startDynamoDb({ port: 0 });
process.env.AWS_ENDPOINT_URL_DYNAMODB = server.url;
const { addWish, viewWishList } = await import('../../src/wishList/changeWishList.ts');
const { putWish, removeWish } = await import('../../src/wishList/wishListStore.ts');
const { addVariant, changeVariant } = await import('../../src/product/changeVariants.ts');
const { deleteProduct, markRejected } = await import('../../src/product/productStore.ts');
const { approveProduct } = await import('../../src/review/approveProduct.ts');
const { eraseShopper } = await import('../../src/erasure/eraseShopper.ts');
const { shopperSections } = await import('../../src/personalData/shopperSections.ts');
const { storeProduct } = await import('../storedProducts.ts');

beforeAll(async () => {
  await createSearchTables();
  await createShopperTables();
});
afterAll(() => server.close());

const onSale = async (productName = 'Shoe', available = 40) => {
  const row = product({ id: randomUUID(), productName });
  await storeProduct(row, available);
  return row.id;
};
const customer = () => randomUUID();
const wish = { productId: 'p', name: 'Old', addedAt: '2026-01-01T00:00:00.000Z' };

test('shows what is on sale with price and stock, the last added first', async () => {
  const ann = customer();
  const shoe = await onSale();
  await changeVariant(
    { userId: 'ann', groups: [] },
    { id: shoe, variantId: shoe },
    { options: { Size: 'S' } },
    undefined,
  );
  const seller = { userId: 'ann', groups: [] };
  const added = await addVariant(seller, shoe, { options: { Size: 'M' }, price: 59.99, quantity: 5 }, undefined);
  await approveProduct(shoe);
  const medium = added.variants?.[1]?.id ?? '';
  const hat = await onSale('Hat', 0);

  for (const id of [shoe, medium, hat, shoe]) await addWish(ann, id);
  const seen = await viewWishList(ann);

  expect(seen).toMatchObject([
    { variantId: hat, productId: hat, name: 'Hat', onSale: true, price: 49.99, currency: 'EUR', quantity: 0 },
    { variantId: medium, productId: shoe, name: 'Shoe', variantName: 'M', price: 59.99, quantity: 5 },
    { variantId: shoe, productId: shoe, name: 'Shoe', variantName: 'S', price: 49.99, quantity: 40 },
  ]);
});

test('names what is gone, and takes nothing that is not on sale', async () => {
  const ann = customer();
  const [rejected, deleted] = [await onSale('Rejected'), await onSale('Deleted')];
  for (const id of [rejected, deleted]) await addWish(ann, id);
  await markRejected(rejected, 'no', new Date());
  await deleteProduct(deleted, undefined);

  expect(await viewWishList(ann)).toMatchObject([
    { variantId: deleted, name: 'Deleted', onSale: false, price: null, imageUrl: null, quantity: 0 },
    { variantId: rejected, name: 'Rejected', onSale: false, price: null, currency: null, quantity: 0 },
  ]);
  for (const id of [rejected, deleted, 'unknown', 'sku#X']) {
    await expect(addWish(ann, id)).rejects.toMatchObject({ code: 'VARIANT_NOT_FOUND' });
  }
});

test('holds 100 entries at most, also of requests at once', async () => {
  const ann = customer();
  const put = (variantId: string) => putWish(ann, variantId, wish);
  for (let start = 0; start < 98; start += 14) {
    await Promise.all(Array.from({ length: 14 }, (_, index) => put(`v${start + index}`)));
  }

  const outcomes = await Promise.allSettled(['a', 'b', 'c', 'd', 'e'].map(put));
  const refused = outcomes.filter(({ status }) => status === 'rejected');

  expect(refused).toHaveLength(3);
  expect(refused[0]).toMatchObject({ reason: { code: 'WISH_LIST_FULL' } });
  await expect(put('v1')).resolves.toEqual(wish); // is there already
  await removeWish(ann, 'v1');
  await removeWish(ann, 'v1');
  await expect(put('new')).resolves.toEqual(wish);
});

test('is exported, and deleted with the account', async () => {
  const ann = customer();
  await putWish(ann, 'v', wish);

  const exported = await shopperSections.wishList?.(ann, { limit: 50 });
  await eraseShopper(ann);
  await eraseShopper(ann);

  expect(exported?.items).toEqual([{ variantId: 'v', ...wish }]);
  expect(await viewWishList(ann)).toEqual([]);
});
