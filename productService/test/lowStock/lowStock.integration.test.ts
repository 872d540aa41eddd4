import '../../../shared/test/imageEnvironment.ts';
import { randomUUID } from 'node:crypto';
import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import { PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startDynamoDb } from '@ecommerce/platform/dynamodb';
import type { Caller } from '@ecommerce/shared/auth.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import type { Fall } from '../../src/lowStock/lowStock.ts';
import { product } from '../samples.ts';
import { createSearchTables } from '../search/searchTable.ts';
import { createShopperTables } from '../shopperTables.ts';

const server = await startDynamoDb({ port: 0 });
process.env.AWS_ENDPOINT_URL_DYNAMODB = server.url;
const { fallIn } = await import('../../src/lowStock/lowStock.ts');
const { announceLowStock } = await import('../../src/lowStock/announceLowStock.ts');
const { sendLowStockMail } = await import('../../src/lowStock/lowStockMail.ts');
const { addVariant, changeVariant, removeVariant } = await import('../../src/product/changeVariants.ts');
const { detailedProduct, ownDetailedProduct } = await import('../../src/product/productViews.ts');
const { readStock, storeProduct } = await import('../storedProducts.ts');

const [sns, sqs, ses] = [mockClient(SNSClient), mockClient(SQSClient), mockClient(SESClient)];
beforeAll(async () => {
  await createSearchTables();
  await createShopperTables();
});
beforeEach(() => {
  for (const client of [sns, sqs, ses]) client.reset();
  ses.on(SendEmailCommand).resolves({});
  sns.on(PublishBatchCommand).resolves({});
});
afterAll(() => server.close());

const ann = { userId: 'ann', email: 'ann@example.com', groups: [] as string[] } as Caller;
const events = () =>
  sns
    .commandCalls(PublishBatchCommand)
    .flatMap(({ args }) => args[0].input.PublishBatchRequestEntries ?? [])
    .map(({ Message = '' }) => JSON.parse(Message));
const requests = () =>
  sqs.commandCalls(SendMessageCommand).map(({ args }) => JSON.parse(args[0].input.MessageBody ?? ''));
const at = '2026-11-27T10:00:00.000Z';
const fall = (more: Partial<Fall> = {}): Fall => ({
  ...{ productId: 'p', variantId: 'p', quantity: 2, lowStockAt: 3, sequence: '7', at },
  ...more,
});

describe('a fall is', () => {
  const stock = (available?: number, lowStockAt?: number) => ({
    variantId: 'v',
    ...(available === undefined ? {} : { available }),
    ...(lowStockAt === undefined ? {} : { lowStockAt }),
  });

  test.each<[string, ReturnType<typeof stock>, ReturnType<typeof stock>, boolean]>([
    ['to the threshold', stock(4, 3), stock(3, 3), true],
    ['below it at once', stock(9, 3), stock(0, 3), true],
    ['not one that stays above', stock(5, 3), stock(4, 3), false],
    ['not one that begins low', stock(3, 3), stock(2, 3), false],
    ['not a rise', stock(2, 3), stock(4, 3), false],
    ['not one without a threshold', stock(4), stock(0), false],
    ['a new threshold that is not below the units', stock(3), stock(3, 3), true],
    ['a higher threshold that reaches the units', stock(3, 2), stock(3, 3), true],
    ['not one of a variant that is removed', stock(4, 3), stock(), false],
    ['to a threshold of 0, when the last unit goes', stock(1, 0), stock(0, 0), true],
  ])('%s', (_, before, after, expected) => {
    expect(fallIn(before, after, { sequence: '1', at }) !== undefined).toBe(expected);
  });

  test('one for each time that the stock was above the threshold before, whatever the changes', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10), { minLength: 2, maxLength: 50 }), fc.nat(10), (units, lowStockAt) => {
        let [falls, isArmed] = [0, (units[0] ?? 0) > lowStockAt];
        let expected = 0;
        for (const [index, now] of units.entries()) {
          if (index === 0) continue;
          if (fallIn(stock(units[index - 1], lowStockAt), stock(now, lowStockAt), { sequence: '1', at })) falls += 1;
          if (now <= lowStockAt && isArmed) expected += 1;
          isArmed = now > lowStockAt;
        }
        expect(falls).toBe(expected);
      }),
    );
  });
});

