import { startTables, testLostResponses, writeCase } from '../../shared/test/lostResponses.ts';

Object.assign(process.env, {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  USERS_TABLE: 'Users',
  DELETED_ACCOUNTS_TABLE: 'DeletedAccounts',
});
const tables = { Users: 'userId', DeletedAccounts: 'userId' };
await startTables(tables);
const { dynamodb } = await import('@ecommerce/shared/dynamodb.ts');
const { getUser, putUserOnce, setEmail, setLocale, setMfa } = await import('../src/account/userStore.ts');
const { writeRename } = await import('../src/account/renameStore.ts');
const { changeRow, deleteRows } = await import('../src/account/rowStore.ts');
const deletions = await import('../src/deletion/deletedAccountStore.ts');

const user = {
  userId: 'ann',
  username: 'Ann_Lee',
  fullName: 'Ann Lee',
  email: 'ann@example.com',
  createdAt: '2026-01-01T00:00:00.000Z',
};
const deletion = { userId: 'ann', requestedAt: '2026-01-01T00:00:00.000Z', email: user.email };
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
  writeCase('rowStore.changeRow', {
    when: 'it is deleted',
    prepare: increment,
    act: () => changeRow<Counter>('counter', (row) => (row ? null : undefined)),
  }),
  writeCase('rowStore.deleteRows', { prepare: increment, act: () => deleteRows(['counter', 'other']) }),
  writeCase('deletedAccountStore.recordDeletion', { act: () => deletions.recordDeletion(deletion) }),
  writeCase('deletedAccountStore.markDeleted', {
    prepare: () => deletions.recordDeletion(deletion),
    act: () => deletions.markDeleted('ann', new Date('2026-01-02T00:00:00.000Z')),
  }),
  writeCase('deletedAccountStore.markOwnerInformed', {
    prepare: () => deletions.recordDeletion(deletion),
    act: () => deletions.markOwnerInformed('ann'),
  }),
  writeCase('deletedAccountStore.completeDeletion', {
    prepare: () => deletions.recordDeletion(deletion),
    act: () => deletions.completeDeletion('ann'),
  }),
  writeCase('rowStore.changeRow', { when: 'there is one', prepare: increment, act: increment }),
]);
