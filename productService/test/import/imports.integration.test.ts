import '../../../shared/test/imageEnvironment.ts';
import { randomUUID } from 'node:crypto';
import { CreateBucketCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { startDynamoDb } from '@ecommerce/platform/dynamodb';
import { startStorageAndMessaging } from '@ecommerce/platform/storage';
import type { Caller } from '@ecommerce/shared/auth.ts';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { awsError } from '../../../shared/test/sdkCalls.ts';
import { createTable } from '../../../shared/test/tables.ts';
import { product } from '../samples.ts';
import { createSearchTables } from '../search/searchTable.ts';

const database = await startDynamoDb({ port: 0 });
const storage = await startStorageAndMessaging({
  port: 0,
  region: 'eu-west-1',
  accountId: '000000000000',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});
process.env.AWS_ENDPOINT_URL_DYNAMODB = database.url;
process.env.AWS_ENDPOINT_URL_S3 = storage.url;
const { dynamodb } = await import('@ecommerce/shared/dynamodb.ts');
const { updateImport } = await import('../../src/import/importStore.ts');
const { createImport, getImport } = await import('../../src/import/createImport.ts');
const { createFileUrl } = await import('../../src/import/importFileStore.ts');
const { runImport } = await import('../../src/import/runImport.ts');
const { writeExport } = await import('../../src/export/writeExport.ts');
const { beginExport, readExport } = await import('../../src/export/exportStore.ts');
const { getDetailedProduct } = await import('../../src/product/productStore.ts');
const { readSkuOwner } = await import('../../src/product/skuStore.ts');
const { removeVariant } = await import('../../src/product/changeVariants.ts');
const { adjustStock } = await import('../../src/stock/adjustStock.ts');
const { stockMovements } = await import('../../src/stock/stockMovements.ts');
const { storeProduct } = await import('../storedProducts.ts');

const s3 = new S3Client({ forcePathStyle: true });
const sue: Caller = { userId: 'sue', groups: ['staff'], email: 'sue@example.com' };

beforeAll(async () => {
  await createSearchTables();
  await createTable('ProductFiles', 'id');
  await s3.send(new CreateBucketCommand({ Bucket: 'files' }));
});
afterAll(async () => {
  s3.destroy();
  await Promise.all([database.close(), storage.close()]);
});

const soon = () => Date.now() + 60_000;

const begin = async (text: string, dryRun = false): Promise<string> => {
  const file = { fileName: 'products.csv', fileType: 'text/csv', dryRun } as const;
  const { id } = await createImport(sue, file, { locale: 'en', idempotencyKey: undefined });
  const headers = { 'content-type': 'text/csv' };
  const { status } = await fetch(await createFileUrl(id), { method: 'PUT', body: text, headers });
  expect(status).toBe(200);
  return id;
};

/** Imports a file in one run. */
const imported = async (text: string, dryRun = false) => {
  const id = await begin(text, dryRun);
  expect(await runImport(id, soon())).toBe('over');
  return getImport(id);
};

const shopify = (...lines: string[]) =>
  [
    'Handle,Title,Body (HTML),Type,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Qty,Variant Price',
    ...lines,
  ].join('\n');

const ours = (columns: string, ...lines: string[]) => [`productId,variantId,${columns}`, ...lines].join('\n');

const exported = async (): Promise<string> => {
  const { exportId } = await beginExport(await readExport());
  await writeExport(exportId, soon());
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'files', Key: `exports/${exportId}.csv` }));
  return (await Body?.transformToString()) ?? '';
};

/** Has the writes of products fail. */
const send = dynamodb.send.bind(dynamodb);
const withFault = (error: Error) =>
  (async (command: TransactWriteCommand) => {
    if (command instanceof TransactWriteCommand) throw error;
    return send(command);
  }) as unknown as typeof dynamodb.send;

const idOf = async (sku: string) => (await readSkuOwner(sku))?.productId ?? '';
const read = async (id: string) => {
  const found = await getDetailedProduct(id, { consistent: true });
  if (!found) throw new Error(`no product ${id}`);
  return found;
};
const movements = async (id: string) => (await stockMovements(sue, id, { limit: 100 })).items;

