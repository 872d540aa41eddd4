import '../../../shared/test/imageEnvironment.ts';
import { randomUUID } from 'node:crypto';
import { GetCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { startDynamoDb } from '@ecommerce/platform/dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createTable } from '../../../shared/test/tables.ts';
import type { Product } from '../../src/product/product.ts';
import type { NewVariant, VariantPatch } from '../../src/product/variantRequests.ts';
import type { Line } from '../../src/reservation/stockReservation.ts';
import { product } from '../samples.ts';
import { createSearchTables } from '../search/searchTable.ts';

const server = await startDynamoDb({ port: 0 });
process.env.AWS_ENDPOINT_URL_DYNAMODB = server.url;
const { dynamodb } = await import('@ecommerce/shared/dynamodb.ts');
const { addVariant, changeVariant, removeVariant } = await import('../../src/product/changeVariants.ts');
const { changeProduct } = await import('../../src/product/changeProduct.ts');
const { deleteProduct, getDetailedProduct } = await import('../../src/product/productStore.ts');
const { approveProduct } = await import('../../src/review/approveProduct.ts');
const { deleteVariantsOf } = await import('../../src/product/deletedVariants.ts');
const { readOrderableProducts } = await import('../../src/product/orderableProducts.ts');
const { ownDetailedProduct } = await import('../../src/product/productViews.ts');
const { variantsOf } = await import('../../src/product/variant.ts');
const { reserveStock } = await import('../../src/reservation/reserveStock.ts');
const { releaseStock } = await import('../../src/reservation/releaseStock.ts');
const { restock } = await import('../../src/reservation/restock.ts');
const { readStock, storeProduct } = await import('../storedProducts.ts');

beforeAll(async () => {
  await createSearchTables();
  await createTable('StockReservations', 'orderId');
});
afterAll(() => server.close());

const ann = { userId: 'ann', groups: [] };
const small: NewVariant = { options: { Size: 'S' }, price: 49.99 };

/** A shirt with 40 units, of which `sizes` have one variant each, the first being the product itself; on sale. */
const shirt = async (...sizes: string[]): Promise<{ id: string; variants: string[] }> => {
  const row = product({ id: randomUUID() });
  await storeProduct(row);
  const [first, ...others] = sizes;
  if (first !== undefined)
    await changeVariant(ann, { id: row.id, variantId: row.id }, { options: { Size: first } }, undefined);
  for (const size of others) {
    await addVariant(ann, row.id, { options: { Size: size }, price: 59.99, quantity: 5 }, undefined);
  }
  if (sizes.length > 0) await approveProduct(row.id);
  return { id: row.id, variants: variantsOf((await detailed(row.id)) as Product).map(({ id }) => id) };
};
const detailed = (id: string) => getDetailedProduct(id, { consistent: true });
const reserve = async (orderId: string, ...items: Line[]) =>
  (await reserveStock([{ orderId, correlationId: 'c', items }]))[0]?.outcome;
const skuRow = async (sku: string) =>
  (await dynamodb.send(new GetCommand({ TableName: 'Products', Key: { id: `sku#${sku}` }, ConsistentRead: true })))
    .Item;

/** A product's units are those of its variants, and none is negative. */
const expectSoundStock = async (id: string): Promise<void> => {
  const row = await detailed(id);
  const units = [...(row?.available.values() ?? [])];
  expect(row?.quantity).toBe(units.reduce((sum, each) => sum + each, 0));
  expect(units.every((each) => each >= 0)).toBe(true);
};

describe('a variant', () => {
  test('is added to the first one, and has to be approved', async () => {
    const { id } = await shirt('S');

    const after = await addVariant(ann, id, { ...small, options: { Size: 'M' }, sku: 'shirt-m', quantity: 7 }, 'key');

    expect(after).toMatchObject({ status: 'pending', quantity: 47 });
    expect(variantsOf(after)).toEqual([
      { id, options: { Size: 'S' }, unitPrice: 4999 },
      { id: expect.any(String), options: { Size: 'M' }, unitPrice: 4999, sku: 'shirt-m' },
    ]);
    await expect(
      addVariant(ann, id, { ...small, options: { Size: 'M' }, sku: 'shirt-m', quantity: 7 }, 'key'),
    ).resolves.toEqual(after);
  });

  test.each<[string, string[], NewVariant, string]>([
    ['without the options of the others', ['S'], { ...small, options: { Colour: 'red' } }, 'INVALID_INPUT'],
    ['with more options than the others', ['S'], { ...small, options: { Size: 'M', Colour: 'red' } }, 'INVALID_INPUT'],
    ['beside a first one without options', [], small, 'INVALID_INPUT'],
    ['with the options of another', ['S'], small, 'VARIANT_EXISTS'],
    ['whose former price is no higher', ['M'], { ...small, compareAtPrice: 49.99 }, 'INVALID_INPUT'],
  ])('is refused %s', async (_, sizes, variant, code) => {
    const { id } = await shirt(...sizes);

    await expect(addVariant(ann, id, variant, undefined)).rejects.toMatchObject({ code });
    await expectSoundStock(id);
  });

  test('is refused beyond 200', async () => {
    const row = product({
      id: randomUUID(),
      variantsVersion: 1,
      variants: Array.from({ length: 200 }, (_, size) => ({
        id: `v${size}`,
        options: { Size: `${size}` },
        unitPrice: 100,
      })),
    });
    await storeProduct(row);

    await expect(addVariant(ann, row.id, small, undefined)).rejects.toMatchObject({ code: 'TOO_MANY_VARIANTS' });
  });

  test('shows the lowest price of the last 30 days beside a reduced one, whichever route changed the price', async () => {
    const { id } = await shirt();
    await changeProduct(ann, id, { productPrice: 39.99 }, undefined);
    await changeProduct(ann, id, { productPrice: 49.99 }, undefined);
    const reduced = await changeVariant(ann, { id, variantId: id }, { price: 44.99, compareAtPrice: 49.99 }, 'key');
    const [repeated] = await Promise.all([
      changeVariant(ann, { id, variantId: id }, { price: 44.99, compareAtPrice: 49.99 }, 'key'),
      changeVariant(ann, { id, variantId: id }, { quantityChange: 1, weightGrams: 100 }, undefined),
    ]);

    expect(ownDetailedProduct(reduced).variants).toMatchObject([
      { price: 44.99, compareAtPrice: 49.99, lowestPrice30Days: 39.99 },
    ]);
    expect(repeated.variants).toMatchObject([{ lowestPrice30Days: 3999 }]);
    const ended = await changeVariant(ann, { id, variantId: id }, { compareAtPrice: null }, undefined);
    expect(ownDetailedProduct(ended).variants[0]).not.toHaveProperty('lowestPrice30Days');
    expect(ownDetailedProduct(ended).variants[0]).not.toHaveProperty('priorPrices');
  });

  test('that is new at a reduced price states that price', async () => {
    const { id } = await shirt('S');

    const after = await addVariant(ann, id, { options: { Size: 'M' }, price: 5, compareAtPrice: 9 }, undefined);

    expect(ownDetailedProduct(after).variants[1]).toMatchObject({ price: 5, lowestPrice30Days: 5 });
  });

  test('is not another seller’s to change, nor a row that is no product', async () => {
    const { id, variants } = await shirt('S', 'M');
    const ben = { userId: 'ben', groups: [] };
    const staff = { userId: 'cleo', groups: ['staff'] };
    await changeVariant(ann, { id, variantId: id }, { sku: 'own' }, undefined);

    await expect(addVariant(ben, id, small, undefined)).rejects.toMatchObject({ code: 'PRODUCT_NOT_FOUND' });
    await expect(removeVariant(ben, { id, variantId: variants[1] ?? '' })).rejects.toMatchObject({
      code: 'PRODUCT_NOT_FOUND',
    });
    await expect(addVariant(staff, 'sku#OWN', small, undefined)).rejects.toMatchObject({ code: 'PRODUCT_NOT_FOUND' });
  });

  test.each<[string, VariantPatch, string]>([
    ['its price', { price: 0.01 }, 'approved'],
    ['its stock', { quantityChange: 3 }, 'approved'],
    ['its SKU and barcode', { sku: `s-${randomUUID()}`, barcode: '4006381333931' }, 'approved'],
    ['its options', { options: { Size: 'XL' } }, 'pending'],
  ])('has %s changed', async (_, patch, status) => {
    const { id, variants } = await shirt('S', 'M');

    const after = await changeVariant(ann, { id, variantId: variants[1] ?? '' }, patch, undefined);

    expect(after.status).toBe(status);
    expect(after.unitPrice).toBe(patch.price === undefined ? 4999 : 1);
    await expectSoundStock(id);
  });

  test('loses what is set to null', async () => {
    const { id } = await shirt('S');
    const key = { id, variantId: id };
    await changeVariant(ann, key, { sku: 'gone', barcode: '1', compareAtPrice: 99, weightGrams: 5 }, undefined);

    const after = await changeVariant(
      ann,
      key,
      { sku: null, barcode: null, compareAtPrice: null, weightGrams: null },
      undefined,
    );

    expect(variantsOf(after)).toEqual([{ id, options: { Size: 'S' }, unitPrice: 4999 }]);
    expect(await skuRow('GONE')).toBeUndefined();
  });

  test('is named where there are several, by all that change price or stock', async () => {
    const { id } = await shirt('S', 'M');

    await expect(changeProduct(ann, id, { productPrice: 1 }, undefined)).rejects.toMatchObject({
      code: 'VARIANT_REQUIRED',
    });
    await expect(changeProduct(ann, id, { quantityChange: 1 }, undefined)).rejects.toMatchObject({
      code: 'VARIANT_REQUIRED',
    });
    await expect(changeProduct(ann, id, { description: 'new' }, undefined)).resolves.toMatchObject({ product: { id } });
  });

  test('is removed with its stock, the first one too, but not the last', async () => {
    const { id, variants } = await shirt('S', 'M');
    const second = variants[1] ?? '';

    const after = await removeVariant(ann, { id, variantId: id });

    expect(after).toMatchObject({ quantity: 5, unitPrice: 5999 });
    expect(variantsOf(after).map((variant) => variant.id)).toEqual([second]);
    expect(await reserve(randomUUID(), { productId: id, quantity: 1 })).toBe('productUnavailable');
    expect(await reserve(randomUUID(), { productId: id, variantId: second, quantity: 2 })).toBe('reserved');
    await expect(removeVariant(ann, { id, variantId: second })).rejects.toMatchObject({ code: 'LAST_VARIANT' });
    await expect(removeVariant(ann, { id, variantId: id })).rejects.toMatchObject({ code: 'VARIANT_NOT_FOUND' });
    await expectSoundStock(id);
  });

  test('that was removed takes no units back from orders, the others do', async () => {
    const { id, variants } = await shirt('S', 'M');
    const orderId = randomUUID();
    const lines = variants.map((variantId) => ({ productId: id, variantId, quantity: 2 }));
    expect(await reserve(orderId, ...lines)).toBe('reserved');
    await removeVariant(ann, { id, variantId: id });

    await releaseStock(orderId);
    await restock({ returnId: randomUUID(), orderId, items: lines });

    expect(await detailed(id)).toMatchObject({ quantity: 7 });
    await expectSoundStock(id);
  });
});

describe('an SKU', () => {
  test('belongs to one variant, however many ask at once', async () => {
    const shirts = await Promise.all(Array.from({ length: 6 }, () => shirt('S')));
    const sku = `Sku-${randomUUID()}`;

    const claims = await Promise.allSettled(
      shirts.map(({ id }, index) =>
        changeVariant(
          ann,
          { id, variantId: id },
          { sku: index % 2 ? sku.toUpperCase() : sku.toLowerCase() },
          undefined,
        ),
      ),
    );

    const refused = claims.flatMap((claim) => (claim.status === 'rejected' ? claim.reason.code : []));
    expect(refused).toEqual(Array.from({ length: 5 }, () => 'SKU_TAKEN'));
  });

  test('is free again once its variant has another, or is gone with its product', async () => {
    const [one, other] = await Promise.all([shirt('S', 'M'), shirt('S')]);
    const variantId = one.variants[1] ?? '';
    await changeVariant(ann, { id: one.id, variantId }, { sku: 'first' }, undefined);
    await changeVariant(ann, { id: one.id, variantId }, { sku: 'second' }, undefined);
    await changeVariant(ann, { id: one.id, variantId }, { sku: 'Second' }, undefined);
    const take = (sku: string) => changeVariant(ann, { id: other.id, variantId: other.id }, { sku }, undefined);

    await expect(take('FIRST')).resolves.toBeDefined();
    await expect(take('second')).rejects.toMatchObject({ code: 'SKU_TAKEN', data: { productId: one.id, variantId } });
    const last = (await detailed(one.id)) as Product;
    await deleteProduct(one.id, ann.userId);
    await deleteVariantsOf(last);
    await deleteVariantsOf(last);

    await expect(take('second')).resolves.toBeDefined();
    expect(await readStock(variantId)).toBeUndefined();
    await deleteVariantsOf(last);
    expect(await skuRow('SECOND')).toMatchObject({ variantId: other.id });
  });
});

describe('readProducts', () => {
  test('finds the variant that is named, or the only one', async () => {
    const { id, variants } = await shirt('S', 'M');
    const second = variants[1] ?? '';
    const single = await shirt('L');

    const found = await readOrderableProducts(
      [
        { productId: id },
        { productId: id, variantId: id },
        { productId: id, variantId: second },
        { productId: id, variantId: single.id },
        { productId: single.id },
      ],
      { withDetails: true },
    );

    expect(found).toEqual([
      'variantRequired',
      expect.objectContaining({ id, variantName: 'S', unitPrice: 4999, quantity: 40 }),
      expect.objectContaining({ id, variantId: second, variantName: 'M', unitPrice: 5999, quantity: 5 }),
      'notOnSale',
      expect.objectContaining({ id: single.id, variantName: 'L', quantity: 40 }),
    ]);
  });
});

test('whatever happens at once, a product’s units are those of its variants, and none is sold twice', async () => {
  const action = fc.record({
    kind: fc.constantFrom('reserve', 'release', 'restock', 'add', 'change', 'remove', 'approve'),
    at: fc.nat(3),
    quantity: fc.integer({ min: 1, max: 6 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(action, { minLength: 1, maxLength: 5 }), { maxLength: 6 }), async (rounds) => {
      const { id, variants } = await shirt('S', 'M', 'L');
      const orders: string[] = [];
      const run = async ({ kind, at, quantity }: { kind: string; at: number; quantity: number }) => {
        const variantId = variants[at % variants.length] ?? id;
        const key = { id, variantId };
        const orderId = randomUUID();
        if (kind === 'reserve') {
          const outcome = await reserve(orderId, { productId: id, variantId, quantity });
          if (outcome === 'reserved') orders.push(orderId);
        }
        if (kind === 'release' && orders.length > 0) await releaseStock(orders[at % orders.length] ?? '');
        if (kind === 'restock')
          await restock({ returnId: orderId, orderId, items: [{ productId: id, variantId, quantity }] });
        if (kind === 'add') await addVariant(ann, id, { ...small, options: { Size: orderId }, quantity }, undefined);
        if (kind === 'change') await changeVariant(ann, key, { quantityChange: quantity - 3 || 1 }, undefined);
        if (kind === 'remove') await removeVariant(ann, key);
        if (kind === 'approve') await approveProduct(id);
      };
      for (const round of rounds) {
        const results = await Promise.allSettled(round.map(run));
        const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
        for (const error of errors) expect(error).toHaveProperty('code');
        await expectSoundStock(id);
      }
      const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: 'Stock', ConsistentRead: true }));
      const known = variantsOf((await detailed(id)) as Product).map((variant) => variant.id);
      const gone = variants.filter((variantId) => variantId !== id && !known.includes(variantId));
      expect(Items.filter(({ variantId }) => gone.includes(variantId))).toEqual([]);
    }),
    { numRuns: 25 },
  );
});
