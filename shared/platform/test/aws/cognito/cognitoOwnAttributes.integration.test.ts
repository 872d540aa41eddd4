import {
  AdminUpdateUserAttributesCommand,
  AdminUserGlobalSignOutCommand,
  GetUserCommand,
  UpdateUserAttributesCommand,
  VerifyUserAttributeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { another, POOL_ID, startPool } from './cognitoFixture.ts';

const keepsOld = { UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] } };

let pool: Awaited<ReturnType<typeof startPool>>;
let hasty: typeof pool;
beforeAll(async () => {
  [pool, hasty] = await Promise.all([startPool({ pool: keepsOld }), startPool()]);
});
afterAll(() => Promise.all([pool.close(), hasty.close()]));

const attributesOf = async (of: typeof pool, AccessToken: string) => {
  const { UserAttributes = [] } = await of.sdk.send(new GetUserCommand({ AccessToken }));
  return Object.fromEntries(UserAttributes.map(({ Name, Value }) => [Name, Value]));
};
const moveTo = (of: typeof pool, AccessToken: string, Value: string) =>
  of.sdk.send(new UpdateUserAttributesCommand({ AccessToken, UserAttributes: [{ Name: 'email', Value }] }));
const verify = (of: typeof pool, AccessToken: string, Code: string) =>
  of.sdk.send(new VerifyUserAttributeCommand({ AccessToken, AttributeName: 'email', Code }));

describe('a new address in a pool that verifies before it updates', () => {
  test('waits for its code, while the old one signs in and stands in tokens', async () => {
    const { access: AccessToken } = await pool.signedIn('Ada');
    const answer = await moveTo(pool, AccessToken, 'new.ada@example.com');

    expect(answer.CodeDeliveryDetailsList).toMatchObject([{ Destination: 'n***@e***' }]);
    expect(await attributesOf(pool, AccessToken)).toMatchObject({ email: 'Ada@example.com', email_verified: 'true' });
    expect(decodeJwt((await pool.signIn('ada@example.com')).IdToken ?? '')).toMatchObject({
      email: 'Ada@example.com',
      email_verified: true,
    });
    await expect(pool.signIn('new.ada@example.com')).rejects.toMatchObject({ name: 'NotAuthorizedException' });

    await verify(pool, AccessToken, pool.lastCode('new.ada@example.com'));

    expect(await attributesOf(pool, AccessToken)).toMatchObject({
      email: 'new.ada@example.com',
      email_verified: 'true',
    });
    expect(await pool.signIn('new.ada@example.com')).toHaveProperty('IdToken');
    await expect(pool.signIn('ada@example.com')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });

  test('is not taken with a wrong code, with an old one, or from its owner', async () => {
    await pool.createUser('Owner');
    const { access: AccessToken } = await pool.signedIn('Mover');
    await moveTo(pool, AccessToken, 'first@example.com');
    const old = pool.lastCode('first@example.com');
    await expect(verify(pool, AccessToken, another(old))).rejects.toMatchObject({ name: 'CodeMismatchException' });
    await moveTo(pool, AccessToken, 'Owner@example.com');
    const code = pool.lastCode('Owner@example.com');

    if (old !== code)
      await expect(verify(pool, AccessToken, old)).rejects.toMatchObject({ name: 'CodeMismatchException' });
    await expect(verify(pool, AccessToken, code)).rejects.toMatchObject({ name: 'AliasExistsException' });
    expect(await attributesOf(pool, AccessToken)).toMatchObject({ email: 'Mover@example.com', email_verified: 'true' });
  });

  test('must be one, and email_verified is nobody’s to write', async () => {
    const { access: AccessToken } = await pool.signedIn('Wrong');
    const UserAttributes = [{ Name: 'email_verified', Value: 'true' }];

    await expect(moveTo(pool, AccessToken, 'nothing@')).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await expect(pool.sdk.send(new UpdateUserAttributesCommand({ AccessToken, UserAttributes }))).rejects.toMatchObject(
      { name: 'NotAuthorizedException' },
    );
  });
});

test('a new address in any other pool counts at once, unverified', async () => {
  const { access: AccessToken } = await hasty.signedIn('Ada');
  await moveTo(hasty, AccessToken, 'new.ada@example.com');

  expect(await attributesOf(hasty, AccessToken)).toMatchObject({
    email: 'new.ada@example.com',
    email_verified: 'false',
  });
  await verify(hasty, AccessToken, hasty.lastCode('new.ada@example.com'));
  expect(await attributesOf(hasty, AccessToken)).toMatchObject({ email_verified: 'true' });
});

test('AdminUserGlobalSignOut revokes all refresh and access tokens of the user, and nobody else’s', async () => {
  const first = await pool.signedIn('Many');
  const { AccessToken: access = '', RefreshToken: refresh = '' } = await pool.signIn('Many');
  const other = await pool.signedIn('Other');

  await pool.sdk.send(new AdminUserGlobalSignOutCommand({ UserPoolId: POOL_ID, Username: 'many@example.com' }));

  for (const session of [first, { access, refresh }]) {
    await expect(attributesOf(pool, session.access)).rejects.toMatchObject({
      message: 'Access Token has been revoked',
    });
    await expect(pool.refresh(session.refresh)).rejects.toMatchObject({ message: 'Refresh Token has been revoked' });
  }
  expect(await attributesOf(pool, other.access)).toHaveProperty('email');
  expect(await pool.signIn('Many')).toHaveProperty('RefreshToken');
  await expect(
    pool.sdk.send(new AdminUserGlobalSignOutCommand({ UserPoolId: POOL_ID, Username: 'Nobody' })),
  ).rejects.toMatchObject({ name: 'UserNotFoundException' });
});

test('an administrator writes attributes as they are, but gives nobody the address of somebody else', async () => {
  const { access } = await pool.signedIn('Helped');
  await pool.createUser('Holder');
  const write = (attributes: Record<string, string>) =>
    pool.sdk.send(
      new AdminUpdateUserAttributesCommand({
        UserPoolId: POOL_ID,
        Username: 'Helped',
        UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
      }),
    );

  await write({ email: 'helped.anew@example.com' });
  expect(await attributesOf(pool, access)).toMatchObject({ email: 'helped.anew@example.com', email_verified: 'false' });
  await write({ email_verified: 'true' });
  expect(await pool.signIn('helped.anew@example.com')).toHaveProperty('IdToken');
  await expect(write({ email: 'Holder@example.com', email_verified: 'true' })).rejects.toMatchObject({
    name: 'AliasExistsException',
  });
});