/** The stock of every variant, which its movements add up to. */
const units = async (id: string): Promise<Record<string, number>> => {
  const { available, quantity } = await read(id);
  const sums = new Map<string, number>();
  for (const { variantId, delta } of await movements(id)) sums.set(variantId, (sums.get(variantId) ?? 0) + delta);
  for (const [variantId, sum] of sums) expect(available.get(variantId)).toBe(sum);
  expect([...available.values()].reduce((sum, one) => sum + one, 0)).toBe(quantity);
  return Object.fromEntries(available);
};

/** Many variants, so that a product takes several writes. */
const manyVariants = (prefix: string, count: number, quantity: number) =>
  Array.from({ length: count }, (_, i) =>
    i === 0
      ? `${prefix},Shirt,<p>Cool</p>,Shirts,Size,s0,${prefix}-0,${quantity},10`
      : `${prefix},,,,,s${i},${prefix}-${i},${quantity},${10 + i}`,
  );

describe('a Shopify export', () => {
  test('makes drafts of the staff member, with variants, stock and movements', async () => {
    const row = await imported(
      shopify(
        'mug,Mug,<b>Hot</b><script>x</script>,Cups,Title,Default Title,MUG-1,7,9.50',
        ...manyVariants('tee', 45, 2),
      ),
    );

    expect(row).toMatchObject({ status: 'completed', rows: 46, done: 46, refused: [], refusedRows: 0 });
    const mug = await read(await idOf('mug-1'));
    expect(mug).toMatchObject({ status: 'draft', sellerId: 'sue', description: 'Hot', unitPrice: 950, quantity: 7 });
    const tee = await read(await idOf('TEE-44'));
    expect(tee.variants).toHaveLength(45);
    expect(Object.values(await units(tee.id))).toEqual(Array(45).fill(2));
    expect((await movements(tee.id)).map(({ kind }) => kind)).toEqual(Array(45).fill('initial'));
  });

  test('imported again it changes what differs, and moves the difference of the stock once', async () => {
    await imported(shopify('cap,Cap,Warm,Hats,,,CAP-1,5,20'));
    const id = await idOf('CAP-1');
    const before = await read(id);

    expect(await imported(shopify('cap,Cap,Warm,Hats,,,CAP-1,5,20'))).toMatchObject({ status: 'completed', done: 1 });
    expect(await read(id)).toEqual(before);

    await imported(shopify('cap,Woollen cap,Warm,Hats,,,CAP-1,12,22'));
    expect(await read(id)).toMatchObject({ productName: 'Woollen cap', unitPrice: 2200, quantity: 12 });
    expect(await units(id)).toEqual({ [id]: 12 });
    expect(await movements(id)).toMatchObject([
      { kind: 'import', delta: 7, by: 'sue' },
      { kind: 'initial', delta: 5 },
    ]);
  });

  test('changes the product that has its SKUs, and takes it off sale for an approval of its texts only', async () => {
    const id = randomUUID();
    const variants = [{ id, options: {}, unitPrice: 4999, sku: 'SHOE-1' }];
    await storeProduct(product({ id, variants, variantsVersion: 1 }), 3);
    await imported(ours('sku,price', `${id},${id},SHOE-2,50`));

    await imported(shopify('any,Running shoes,"Light, orange,fast",shoes,,,SHOE-2,4,60'));
    expect(await read(id)).toMatchObject({ status: 'pending', unitPrice: 6000, quantity: 4 });
    expect(await readSkuOwner('SHOE-1')).toBeUndefined();
  });
});

test('an approved product whose price and stock change stays on sale', async () => {
  const id = randomUUID();
  await storeProduct(product({ id }), 3);

  await imported(ours('price,quantity', `${id},${id},55,9`));

  const { status, unitPrice } = await read(id);
  expect({ status, unitPrice, units: await read(id).then(({ quantity }) => quantity) }).toEqual({
    ...{ status: 'approved', unitPrice: 5500, units: 9 },
  });
});

