import '../../../shared/test/imageEnvironment.ts';
import { randomUUID } from 'node:crypto';
import { BatchGetCommand, DynamoDBDocumentClient, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { startDynamoDb } from '@ecommerce/platform/dynamodb';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { transactionConflict } from '../../../shared/test/sdkCalls.ts';
import { createTable } from '../../../shared/test/tables.ts';
import type { Product, StockedProduct } from '../../src/product/product.ts';
import type { ProductPatch } from '../../src/product/productChange.ts';
import { found, offer, product, waitingProduct } from '../samples.ts';
import { createSearchTables } from '../search/searchTable.ts';

const server = await startDynamoDb({ port: 0 });
process.env.AWS_ENDPOINT_URL_DYNAMODB = server.url;
const { changeProduct } = await import('../../src/product/changeProduct.ts');
const { deleteProduct, getDetailedProduct, getProduct, markRejected, markRejectionMailed, putProductOnce } =
  await import('../../src/product/productStore.ts');
const { approveProduct } = await import('../../src/review/approveProduct.ts');
const { readStock, storeProduct } = await import('../storedProducts.ts');
const { CreateUploadUrlBody } = await import('../../src/offer/productOffer.ts');
const { offerProduct } = await import('../../src/offer/offerProduct.ts');
const { reserveStock } = await import('../../src/reservation/reserveStock.ts');
const { releaseStock } = await import('../../src/reservation/releaseStock.ts');

beforeAll(async () => {
  await createSearchTables();
  await createTable('StockReservations', 'orderId');
});
afterAll(() => server.close());
const ann = { userId: 'ann', groups: [] };
const stored = async (more: Partial<Product> = {}, quantity = 40): Promise<Product> => {
  const row = product({ id: randomUUID(), ...more });
  await storeProduct(row, quantity);
  return row;
};
const change = (id: string, patch: ProductPatch, key?: string) => changeProduct(ann, id, patch, key);
const read = async (id: string) => (await getDetailedProduct(id, { consistent: true })) as StockedProduct;
const reserve = async (orderId: string, productId: string, quantity: number): Promise<boolean> => {
  const [result] = await reserveStock([{ orderId, correlationId: 'c', items: [{ productId, quantity }] }]);
  return result?.outcome === 'reserved';
};

/** What holds for every row, whatever has been done to it. */
const expectSound = async (row: StockedProduct): Promise<void> => {
  expect(row.approvedCategory).toBe(row.status === 'approved' ? row.category : undefined);
  expect(row.rejectionReason !== undefined).toBe(row.status === 'rejected');
  expect(row.quantity).toBeGreaterThanOrEqual(0);
  expect((await readStock(row.id))?.sellable).toBe(row.status === 'approved' ? true : undefined);
  if (row.status !== 'awaitingImage') expect(row.imageUrl).toBeDefined();
};

describe('a change', () => {
  test.each<[string, Partial<Product>, ProductPatch, Partial<StockedProduct>]>([
    ['of the price keeps a product on sale', {}, { productPrice: 1 }, { status: 'approved', unitPrice: 100 }],
    ['of the stock does too', {}, { quantityChange: -40 }, { status: 'approved', quantity: 0 }],
    ['of a text does not', {}, { description: 'new' }, { status: 'pending', description: 'new' }],
    ['of the category does not', {}, { category: 'c' }, { status: 'pending', category: 'c' }],
    ['to the same text does', {}, { description: product().description }, { status: 'approved' }],
    [
      'of the stock leaves a rejection',
      { status: 'rejected' },
      { quantityChange: 1 },
      { status: 'rejected', quantity: 41 },
    ],
    ['of the price ends a rejection', { status: 'rejected' }, { productPrice: 1 }, { status: 'pending' }],
    ['of a text leaves a product pending', { status: 'pending' }, { productName: 'n' }, { status: 'pending' }],
  ])('%s', async (_, before, patch, after) => {
    const status = before.status ?? 'approved';
    const row = product({ id: randomUUID(), ...before });
    if (status !== 'approved') delete row.approvedCategory;
    await storeProduct({
      ...row,
      ...(status === 'rejected' ? { rejectionReason: 'r', rejectionMailedAt: 'm' } : {}),
    });

    const { product: answered } = await change(row.id, patch);

    expect(await read(row.id)).toEqual(answered);
    expect(answered).toMatchObject(after);
    await expectSound(answered);
    if (answered.status === 'pending') expect(answered).not.toHaveProperty('rejectionMailedAt');
  });

  test('of the stock alone writes nothing to the product’s row', async () => {
    const { id } = await stored();
    const before = await getProduct(id, { consistent: true });

    await change(id, { quantityChange: 1 });

    expect(await getProduct(id, { consistent: true })).toEqual(before);
  });

  test('of the stock alone needs no approval', async () => {
    const { id, updatedAt } = await stored();

    expect((await change(id, { quantityChange: 1 })).product.updatedAt).toBe(updatedAt);
    expect((await change(id, { productPrice: 1 })).product.updatedAt).not.toBe(updatedAt);
  });

  test('before the image has arrived requests another file, and no other one is accepted', async () => {
    const row = waitingProduct({ id: randomUUID() });
    await storeProduct(row);

    const { product: changed, upload } = await change(row.id, {
      fileName: 'b.png',
      fileType: 'image/png',
      productName: 'n',
    });

    expect(upload).toEqual({ fileName: 'b.png' });
    expect(changed).toMatchObject({ status: 'awaitingImage', fileName: 'b.png', productName: 'n' });
  });

  test('with a key is recognised during the next nineteen keys, and made once', async () => {
    const { id } = await stored({}, 0);

    for (let index = 0; index < 30; index += 1) await change(id, { quantityChange: 1 }, `key ${index}`);
    for (let index = 11; index < 30; index += 1) await change(id, { quantityChange: 1 }, `key ${index}`);

    const { quantity, appliedPatches } = await read(id);
    expect(quantity).toBe(30);
    expect(Object.keys(appliedPatches ?? {})).toHaveLength(20);
  });

  test('whose response was lost is not made again', async () => {
    const { id } = await stored({}, 0);
    const send = DynamoDBDocumentClient.prototype.send as (command: unknown) => Promise<unknown>;
    const spy = jest.spyOn(DynamoDBDocumentClient.prototype, 'send').mockImplementation(async function (
      this: DynamoDBDocumentClient,
      command: unknown,
    ) {
      await send.call(this, command);
      if (command instanceof TransactWriteCommand) throw new Error('killed');
      return send.call(this, command);
    } as never);
    await expect(change(id, { quantityChange: 5 }, 'k')).rejects.toThrow('killed');
    spy.mockRestore();

    expect((await change(id, { quantityChange: 5 }, 'k')).product.quantity).toBe(5);
  });

  test('that conflicts with an order’s transaction is retried', async () => {
    const { id } = await stored({}, 0);
    const send = DynamoDBDocumentClient.prototype.send as (command: unknown) => Promise<unknown>;
    let conflicts = 3;
    const spy = jest.spyOn(DynamoDBDocumentClient.prototype, 'send').mockImplementation(async function (
      this: DynamoDBDocumentClient,
      command: unknown,
    ) {
      if (command instanceof TransactWriteCommand && conflicts-- > 0) throw transactionConflict();
      return send.call(this, command);
    } as never);

    await change(id, { quantityChange: 5 }).finally(() => spy.mockRestore());

    expect((await read(id)).quantity).toBe(5);
  });

  test('that always conflicts with transactions can be repeated later, and so can a deletion', async () => {
    const { id } = await stored();
    const spy = jest.spyOn(DynamoDBDocumentClient.prototype, 'send').mockImplementation((async (command: unknown) => {
      if (command instanceof BatchGetCommand) return found([product({ id, sellerId: 'ann' })]);
      throw transactionConflict();
    }) as never);

    const outcomes = await Promise.allSettled([change(id, { quantityChange: 5 }), deleteProduct(id, 'ann')]);
    spy.mockRestore();

    expect(outcomes).toMatchObject([{ reason: { code: 'UNAVAILABLE' } }, { reason: { code: 'UNAVAILABLE' } }]);
  });

  test('that ends a rejection also ends its email, which is recorded at the same moment', async () => {
    const rejectedAt = new Date().toISOString();
    const { id } = await stored({ status: 'rejected', rejectionReason: 'blurred', rejectedAt });
    const send = DynamoDBDocumentClient.prototype.send as (command: unknown) => Promise<unknown>;
    let mailed = false;
    const spy = jest.spyOn(DynamoDBDocumentClient.prototype, 'send').mockImplementation(async function (
      this: DynamoDBDocumentClient,
      command: unknown,
    ) {
      if (command instanceof UpdateCommand && !mailed) {
        mailed = true;
        await markRejectionMailed({ id, rejectedAt }, new Date());
      }
      return send.call(this, command);
    } as never);

    await change(id, { description: 'sharp' }).finally(() => spy.mockRestore());

    expect(await read(id)).toMatchObject({ status: 'pending' });
    expect(await read(id)).not.toHaveProperty('rejectionMailedAt');
  });
});

test('concurrent changes of the stock and orders lose no unit', async () => {
  const { id } = await stored({}, 30);
  const orders = Array.from({ length: 50 }, () => randomUUID());

  const taken = orders.map(async (orderId) => Number(await reserve(orderId, id, 1)));
  const changes = Array.from({ length: 20 }, (_, index) =>
    change(id, { quantityChange: index % 3 === 0 ? -2 : 1 }).then(
      () => (index % 3 === 0 ? -2 : 1),
      () => 0,
    ),
  );
  const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0);
  const [sold, added] = [sum(await Promise.all(taken)), sum(await Promise.all(changes))];

  expect((await read(id)).quantity).toBe(30 + added - sold);
  await Promise.all(
    orders.slice(0, 10).flatMap((orderId) => [releaseStock(orderId), change(id, { quantityChange: 1 })]),
  );
  const reserved = (await Promise.all(taken)).slice(0, 10);
  expect((await read(id)).quantity).toBe(30 + added - sold + sum(reserved) + 10);
});

