import { startTables, testLostResponses, writeCase } from '../../shared/test/lostResponses.ts';

Object.assign(process.env, {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  USERS_TABLE: 'Users',
});
const tables = { Users: 'userId' };
await startTables(tables);
const { dynamodb } = await import('@ecommerce/shared/dynamodb.ts');
const { getUser, putUserOnce, setEmail, setLocale, setMfa } = await import('../src/account/userStore.ts');
const { writeRename } = await import('../src/account/renameStore.ts');
const { changeRow } = await import('../src/account/rowStore.ts');

const user = {
  userId: 'ann',
  username: 'Ann_Lee',
  fullName: 'Ann Lee',
  email: 'ann@example.com',
  createdAt: '2026-01-01T00:00:00.000Z',
};
type Counter = { count: number };
const increment = () => changeRow<Counter>('counter', (row) => ({ count: (row?.count ?? 0) + 1 }));

testLostResponses('authService/src', dynamodb, tables, [
  writeCase('userStore.putUserOnce', { act: () => putUserOnce(user) }),
  writeCase('userStore.setMfa', { prepare: () => putUserOnce(user), act: () => setMfa('ann', true) }),
  writeCase('userStore.setLocale', { prepare: () => putUserOnce(user), act: () => setLocale('ann', 'de') }),
  writeCase('userStore.setEmail', {
    prepare: () => putUserOnce(user),
    act: async () => {
      await setEmail('ann', user.email, 'brown@example.com');
      return getUser('ann');
    },
  }),
  writeCase('renameStore.writeRename', {
    prepare: () => putUserOnce(user),
    act: () =>
      writeRename({
        userId: 'ann',
        username: 'Ann_Lee',
        before: { fullName: 'Ann Lee', row: undefined },
        after: { fullName: 'Ann Brown', row: undefined },
      }),
  }),
  writeCase('rowStore.changeRow', { when: 'there is no row', act: increment }),
  writeCase('rowStore.changeRow', { when: 'there is one', prepare: increment, act: increment }),
]);
