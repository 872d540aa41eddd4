import { AdminListGroupsForUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { grantAdmin, type Pool, revokeAdmin } from '../../cli/adminGroup.ts';
import { POOL_ID, startPool } from '../../platform/test/aws/cognito/cognitoFixture.ts';

let setting: Awaited<ReturnType<typeof startPool>>;
let pool: Pool;

beforeEach(async () => {
  setting = await startPool();
  setting.cognito.createGroup({ userPoolId: POOL_ID, name: 'admin' });
  pool = { cognito: setting.sdk, userPoolId: POOL_ID };
});
afterEach(() => setting.close());

const groupsOf = async (Username: string) => {
  const { Groups = [] } = await pool.cognito.send(new AdminListGroupsForUserCommand({ UserPoolId: POOL_ID, Username }));
  return Groups.map(({ GroupName }) => GroupName);
};

test('administrators are added and removed by their address, whatever its case, idempotently', async () => {
  await setting.createUser('Ann');
  await setting.createUser('Bob');

  expect(await grantAdmin(pool, 'ann@example.com')).toEqual({ username: 'Ann', changed: true });
  expect(await grantAdmin(pool, 'Ann@Example.com')).toEqual({ username: 'Ann', changed: false });
  expect(await grantAdmin(pool, 'bob@example.com')).toEqual({ username: 'Bob', changed: true });
  expect(await revokeAdmin(pool, 'bob@example.com')).toEqual({ username: 'Bob', changed: true });
  expect(await revokeAdmin(pool, 'bob@example.com')).toEqual({ username: 'Bob', changed: false });

  expect([await groupsOf('Ann'), await groupsOf('Bob')]).toEqual([['admin'], []]);
});

test('the last administrator cannot be removed', async () => {
  await setting.createUser('Ann');
  await grantAdmin(pool, 'ann@example.com');

  await expect(revokeAdmin(pool, 'ann@example.com')).rejects.toThrow(
    'Ann is the last administrator: make another account one first, with grant-admin.',
  );
  expect(await groupsOf('Ann')).toEqual(['admin']);
});

test.each([grantAdmin, revokeAdmin])('an address without a confirmed account is rejected by %p', async (change) => {
  await setting.signUp('Unconfirmed', 'unconfirmed@example.com');

  await expect(change(pool, 'unconfirmed@example.com')).rejects.toThrow('There is no confirmed account');
  await expect(change(pool, 'nobody@example.com')).rejects.toThrow('There is no confirmed account');
});