describe('the id of a deleted product', () => {
  const offered = (key: string) =>
    offerProduct({ ...ann, email: 'ann@example.com' }, CreateUploadUrlBody.parse(offer), {
      currency: 'EUR',
      idempotencyKey: key,
    });

  test.each([
    ['its seller', 'ann'],
    ['an admin', undefined],
  ])('stays reserved when %s deleted it, so that carts never hold another product', async (_, by) => {
    const key = randomUUID();
    const { id } = await offered(key);
    expect(await deleteProduct(id, by)).toBe(true);

    await expect(offered(key)).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    await expect(putProductOnce(product({ id }), 1)).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });

    expect(await read(id)).toBeUndefined();
    expect(await readStock(id)).toBeUndefined();
    expect(await deleteProduct(id, by)).toBe(false);
  });

  test('gets no stock from an order that is cancelled later', async () => {
    const { id, sellerId } = await stored({}, 5);
    expect(await reserve('order-of-deleted', id, 2)).toBe(true);
    await deleteProduct(id, sellerId);

    await releaseStock('order-of-deleted');

    expect(await readStock(id)).toBeUndefined();
  });

  test('leaves nothing behind that could be deleted, approved or changed', async () => {
    const { id } = await offered(randomUUID());
    await deleteProduct(id, undefined);

    expect(await deleteProduct(`deleted#${id}`, undefined)).toBe(false);
    await expect(approveProduct(`deleted#${id}`)).rejects.toMatchObject({ code: 'PRODUCT_NOT_FOUND' });
    await expect(change(`deleted#${id}`, { productPrice: 1 })).rejects.toMatchObject({ code: 'PRODUCT_NOT_FOUND' });
  });
});

