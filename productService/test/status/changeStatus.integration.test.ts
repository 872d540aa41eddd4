import '../../../shared/test/imageEnvironment.ts';
import { randomUUID } from 'node:crypto';
import { startDynamoDb } from '@ecommerce/platform/dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Product } from '../../src/product/product.ts';
import { offer, product } from '../samples.ts';
import { createSearchTables } from '../search/searchTable.ts';

const server = await startDynamoDb({ port: 0 });
process.env.AWS_ENDPOINT_URL_DYNAMODB = server.url;
const { offerProduct } = await import('../../src/offer/offerProduct.ts');
const { addImage } = await import('../../src/picture/changeImages.ts');
const { planPublication } = await import('../../src/picture/publication.ts');
const { changeProduct } = await import('../../src/product/changeProduct.ts');
const { getProduct } = await import('../../src/product/productStore.ts');
const { readOrderableProducts } = await import('../../src/product/orderableProducts.ts');
const { writeChange } = await import('../../src/product/productUpdateStore.ts');
const { approveProduct } = await import('../../src/review/approveProduct.ts');
const { rejectProduct } = await import('../../src/review/rejectProduct.ts');
const { archiveProduct, restoreProduct, submitProduct } = await import('../../src/status/changeStatus.ts');
const { readStock, storeProduct } = await import('../storedProducts.ts');

beforeAll(createSearchTables);
afterAll(() => server.close());

const ann = { userId: 'ann', groups: [], emailVerified: true, email: 'ann@example.com' };
const ben = { userId: 'ben', groups: [] };
const staff = { userId: 'eve', groups: ['staff'] };
const { fileName: _name, fileType: _type, ...fields } = offer;

const read = async (id: string) => (await getProduct(id, { consistent: true })) as Product;
const draft = async (key?: string): Promise<string> =>
  (await offerProduct(ann as never, fields, { currency: 'EUR', idempotencyKey: key })).id;
const stored = async (more: Partial<Product> = {}): Promise<string> => {
  const id = randomUUID();
  await storeProduct(product({ id, ...more }));
  return id;
};
const isSellable = async (id: string) => (await readStock(id))?.sellable === true;

/** Gives a product an image that was added to it, as its publication does. */
const publishImage = async (id: string): Promise<void> => {
  const upload = await addImage(ann, id, { fileName: 'a.png', fileType: 'image/png' }, undefined);
  const row = await read(id);
  const url = 'https://images.example/a.png';
  const files = { url, width: 1, height: 1, renditions: { small: url, medium: url, large: url } };
  const change = planPublication(row, { bucket: 'images', ...upload }, 'added', files, new Date());
  expect(await writeChange(row, change)).toMatchObject({ updated: true });
};