test('each product that cannot be imported is refused with its line, and the others are done', async () => {
  await imported(shopify('taken,Taken,x,y,,,TAKEN-1,1,1'));
  const id = randomUUID();
  const gone = randomUUID();

  const row = await imported(
    ours(
      'slug,productName,description,category,price,quantity,sku,currency',
      `${id},,,,,,5,1,,`,
      `${gone},,,Name,Text,Cat,5,1,TAKEN-1,`,
      ',,good,Good,Text,Cat,5,1,GOOD-1,EUR',
      ',,dear,Dear,Text,Cat,5.001,1,,',
      ',,dollar,Dollar,Text,Cat,5,1,,USD',
      ',,bad,Bad,Text,Cat,5,-1,,',
    ),
  );

  expect(row).toMatchObject({ status: 'completed', rows: 6, done: 6, refusedRows: 5 });
  expect(row.refused).toEqual([
    { line: 2, reason: expect.stringContaining('productName: is needed') },
    { line: 3, reason: expect.stringContaining('SKU') },
    { line: 5, reason: expect.stringContaining('price: ') },
    { line: 6, reason: 'currency: must be EUR' },
    { line: 7, reason: expect.stringContaining('quantity: ') },
  ]);
  expect(await read(await idOf('GOOD-1'))).toMatchObject({ productName: 'Good', quantity: 1 });
});

test('a dry run refuses the same and writes nothing', async () => {
  const row = await imported(shopify('dry,Dry,x,y,,,DRY-1,1,1', 'wet,Wet,x,y,,,WET-1,1,0'), true);

  expect(row).toMatchObject({ status: 'completed', done: 2, refusedRows: 1, refused: [{ line: 3 }] });
  expect(await readSkuOwner('DRY-1')).toBeUndefined();
});

describe('a file that cannot be imported fails with the reason, and nothing of it is imported', () => {
  test.each([
    ['', 'empty'],
    ['a,b\n1,2\n', 'no column "Handle"'],
    [shopify('broken-1,Broken,x,y,,,BROKEN-1,1,1', 'broken-2,"Broken'), 'Quote Not Closed'],
  ])('%j', async (text, reason) => {
    expect(await imported(text)).toMatchObject({ status: 'failed', reason: expect.stringContaining(reason), done: 0 });
    expect(await readSkuOwner('BROKEN-1')).toBeUndefined();
  });

  test('another file under the same address', async () => {
    const id = await begin(shopify(...Array.from({ length: 25 }, (_, i) => `swap-${i},Swap,x,y,,,SWAP-${i},1,1`)));
    expect(await runImport(id, 0)).toBe('goesOn');
    const headers = { 'content-type': 'text/csv' };
    await fetch(await createFileUrl(id), { method: 'PUT', body: shopify(), headers });

    expect(await runImport(id, soon())).toBe('over');
    expect(await getImport(id)).toMatchObject({ status: 'failed', reason: expect.stringContaining('Another file') });
  });
});