test('concurrent changes by a seller and an admin leave a consistent row', async () => {
  const refused = (error: unknown) => {
    expect((error as { code?: string }).code).toMatch(/^(PRODUCT_NOT_FOUND|ALREADY_REJECTED|UNAVAILABLE)$/);
  };
  for (let round = 0; round < 30; round += 1) {
    const row = product({ id: randomUUID(), status: 'pending' });
    delete row.approvedCategory;
    await storeProduct(row);
    const { id } = row;
    const doings = [
      () => approveProduct(id),
      () => approveProduct(id),
      () => markRejected(id, 'r', new Date()),
      () => change(id, { productName: `n${round}` }),
      () => change(id, { category: `c${round}`, quantityChange: 1 }),
      () => change(id, { productPrice: 1 }),
      ...(round % 5 === 0 ? [() => deleteProduct(id, 'ann')] : []),
    ].toSorted(() => Math.random() - 0.5);

    await Promise.all(doings.map((act) => act().catch(refused)));

    const left = await read(id);
    if (round % 5 === 0) {
      expect(left).toBeUndefined();
      expect(await readStock(id)).toBeUndefined();
    } else {
      await expectSound(left);
      expect(left).toMatchObject({ productName: `n${round}`, category: `c${round}`, unitPrice: 100, quantity: 41 });
    }
  }
});

test('staff change every product, and their keys are not the seller’s', async () => {
  const { id } = await stored({ sellerId: 'ben' });
  const staff = { userId: 'sue', groups: ['staff'] };

  await changeProduct({ userId: 'ben', groups: [] }, id, { productPrice: 1 }, 'key');
  const { product: changed } = await changeProduct(staff, id, { productPrice: 2 }, 'key');

  expect(changed).toMatchObject({ sellerId: 'ben', unitPrice: 200 });
  await expectSound(await read(id));
});

test('another seller’s product looks like a missing one', async () => {
  const { id } = await stored({ sellerId: 'ben' });

  await expect(change(id, { productPrice: 1 })).rejects.toMatchObject({ code: 'PRODUCT_NOT_FOUND' });
  await expect(change(randomUUID(), { productPrice: 1 })).rejects.toMatchObject({ code: 'PRODUCT_NOT_FOUND' });
  expect(await deleteProduct(id, 'ann')).toBe(false);
  expect(await deleteProduct(id, undefined)).toBe(true);
});
