import '../environment.ts';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { startDynamoDb } from '../../../shared/platform/src/aws/dynamodb.ts';
import { DiscountBody, DiscountPatch } from '../../src/discounts/discount.ts';
import { createShopTables } from '../shopTables.ts';

const server = await startDynamoDb({ port: 0 });
process.env.AWS_ENDPOINT_URL_DYNAMODB = server.url;
process.env.SETTINGS_SECONDS = '0';
await createShopTables();
const { addDiscount, changeDiscount, removeDiscount, showDiscounts } = await import(
  '../../src/discounts/changeDiscounts.ts'
);
const { dynamodb } = await import('@ecommerce/shared/dynamodb.ts');
const { listAutomaticDiscounts } = await import('../../src/discounts/discountStore.ts');

afterAll(() => server.close());
afterEach(async () => {
  for (const { id } of (await showDiscounts({ limit: 100 })).discounts) await removeDiscount(id);
});

const scanIds = async (): Promise<string[]> => {
  const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: process.env.DISCOUNTS_TABLE }));
  return Items.map(({ id }) => String(id));
};

const issuesOf = (body: object) =>
  (DiscountBody.safeParse(body).error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('the body of a discount', () => {
  test.each([
    ['a code', { code: '  summer ☀️ ', percent: 7.7 }],
    ['a label', { label: 'خصم', amount: 5 }],
    ['free shipping', { code: 'F', freeShipping: true }],
    ['buy two, get one', { code: 'F', buy: { quantity: 2, get: 1, percent: 100 } }],
    [
      'all conditions',
      {
        code: 'F',
        percent: 100,
        startsAt: '2026-11-27T00:00:00+01:00',
        endsAt: '2026-11-28T00:00:00Z',
        minSubtotal: 0,
        categories: ['shoes'],
        productIds: ['p'],
        firstOrderOnly: true,
        maxUses: 1,
        maxUsesPerCustomer: 1,
        combinable: true,
      },
    ],
  ])('may have %s', (_, body) => {
    expect(issuesOf(body)).toEqual([]);
  });

  test.each([
    ['no effect', { code: 'A' }, 'percent: exactly one of percent, amount, freeShipping and buy is required'],
    [
      'two effects',
      { code: 'A', percent: 1, amount: 1 },
      'percent: exactly one of percent, amount, freeShipping and buy is required',
    ],
    ['neither code nor label', { percent: 1 }, 'label: is required without a code'],
    ['more than everything', { code: 'A', percent: 100.5 }, 'percent: Too big: expected number to be <=100'],
    ['nothing off', { code: 'A', percent: 0 }, 'percent: Too small: expected number to be >0'],
    ['too fine a percentage', { code: 'A', percent: 1.23456 }, 'percent: must have at most 4 fraction digits'],
    [
      'a code of 300 characters',
      { code: 'x'.repeat(300), percent: 1 },
      'code: Too big: expected string to have <=50 characters',
    ],
    ['no uses', { code: 'A', percent: 1, maxUses: 0 }, 'maxUses: Too small: expected number to be >=1'],
    [
      'an end before its start',
      { code: 'A', percent: 1, startsAt: '2026-01-02T00:00:00Z', endsAt: '2026-01-01T00:00:00Z' },
      'endsAt: must be after startsAt',
    ],
    [
      'no category',
      { code: 'A', percent: 1, categories: [] },
      'categories: Too small: expected array to have >=1 items',
    ],
    ['a time without a zone', { code: 'A', percent: 1, startsAt: '2026-01-02' }, 'startsAt: Invalid ISO datetime'],
  ])('may not have %s', (_, body, issue) => {
    expect(issuesOf(body)).toEqual([issue]);
  });

  test('has its code in a normal form', () => {
    expect(DiscountBody.parse({ code: ' summer10 ', percent: 1 }).code).toBe('SUMMER10');
    expect(DiscountPatch.safeParse({ code: 'OTHER' }).success).toBe(false);
  });
});

describe('discounts', () => {
  test('are listed newest first, with their uses where they are limited', async () => {
    await addDiscount({ label: 'automatic', percent: 5 }, undefined);
    await addDiscount({ code: 'CODE', amount: 4.5, minSubtotal: 10, maxUses: 3 }, undefined);

    const { discounts } = await showDiscounts({ limit: 100 });

    expect(discounts.map(({ label }) => label).sort()).toEqual(['CODE', 'automatic']);
    expect(discounts.find(({ code }) => code)).toEqual({
      id: expect.any(String),
      code: 'CODE',
      label: 'CODE',
      amount: 4.5,
      minSubtotal: 10,
      maxUses: 3,
      combinable: false,
      currency: 'USD',
      uses: 0,
      version: 1,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    expect(await listAutomaticDiscounts()).toMatchObject([{ label: 'automatic' }]);
  });

  test('have a code of their own', async () => {
    await addDiscount({ code: 'SAME', percent: 5 }, undefined);

    await expect(addDiscount({ code: 'SAME', percent: 5 }, undefined)).rejects.toMatchObject({
      code: 'DISCOUNT_EXISTS',
    });
  });

  test.each([
    { code: 'KEY', percent: 5 },
    { label: 'automatic', percent: 5 },
  ])('are created once under a key, which is good for no other discount: %j', async (body) => {
    const key = `key of ${JSON.stringify(body)}`;
    const first = await addDiscount(body, key);

    await expect(addDiscount(body, key)).resolves.toEqual(first);
    for (const other of [
      { ...body, percent: 6 },
      { code: 'OTHER', percent: 5 },
      { label: 'other', percent: 5 },
    ]) {
      await expect(addDiscount(other, key)).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    }
    expect((await showDiscounts({ limit: 100 })).discounts).toEqual([first]);
  });

  test('are created anew under their key after they were deleted', async () => {
    const body = { code: 'AGAIN', percent: 5 };
    const first = await addDiscount(body, 'key of AGAIN');
    await removeDiscount(first.id);

    const second = await addDiscount(body, 'key of AGAIN');

    expect(second).toMatchObject({ id: first.id, code: 'AGAIN' });
  });

  test('do not show what remembers a key', async () => {
    const { id } = await addDiscount({ code: 'KEYED', percent: 5 }, 'key of KEYED');
    const keyRow = (await scanIds()).find((one) => one !== id) ?? '';

    await expect(removeDiscount(keyRow)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(changeDiscount(keyRow, { percent: 6 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('are changed field by field', async () => {
    const { id } = await addDiscount({ code: 'C', percent: 5, maxUses: 3, categories: ['hats'] }, undefined);

    const changed = await changeDiscount(id, { percent: null, amount: 2, maxUses: null, label: 'Hats' });

    expect(changed).toMatchObject({ amount: 2, categories: ['hats'], label: 'Hats', version: 2, code: 'C' });
    expect(Object.keys(changed)).not.toEqual(expect.arrayContaining(['percent']));
    expect((await showDiscounts({ limit: 1 })).discounts).toEqual([changed]);
  });

  test('reject changes that do not fit, and those based on an older version', async () => {
    const { id } = await addDiscount({ code: 'C', percent: 5 }, undefined);
    await changeDiscount(id, { version: 1, percent: 6 });

    await expect(changeDiscount(id, { amount: 2 })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(changeDiscount(id, { version: 1, percent: 7 })).rejects.toMatchObject({
      code: 'SETTINGS_CHANGED',
      data: { version: 2 },
    });
    await expect(changeDiscount('other', { percent: 7 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('lose no change of two that are made at once', async () => {
    const { id } = await addDiscount({ code: 'C', percent: 5 }, undefined);

    await Promise.all([changeDiscount(id, { percent: 6 }), changeDiscount(id, { maxUses: 7 })]);

    expect((await showDiscounts({ limit: 1 })).discounts).toMatchObject([{ percent: 6, maxUses: 7, version: 3 }]);
  });

  test('without a code are limited in number', async () => {
    for (let index = 0; index < 100; index += 1) await addDiscount({ label: `${index}`, percent: 1 }, undefined);

    await expect(addDiscount({ label: 'more', percent: 1 }, undefined)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    await expect(addDiscount({ code: 'MORE', percent: 1 }, undefined)).resolves.toBeDefined();
    await expect(removeDiscount('other')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    for (const { id } of (await showDiscounts({ limit: 100 })).discounts) await removeDiscount(id);
  });
});
