import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startAccounts } from './accountSetting.ts';
import { newPerson, type Person } from './signedInAccounts.ts';

const address = { name: 'Ann Lee', line1: 'Museumsinsel 1', postalCode: '80538', city: 'München', country: 'DE' };

let accounts: Awaited<ReturnType<typeof startAccounts>>;
let people = 0;
beforeAll(async () => {
  accounts = await startAccounts();
});
afterAll(() => accounts.close());

const person = () => {
  people += 1;
  return newPerson(accounts, `Reader ${people}`);
};
const add = ({ id }: Person, more: object = {}, headers: Record<string, string> = {}) =>
  accounts.call('addAddress', { token: id, body: { ...address, ...more }, headers });
type Listed = { id: string; isDefault: boolean; line1: string };
const list = async ({ id }: Person): Promise<Listed[]> =>
  (await accounts.call('listAddresses', { token: id })).body.addresses as Listed[];

describe('an address book', () => {
  test('is empty at first, and its first address is the default', async () => {
    const ann = await person();
    expect(await list(ann)).toEqual([]);
    const { status, body } = await add(ann);

    expect(status).toBe(201);
    expect(body).toEqual({ id: expect.any(String), isDefault: true, ...address });
    expect(await list(ann)).toEqual([body]);
  });

  test('has one default: the last that said so, and the oldest once that one is removed', async () => {
    const ann = await person();
    await add(ann, { line1: 'one' });
    await add(ann, { line1: 'two' });
    const { body: three } = await add(ann, { line1: 'three', isDefault: true });
    const defaults = async () => (await list(ann)).filter(({ isDefault }) => isDefault).map(({ line1 }) => line1);
    expect(await defaults()).toEqual(['three']);
    expect((await list(ann))[0]?.line1).toBe('three');

    await accounts.call('removeAddress', { token: ann.id, path: { id: String(three.id) } });

    expect(await defaults()).toEqual(['one']);
  });

  test('keeps its default when that one is replaced without saying so', async () => {
    const ann = await person();
    const { body } = await add(ann);
    const path = { id: String(body.id) };
    const replaced = await accounts.call('replaceAddress', {
      token: ann.id,
      path,
      body: { ...address, line1: 'Am Markt', isDefault: false },
    });

    expect(replaced).toEqual({ status: 200, body: { ...body, line1: 'Am Markt' } });
  });

  test('stores what the post writes', async () => {
    const ann = await person();
    const { body } = await add(ann, { postalCode: 'sw1a1aa', country: 'gb' });

    expect(body).toMatchObject({ postalCode: 'SW1A 1AA', country: 'GB' });
  });

  test('names what is wrong with an address', async () => {
    const ann = await person();
    const { status, body } = await add(ann, { country: 'US', postalCode: 'x', colour: 'red' });

    expect(status).toBe(400);
    expect((body.issues as { path: string }[]).map(({ path }) => path)).toContain('colour');
    expect((await add(ann, { country: 'US', postalCode: 'x' })).body).toMatchObject({
      code: 'INVALID_INPUT',
      issues: [{ path: 'postalCode' }, { path: 'region' }],
    });
  });

  test('adds an address once under one Idempotency-Key', async () => {
    const ann = await person();
    const key = { 'idempotency-key': 'one' };
    const first = await add(ann, {}, key);
    const again = await add(ann, {}, key);
    const other = await add(ann, { line1: 'another' }, key);

    expect(again).toEqual(first);
    expect(other).toMatchObject({ status: 409, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
    expect(await list(ann)).toHaveLength(1);
  });

  test('is nobody else’s: another account’s address is not there', async () => {
    const [ann, ben] = [await person(), await person()];
    const { body } = await add(ann);
    const path = { id: String(body.id) };

    const replaced = await accounts.call('replaceAddress', { token: ben.id, path, body: address });
    const removed = await accounts.call('removeAddress', { token: ben.id, path });

    expect([replaced.status, removed.status]).toEqual([404, 404]);
    expect(await list(ann)).toEqual([body]);
    expect(await list(ben)).toEqual([]);
  });
});

describe('many requests at once', () => {
  test('never make more than twenty addresses, nor more than one default', async () => {
    const ann = await person();
    for (let count = 0; count < 16; count += 1) await add(ann);
    const answers = await Promise.all(Array.from({ length: 12 }, () => add(ann, { isDefault: true })));

    const book = await list(ann);
    const made = answers.filter(({ status }) => status === 201).length;
    expect(book).toHaveLength(16 + made);
    expect(book.length).toBeLessThanOrEqual(20);
    expect(book.filter(({ isDefault }) => isDefault)).toHaveLength(1);
    for (const { status, body } of answers) {
      if (status !== 201) expect(['ADDRESS_BOOK_FULL', 'UNAVAILABLE']).toContain(body.code);
    }
    for (let left = book.length; left < 20; left += 1) await add(ann);
    expect(await add(ann)).toMatchObject({ status: 409, body: { code: 'ADDRESS_BOOK_FULL' } });
  });
});
