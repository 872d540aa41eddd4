import '../../../shared/test/imageEnvironment.ts';
import { randomUUID } from 'node:crypto';
import { startDynamoDb } from '@ecommerce/platform/dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { request } from '../../../shared/test/httpEvent.ts';
import { cloud, resetCloud } from '../../../shared/test/imageCloud.ts';
import { createTable } from '../../../shared/test/tables.ts';
import type { Product } from '../../src/product/product.ts';
import type { ProductRecord } from '../../src/product/productRecords.ts';
import { product } from '../samples.ts';
import { createSearchTables } from '../search/searchTable.ts';

const server = await startDynamoDb({ port: 0 });
process.env.AWS_ENDPOINT_URL_DYNAMODB = server.url;
const { handler: getProductBySlug } = await import('../../src/handlers/getProductBySlug.ts');
const { changeProduct } = await import('../../src/product/changeProduct.ts');
const { deleteProduct, getProduct } = await import('../../src/product/productStore.ts');
const { approveProduct } = await import('../../src/review/approveProduct.ts');
const { cleanUpAfter } = await import('../../src/search/cleanUpAfter.ts');
const { storeProduct } = await import('../storedProducts.ts');

beforeAll(async () => {
  cloud.dynamodb.restore();
  await createSearchTables();
  await createTable('Reviews', 'id');
});
afterAll(() => {
  resetCloud();
  return server.close();
});

const ann = { userId: 'ann', groups: [] };
const read = async (id: string) => (await getProduct(id, { consistent: true })) as Product;
const slugsOf = async (id: string) => (await read(id)).slugs?.map(({ slug }) => slug);
const unique = (name: string) => `${name} ${randomUUID()}`;

/** A product that waits for its approval. */
const pending = async (productName: string) => {
  const { approvedCategory: _, ...row } = product({ id: randomUUID(), productName, status: 'pending' });
  await storeProduct(row);
  return row.id;
};
const onSale = async (productName: string) => {
  const id = await pending(productName);
  await approveProduct(id);
  return id;
};
const rename = async (id: string, productName: string) => {
  await changeProduct(ann, id, { productName }, undefined);
  await approveProduct(id);
};
const found = async (slug: string) => {
  const { status, body } = await request(getProductBySlug, { path: { slug } });
  return status === 200 ? { id: body.id, slug: body.slug } : body.code;
};
/** Lets the consumer of the table's stream see a write. */
const streamed = (record: Partial<ProductRecord> & { id: string }) =>
  cleanUpAfter({ before: undefined, between: [], after: undefined, sequenceNumber: '1', ...record }, 'images');

test('an approval gives a product a slug, in upper and lower case alike; before it there is none', async () => {
  const name = unique('Größe');
  const id = await pending(name);
  expect(await slugsOf(id)).toBeUndefined();

  await approveProduct(id);

  const slug = name.toLowerCase().replace('größe ', 'grosse-');
  expect(await slugsOf(id)).toEqual([slug]);
  expect(await found(slug.toUpperCase())).toEqual({ id, slug });
  expect(await found(`${slug}x`)).toBe('PRODUCT_NOT_FOUND');
});

test('products of one name that are approved at once get different slugs', async () => {
  const name = unique('Same');
  const ids = await Promise.all(Array.from({ length: 8 }, () => pending(name)));

  await Promise.all(ids.map((id) => approveProduct(id)));

  const slugs = (await Promise.all(ids.map(slugsOf))).flatMap((all) => all ?? []);
  expect(new Set(slugs).size).toBe(8);
  for (const [index, slug] of slugs.entries()) expect(await found(slug)).toEqual({ id: ids[index], slug });
});

test('a rename gives another slug once it is approved, and the old one leads to the product', async () => {
  const [first, second] = [unique('first'), unique('second')];
  const [old, current] = [first.replace(' ', '-'), second.replace(' ', '-')];
  const id = await onSale(first);

  await changeProduct(ann, id, { productName: second }, undefined);
  expect(await found(old)).toBe('PRODUCT_NOT_FOUND'); // off sale
  await approveProduct(id);

  expect(await found(old)).toEqual({ id, slug: current });
  expect(await found(current)).toEqual({ id, slug: current });
  await rename(id, first);
  expect(await found(current)).toEqual({ id, slug: old });
  expect(await slugsOf(id)).toEqual([current, old]);
});

test('an old slug stays with its product, also if another gets its name', async () => {
  const name = unique('wanted');
  const id = await onSale(name);
  await rename(id, unique('other'));
  const rival = await onSale(name);

  expect(await found(name.replace(' ', '-'))).toMatchObject({ id });
  expect(await slugsOf(rival)).toEqual([`${name.replace(' ', '-')}-${rival.slice(0, 8)}`]);
});

test('a deleted product’s slugs are free for others once the stream has seen it', async () => {
  const name = unique('gone');
  const id = await onSale(name);
  const before = await read(id);
  await deleteProduct(id, undefined);
  expect(await found(name.replace(' ', '-'))).toBe('PRODUCT_NOT_FOUND');

  await streamed({ id, before });
  const heir = await onSale(name);
  await streamed({ id, before }); // the record again

  expect(await found(name.replace(' ', '-'))).toMatchObject({ id: heir });
});

test('the slug of the eleventh name ago is free for others, unless the product has it again', async () => {
  const name = unique('name');
  const id = await onSale(name);
  const before = await read(id);
  for (let count = 0; count < 10; count += 1) await rename(id, unique(`name${count}`));
  expect(await slugsOf(id)).not.toContain(name.replace(' ', '-'));
  const after = await read(id);
  await rename(id, name);

  await streamed({ id, before, after }); // late
  expect(await found(name.replace(' ', '-'))).toMatchObject({ id });

  await rename(id, unique('last'));
  const dropped = (await read(id)).slugs ?? [];
  await streamed({
    id,
    before: { ...after, slugs: [...(after.slugs ?? []), ...dropped] },
    after: { ...after, slugs: [] },
  });
  expect(await found(name.replace(' ', '-'))).toBe('PRODUCT_NOT_FOUND');
});

test('an approval without a change of the name keeps the slug, and one of an older release gives one', async () => {
  const name = unique('kept');
  const id = await onSale(name);
  const { slugs } = await read(id);

  await changeProduct(ann, id, { description: 'new' }, undefined);
  await approveProduct(id);

  expect((await read(id)).slugs).toEqual(slugs);
});
