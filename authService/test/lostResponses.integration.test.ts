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
const { putUserOnce } = await import('../src/userStore.ts');

const user = { userId: 'ann', fullName: 'Ann Lee', email: 'ann@example.com', createdAt: '2026-01-01T00:00:00.000Z' };

testLostResponses('authService/src', dynamodb, tables, [
  writeCase('userStore.putUserOnce', { act: () => putUserOnce(user) }),
]);
