import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startAccounts } from './accountSetting.ts';
import { newPerson, type Person, signInAs } from './signedInAccounts.ts';

let accounts: Awaited<ReturnType<typeof startAccounts>>;
let boss: Person;
beforeAll(async () => {
  accounts = await startAccounts();
  boss = await newAdmin('The Boss');
});
afterAll(() => accounts.close());

const newAdmin = async (fullName: string): Promise<Person> => {
  const person = await newPerson(accounts, fullName);
  await accounts.addToGroup(person.email, 'admin');
  return { ...person, id: (await signInAs(accounts, { email: person.email })).id };
};
const join = (by: Person, { userId }: Pick<Person, 'userId'>, group: string) =>
  accounts.call('joinGroup', { token: by.id, path: { id: userId, group } });
const leave = (by: Person, { userId }: Pick<Person, 'userId'>, group: string) =>
  accounts.call('leaveGroup', { token: by.id, path: { id: userId, group } });
const groupsOf = async ({ userId }: Person) =>
  (await accounts.call('getUser', { token: boss.id, path: { id: userId } })).body.groups;

describe('a group', () => {
  test('is joined and left by an admin’s hand, and is in the next token', async () => {
    const ann = await newPerson(accounts, 'Ann Lee');
    const joined = await join(boss, ann, 'staff');
    expect(joined).toEqual({
      status: 200,
      body: {
        userId: ann.userId,
        fullName: 'Ann Lee',
        email: ann.email,
        createdAt: expect.any(String),
        groups: ['staff'],
        mfa: false,
      },
    });
    expect((await join(boss, ann, 'staff')).body.groups).toEqual(['staff']);
    const { id } = await signInAs(accounts, { email: ann.email });
    expect((await accounts.call('getMe', { token: id })).body.groups).toEqual(['staff']);

    expect((await leave(boss, ann, 'staff')).body.groups).toEqual([]);
    expect((await leave(boss, ann, 'staff')).status).toBe(200);
    expect(accounts.requestedMails()).toContain(JSON.stringify({ mail: 'groupsChanged', userId: ann.userId }));
  });

  test('is nobody’s to give but an admin’s', async () => {
    const ben = await newPerson(accounts, 'Ben Lee');
    await join(boss, ben, 'staff');
    const { id } = await signInAs(accounts, { email: ben.email });

    expect((await join({ ...ben, id }, ben, 'admin')).status).toBe(403);
    expect((await accounts.call('listUsers', { token: id })).status).toBe(403);
    expect((await join(boss, ben, 'owners')).status).toBe(400);
    expect((await join(boss, { userId: 'nobody' }, 'staff')).status).toBe(404);
    expect((await accounts.call('getUser', { token: boss.id, path: { id: 'group#admin' } })).status).toBe(404);
  });
});

describe('the last admin', () => {
  test('cannot lose the group', async () => {
    expect(await leave(boss, boss, 'admin')).toMatchObject({ status: 409, body: { code: 'LAST_ADMIN' } });
    expect(await groupsOf(boss)).toEqual(['admin']);
  });

  test('is there also after admins removed each other at the same moment', async () => {
    const others = [await newAdmin('Cat Lee'), await newAdmin('Dot Lee'), await newAdmin('Eve Lee')];
    const admins = [boss, ...others];
    const answers = await Promise.all(
      admins.map((admin, index) => leave(admin, admins[(index + 1) % admins.length] ?? boss, 'admin')),
    );

    const left = (await Promise.all(admins.map(groupsOf))).filter((groups) => String(groups) === 'admin');
    const removed = answers.filter(({ status }) => status === 200).length;
    expect(left).toHaveLength(admins.length - removed);
    expect(left.length).toBeGreaterThanOrEqual(1);
    for (const { status } of answers) expect([200, 409, 503]).toContain(status);
    for (const admin of admins) await accounts.addToGroup(admin.email, 'admin');
    for (const admin of others) await join(boss, admin, 'admin');
  });

  test('may leave once another admin is made', async () => {
    const fay = await newPerson(accounts, 'Fay Lee');
    await join(boss, fay, 'admin');
    expect((await leave(boss, fay, 'admin')).status).toBe(200);
    await join(boss, fay, 'admin');

    expect((await leave(boss, fay, 'admin')).status).toBe(200);
  });
});

describe('the list of accounts', () => {
  const list = async (query: Record<string, string>) => {
    const { status, body } = await accounts.call('listUsers', { token: boss.id, query });
    const users = (body.users ?? []) as { fullName: string; email: string; userId: string }[];
    return { status, names: users.map(({ fullName }) => fullName), nextCursor: body.nextCursor as string | undefined };
  };
  const all = async (query: Record<string, string>) => {
    const pages: string[][] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ ...query, ...(cursor ? { cursor } : {}) });
      pages.push(page.names);
      cursor = page.nextCursor;
    } while (cursor);
    return pages;
  };

  beforeAll(async () => {
    await newPerson(accounts, 'Zoe Adams', 'zoe@example.com');
    await newPerson(accounts, 'Zoë Brown', 'brown@example.com');
    await newPerson(accounts, 'Yan Li', 'zo.yan@example.com');
    await newPerson(accounts, '李 安', 'li.an@example.com');
  });

  test.each([
    ['zoe', ['Zoe Adams']],
    ['ZO', ['Zoe Adams', 'Zoë Brown', 'Yan Li']],
    ['zoë b', ['Zoë Brown']],
    ['zo.yan@', ['Yan Li']],
    ['李', ['李 安']],
    ['brown', ['Zoë Brown']],
    ['nobody at all', []],
  ])('finds by the beginning %s of name or address: %j', async (q, names) => {
    expect((await list({ q })).names).toEqual(names);
  });

  test('goes on from page to page, each account once', async () => {
    const pages = await all({ q: 'zo', limit: '1' });

    expect(pages.flat()).toEqual(['Zoe Adams', 'Zoë Brown', 'Yan Li']);
    expect(Math.max(...pages.map((page) => page.length))).toBe(1);
  });

  test('has all accounts without a beginning, the newest first, each once', async () => {
    const names = (await all({ limit: '3' })).flat();

    expect(names.slice(0, 4)).toEqual(['李 安', 'Yan Li', 'Zoë Brown', 'Zoe Adams']);
    expect(names.at(-1)).toBe('The Boss');
    expect(new Set(names).size).toBe(names.length);
  });

  test('follows a new name and a new address', async () => {
    const gus = await newPerson(accounts, 'Gus Lee');
    await accounts.call('changeMe', { token: gus.id, body: { fullName: 'Walter Lee' } });
    await accounts.call('changeEmail', { token: gus.access, body: { email: 'xaver@example.com' } });
    await accounts.call('confirmEmail', {
      token: gus.access,
      body: { confirmationCode: accounts.codeTo('xaver@example.com') },
    });

    expect((await list({ q: 'gus' })).names).toEqual([]);
    expect((await list({ q: 'walter' })).names).toEqual(['Walter Lee']);
    expect((await list({ q: 'xaver' })).names).toEqual(['Walter Lee']);
  });

  test('refuses a cursor of another list', async () => {
    const { nextCursor = '' } = await list({ limit: '1' });

    expect((await list({ q: 'zo', cursor: nextCursor })).status).toBe(400);
    expect((await list({ cursor: 'bm9uZQ' })).status).toBe(400);
  });
});