describe('a low stock is announced', () => {
  test('once, by an event and an email, however often the record comes', async () => {
    const variantId = randomUUID();

    for (const _ of [1, 2, 3]) await announceLowStock([fall({ variantId })]);

    expect(events()).toMatchObject([
      { type: 'STOCK_LOW', occurredAt: at, data: { productId: 'p', variantId, quantity: 2, lowStockAt: 3 } },
    ]);
    expect(requests()).toEqual([{ mail: 'lowStock', productId: 'p', variantId, lowStockAt: 3 }]);
  });

  test('again when it falls again, in numbers of any length', async () => {
    const variantId = randomUUID();
    await announceLowStock([fall({ variantId, sequence: '99' }), fall({ variantId, sequence: '100' })]);

    expect(new Set(events().map(({ id }) => id)).size).toBe(2);
  });

  test('with the same id, if the call was interrupted before it was recorded', async () => {
    const variantId = randomUUID();
    sqs.on(SendMessageCommand).rejectsOnce(new Error('killed')).resolves({});

    await expect(announceLowStock([fall({ variantId })])).rejects.toThrow('killed');
    await announceLowStock([fall({ variantId })]);

    const [first, again] = events();
    expect(again.id).toBe(first.id);
  });
});

describe('the email', () => {
  const send = async (available: number, more: Parameters<typeof product>[0] = {}) => {
    const row = product({ id: randomUUID(), ...more });
    await storeProduct(row, available);
    await sendLowStockMail({ mail: 'lowStock', productId: row.id, variantId: row.id, lowStockAt: 3 });
    return ses.commandCalls(SendEmailCommand).map(({ args }) => args[0].input);
  };

  test('names the product and its units', async () => {
    const [mail] = await send(2);

    expect(mail?.Destination?.ToAddresses).toEqual(['stock@shop.example']);
    expect(mail?.Message?.Subject?.Data).toMatch(/^Low stock: .*Running shoes/);
    expect(mail?.Message?.Body?.Text?.Data).toMatch(/left: 2/);
  });

  test('is not sent once there are more units again, or off sale', async () => {
    expect(await send(4)).toEqual([]);
    expect(await send(2, { status: 'rejected' })).toEqual([]);
  });
});

describe('the threshold', () => {
  const variantsOf = async (id: string, lowStockAt: number | null | undefined) => {
    const changed = await changeVariant(
      ann,
      { id, variantId: id },
      lowStockAt === undefined ? { sku: id } : { lowStockAt },
      undefined,
    );
    return { own: ownDetailedProduct(changed).variants[0], seen: detailedProduct(changed, undefined).variants[0] };
  };

  test('is set, kept, and removed, in the stock too; only the seller sees it', async () => {
    const id = randomUUID();
    await storeProduct(product({ id }), 40);

    const { own, seen } = await variantsOf(id, 5);
    expect([own, seen]).toMatchObject([{ lowStockAt: 5, quantity: 40 }, { quantity: 40 }]);
    expect(seen).not.toHaveProperty('lowStockAt');
    await changeVariant(ann, { id, variantId: id }, { quantityChange: -3 }, undefined);
    expect(await readStock(id)).toMatchObject({ available: 37, lowStockAt: 5, sellable: true });
    await variantsOf(id, undefined);
    expect(await readStock(id)).toMatchObject({ available: 37, units: 37, lowStockAt: 5 });
    await variantsOf(id, null);
    expect(await readStock(id)).not.toHaveProperty('lowStockAt');
  });

  test('of an added variant is its own, and goes with it', async () => {
    const id = randomUUID();
    await storeProduct(product({ id }), 40);
    await changeVariant(ann, { id, variantId: id }, { options: { Size: 'M' }, lowStockAt: 1 }, undefined);
    const body = { options: { Size: 'L' }, price: 10, quantity: 7, lowStockAt: 2 };
    const variantId = (await addVariant(ann, id, body, undefined)).variants?.[1]?.id ?? '';

    expect(await readStock(variantId)).toMatchObject({ available: 7, lowStockAt: 2, productId: id });
    await changeVariant(ann, { id, variantId }, { lowStockAt: 4, quantityChange: 1 }, undefined);
    expect(await readStock(variantId)).toMatchObject({ available: 8, lowStockAt: 4 });
    await removeVariant(ann, { id, variantId: id });
    expect(await readStock(id)).toEqual({ variantId: id, units: 8 });
  });
});