describe('an import that is stopped', () => {
  test('goes on where it was, in as many runs as it takes', async () => {
    const lines = Array.from({ length: 90 }, (_, i) => `run-${i},Run ${i},x,y,,,RUN-${i},${i},1`);
    const id = await begin(shopify(...lines));
    for (const done of [20, 40, 60, 80]) {
      expect(await runImport(id, 0)).toBe('goesOn');
      expect(await getImport(id)).toMatchObject({ status: 'running', rows: 90, done });
    }
    expect(await runImport(id, 0)).toBe('over');

    expect(await getImport(id)).toMatchObject({ status: 'completed', done: 90, refused: [] });
    expect(await units(await idOf('RUN-89'))).toEqual({ [await idOf('RUN-89')]: 89 });
  });

  test('does not undo what customers have bought since', async () => {
    await imported(shopify('sold,Sold,x,y,,,SOLD-1,5,1', 'kept,Kept,x,y,,,KEPT-1,5,1'));
    const [sold, kept] = [await idOf('SOLD-1'), await idOf('KEPT-1')];
    const id = await begin(shopify('sold,Sold,x,y,,,SOLD-1,9,1', 'kept,Kept,x,y,,,KEPT-1,5,1'));
    const { importPart } = await import('../../src/import/importPart.ts');
    const { readImport } = await import('../../src/import/importStore.ts');
    expect(await runImport(id, 0)).toBe('over');
    expect(await units(sold)).toEqual({ [sold]: 9 });

    for (const variantId of [sold, kept]) {
      await adjustStock(sue, { variantId, delta: -2, reason: 'sold' }, undefined);
    }
    const row = await readImport(id);
    if (!row) throw new Error('no import');
    const part = [
      { handle: 'sold', sku: 'SOLD-1', quantity: 9 },
      { handle: 'kept', sku: 'KEPT-1', quantity: 5 },
    ].map(({ handle, sku, quantity }, i) => ({
      ...{ line: i + 2, lines: 1 },
      product: { handle, variants: [{ sku, quantity, options: {} }] },
    }));
    await importPart({ ...row, position: 0 }, part); // as a run does that was stopped before it recorded the part

    expect(await units(sold)).toEqual({ [sold]: 7 });
    expect(await units(kept)).toEqual({ [kept]: 3 });
  });

  test('ten times at the same place fails', async () => {
    const id = await begin(shopify('stuck,Stuck,x,y,,,STUCK-1,1,1'));
    await updateImport({ seen: { id, position: 0 }, set: { starts: 10 } });

    expect(await runImport(id, soon())).toBe('over');
    expect(await getImport(id)).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('stopped 10 times'),
    });
    expect(await runImport(id, soon())).toBe('over');
  });

  test('by an error of ours fails at the third time, by an outage it goes on', async () => {
    const id = await begin(shopify('fault,Fault,x,y,,,FAULT-1,1,1'));
    const faults = jest.spyOn(dynamodb, 'send').mockImplementation(withFault(awsError('ThrottlingException')));
    for (let run = 0; run < 4; run += 1) await expect(runImport(id, 0)).rejects.toThrow();
    faults.mockImplementation(withFault(new Error('a bug')));
    expect(await runImport(id, 0)).toBe('over');
    faults.mockRestore();

    expect(await getImport(id)).toMatchObject({ status: 'failed', reason: expect.stringContaining('on our side') });
  });
});

describe('at the same time', () => {
  test('two runs of an import have one effect', async () => {
    const id = await begin(shopify(...manyVariants('twice', 30, 3), 'one,One,x,y,,,ONE-1,4,1'));

    const runs = await Promise.all([runImport(id, soon()), runImport(id, soon())]);

    expect(runs).toContain('over');
    expect(await getImport(id)).toMatchObject({ status: 'completed', rows: 31, done: 31, refusedRows: 0 });
    expect(Object.values(await units(await idOf('TWICE-0')))).toEqual(Array(30).fill(3));
  });

  test('two imports of the same file make each product once', async () => {
    const text = shopify(
      ...manyVariants('race', 30, 3),
      ...Array.from({ length: 30 }, (_, i) => `r${i},R${i},x,y,,,R-${i},2,1`),
    );
    const ids = [await begin(text), await begin(text), await begin(text)];

    await Promise.all(ids.map((id) => runImport(id, soon())));

    for (const id of ids) expect(await getImport(id)).toMatchObject({ status: 'completed', done: 60, refused: [] });
    expect(Object.values(await units(await idOf('RACE-0')))).toEqual(Array(30).fill(3));
    for (let i = 0; i < 30; i += 1) expect(Object.values(await units(await idOf(`R-${i}`)))).toEqual([2]);
  });

  test('two imports that set the same stock end at one of their numbers', async () => {
    await imported(shopify('both,Both,x,y,,,BOTH-1,5,1'));
    const id = await idOf('BOTH-1');
    const imports = [await begin(ours('quantity', `${id},${id},8`)), await begin(ours('quantity', `${id},${id},11`))];

    await Promise.all(imports.map((one) => runImport(one, soon())));

    expect([8, 11]).toContain((await units(id))[id]);
  });
});

test('what is exported, imported and exported again is the same, byte for byte', async () => {
  await imported(shopify('=cmd,=1+1,"<p>@x</p>",Cats,Size,M,+SKU-1,3,5.25', '=cmd,,,,,L,,1,6'));
  await removeVariant(sue, { id: await idOf('TEE-44'), variantId: await idOf('TEE-44') });
  const first = await exported();
  expect(first.split('\r\n').length).toBeGreaterThan(100);

  expect(await imported(first)).toMatchObject({ status: 'completed', refused: [] });

  expect(await exported()).toBe(first);
});