describe('a draft', () => {
  test('has no image and no place among those that wait for one, and is not on sale', async () => {
    const id = await draft();

    const row = await read(id);

    expect(row).toMatchObject({ status: 'draft', productName: fields.productName, unitPrice: 4999 });
    expect(row).not.toHaveProperty('fileName');
    expect(await readStock(id)).toMatchObject({ available: fields.quantity });
    expect(await isSellable(id)).toBe(false);
  });

  test('is one for one key, and another request with the key is refused', async () => {
    const key = randomUUID();

    expect(await draft(key)).toBe(await draft(key));
    await expect(
      offerProduct(ann as never, { ...fields, description: 'x' }, { currency: 'EUR', idempotencyKey: key }),
    ).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    await expect(
      offerProduct(ann as never, offer as never, { currency: 'EUR', idempotencyKey: key }),
    ).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  test('stays a draft whatever is changed, and is submitted once it has an image', async () => {
    const id = await draft();
    await changeProduct(ann, id, { productName: 'New name', productPrice: 3 }, undefined);
    await expect(submitProduct(ann, id)).rejects.toMatchObject({ code: 'IMAGE_NOT_CHECKED' });
    await publishImage(id);
    expect(await read(id)).toMatchObject({ status: 'draft', productName: 'New name', unitPrice: 300 });

    expect(await submitProduct(ann, id)).toMatchObject({ status: 'pending' });
    expect(await submitProduct(ann, id)).toMatchObject({ status: 'pending' });
    await approveProduct(id);

    expect(await submitProduct(ann, id)).toMatchObject({ status: 'approved' });
    expect(await isSellable(id)).toBe(true);
  });

  test('is submitted by its seller and by staff only', async () => {
    const id = await draft();
    await publishImage(id);

    await expect(submitProduct(ben, id)).rejects.toMatchObject({ code: 'PRODUCT_NOT_FOUND' });
    expect(await submitProduct(staff, id)).toMatchObject({ status: 'pending' });
  });

  test('cannot be approved, rejected or archived', async () => {
    const id = await draft();

    for (const act of [() => approveProduct(id), () => archiveProduct(ann, id)]) {
      await expect(act()).rejects.toMatchObject({ code: 'PRODUCT_IS_DRAFT' });
    }
    await publishImage(id);
    await expect(approveProduct(id)).rejects.toMatchObject({ code: 'PRODUCT_IS_DRAFT' });
    await expect(rejectProduct(id, 'no')).rejects.toMatchObject({ code: 'PRODUCT_IS_DRAFT' });
  });
});

describe('an archived product', () => {
  test('is off sale with its stock, and on sale again once it is restored', async () => {
    const id = await stored();

    expect(await archiveProduct(ann, id)).toMatchObject({ status: 'archived', quantity: 40 });
    expect(await archiveProduct(ann, id)).toMatchObject({ status: 'archived' });
    expect(await read(id)).not.toHaveProperty('approvedCategory');
    expect(await isSellable(id)).toBe(false);
    expect(await readOrderableProducts([{ productId: id }])).toEqual(['notOnSale']);

    expect(await restoreProduct(ann, id)).toMatchObject({ status: 'approved', quantity: 40 });
    expect(await restoreProduct(ann, id)).toMatchObject({ status: 'approved' });
    expect(await read(id)).toMatchObject({ approvedCategory: 'shoes' });
    expect(await read(id)).not.toHaveProperty('restoresTo');
    expect(await isSellable(id)).toBe(true);
  });

  test.each<[string, (id: string) => Promise<unknown>, 'approved' | 'pending']>([
    ['a text', (id) => changeProduct(ann, id, { description: 'new' }, undefined), 'pending'],
    ['an image', publishImage, 'pending'],
    ['a price', (id) => changeProduct(ann, id, { productPrice: 1 }, undefined), 'approved'],
    ['its stock', (id) => changeProduct(ann, id, { quantityChange: 1 }, undefined), 'approved'],
  ])('stays so when %s is changed, and is approved again where an admin has to', async (_, change, restored) => {
    const id = await stored();
    await archiveProduct(ann, id);

    await change(id);

    expect(await read(id)).toMatchObject({ status: 'archived' });
    expect(await restoreProduct(ann, id)).toMatchObject({ status: restored });
    expect(await isSellable(id)).toBe(restored === 'approved');
  });

  test('that was pending is pending again', async () => {
    const id = await stored({ status: 'pending' });
    await archiveProduct(ann, id);

    expect(await restoreProduct(ann, id)).toMatchObject({ status: 'pending' });
  });

  test('that staff have archived is not put on sale by its seller alone', async () => {
    const id = await stored();
    await archiveProduct(staff, id);
    expect(await restoreProduct(ann, id)).toMatchObject({ status: 'pending' });

    await approveProduct(id);
    await archiveProduct(staff, id);
    expect(await restoreProduct(staff, id)).toMatchObject({ status: 'approved' });

    await archiveProduct(ann, id);
    expect(await restoreProduct(ann, id)).toMatchObject({ status: 'approved' });
  });

  test('is neither approved, rejected nor submitted, and another seller’s is not found', async () => {
    const id = await stored();
    await expect(archiveProduct(ben, id)).rejects.toMatchObject({ code: 'PRODUCT_NOT_FOUND' });
    await archiveProduct(ann, id);

    for (const act of [() => approveProduct(id), () => rejectProduct(id, 'no'), () => submitProduct(ann, id)]) {
      await expect(act()).rejects.toMatchObject({ code: 'PRODUCT_ARCHIVED' });
    }
    await expect(restoreProduct(ben, id)).rejects.toMatchObject({ code: 'PRODUCT_NOT_FOUND' });
  });

  test('was on sale or waited for a decision before', async () => {
    const id = await stored({ status: 'rejected', rejectionReason: 'r' });

    await expect(archiveProduct(ann, id)).rejects.toMatchObject({ code: 'ALREADY_REJECTED' });
    expect(await restoreProduct(ann, id)).toMatchObject({ status: 'rejected' });
  });

  test('is either archived or restored by requests at the same time, never half', async () => {
    const id = await stored();
    const acts = [0, 1, 2, 3].flatMap(() => [archiveProduct(ann, id), restoreProduct(ann, id)]);

    await Promise.allSettled(acts);

    const { status, approvedCategory } = await read(id);
    expect(['approved', 'archived']).toContain(status);
    expect(approvedCategory).toBe(status === 'approved' ? 'shoes' : undefined);
    expect(await isSellable(id)).toBe(status === 'approved');
  });
});
