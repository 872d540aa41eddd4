import {
  AdminAddUserToGroupCommand,
  AdminDeleteUserCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminSetUserPasswordCommand,
  DescribeUserPoolClientCommand,
  DescribeUserPoolCommand,
  GetUserCommand,
  ListUserPoolClientsCommand,
  ListUserPoolsCommand,
  ListUsersCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { userPoolIdFor } from '../../../src/aws/cognito/cognito.ts';
import { clientProperties, POOL_ID, startPool } from './cognitoFixture.ts';

let pool: Awaited<ReturnType<typeof startPool>>;
beforeAll(async () => {
  pool = await startPool();
  pool.cognito.createGroup({ userPoolId: POOL_ID, name: 'admin' });
});
afterAll(() => pool.close());

describe('users and groups', () => {
  const member = { UserPoolId: POOL_ID, GroupName: 'admin' };
  const groupsOf = async (Username: string) => {
    const command = new AdminListGroupsForUserCommand({ UserPoolId: POOL_ID, Username });
    return (await pool.sdk.send(command)).Groups?.map(({ GroupName }) => GroupName);
  };

  test('AdminGetUser finds a user by username, verified address or sub', async () => {
    const sub = await pool.createUser('Ada');
    for (const name of ['Ada', 'ada', 'ada@example.com', sub]) {
      expect(await pool.userOf(name)).toMatchObject({
        Username: 'Ada',
        Enabled: true,
        UserStatus: 'CONFIRMED',
        UserCreateDate: expect.any(Date),
        UserAttributes: expect.arrayContaining([{ Name: 'sub', Value: sub }]),
      });
    }
    await expect(pool.userOf('Nobody')).rejects.toMatchObject({
      name: 'UserNotFoundException',
      message: 'User does not exist.',
    });
  });

  test('a user joins a group once and leaves it', async () => {
    await pool.createUser('Member');
    await pool.sdk.send(new AdminAddUserToGroupCommand({ ...member, Username: 'Member' }));
    await pool.sdk.send(new AdminAddUserToGroupCommand({ ...member, Username: 'Member' }));
    expect(await groupsOf('Member')).toEqual(['admin']);
    await pool.sdk.send(new AdminRemoveUserFromGroupCommand({ ...member, Username: 'Member' }));
    expect(await groupsOf('Member')).toEqual([]);
  });

  test('unknown groups, users and pools are named as such', async () => {
    await pool.createUser('Lonely');
    const add = (input: object) =>
      pool.sdk.send(new AdminAddUserToGroupCommand({ ...member, Username: 'Lonely', ...input }));
    await expect(add({ GroupName: 'owners' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Group not found.',
    });
    await expect(add({ Username: 'Nobody' })).rejects.toMatchObject({ name: 'UserNotFoundException' });
    await expect(add({ UserPoolId: 'eu-west-1_Nothing' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'User pool eu-west-1_Nothing does not exist.',
    });
  });

  test('a lasting password replaces the old one and confirms the account; no other is set', async () => {
    const setPassword = (Username: string, Password: string, Permanent = true) =>
      pool.sdk.send(new AdminSetUserPasswordCommand({ UserPoolId: POOL_ID, Username, Password, Permanent }));
    await pool.signUp('Forgetful');
    await setPassword('Forgetful', 'Another-Passw0rd');

    expect(await pool.userOf('Forgetful')).toMatchObject({ UserStatus: 'CONFIRMED' });
    expect(await pool.signIn('Forgetful', 'Another-Passw0rd')).toBeDefined();
    await expect(pool.signIn('Forgetful')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    await expect(setPassword('Forgetful', 'weak')).rejects.toMatchObject({ name: 'InvalidPasswordException' });
    await expect(setPassword('Nobody', 'Another-Passw0rd')).rejects.toMatchObject({ name: 'UserNotFoundException' });
    await expect(setPassword('Forgetful', 'Third-Passw0rd', false)).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  test('a deleted user is gone with its groups, and its name and address are free', async () => {
    await pool.createUser('Phoenix');
    await pool.sdk.send(new AdminAddUserToGroupCommand({ ...member, Username: 'Phoenix' }));
    await pool.sdk.send(new AdminDeleteUserCommand({ UserPoolId: POOL_ID, Username: 'Phoenix' }));
    await expect(pool.signIn('Phoenix')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    await pool.createUser('Phoenix');
    expect(await groupsOf('Phoenix')).toEqual([]);
  });

  test('administration needs AWS credentials', async () => {
    const response = await fetch(pool.cognito.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'AWSCognitoIdentityProviderService.AdminDeleteUser' },
      body: JSON.stringify({ UserPoolId: POOL_ID, Username: 'Ada' }),
    });
    expect([response.status, await response.json()]).toEqual([
      400,
      { __type: 'MissingAuthenticationTokenException', message: 'Missing Authentication Token' },
    ]);
  });

  test.each([
    ['SignUp', '{"ClientId":', 'SerializationException'],
    ['SignUp', '{"ClientId":5}', 'SerializationException'],
    ['SetUserPoolMfaConfig', '{}', 'UnknownOperationException'],
    ['toString', '{}', 'UnknownOperationException'],
  ])('%s with the body %s is answered %s', async (name, body, error) => {
    const headers = { 'x-amz-target': `AWSCognitoIdentityProviderService.${name}` };
    const response = await fetch(pool.cognito.url, { method: 'POST', headers, body });
    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([400, `${error}:`]);
    expect(await response.json()).toMatchObject({ __type: error });
  });
});

describe('ListUsers', () => {
  const list = async (input: object) => {
    const { Users = [], PaginationToken } = await pool.sdk.send(
      new ListUsersCommand({ UserPoolId: POOL_ID, ...input }),
    );
    return { names: Users.map(({ Username }) => Username), users: Users, PaginationToken };
  };

  test('filters by address, username, sub and status, whole or by their beginning', async () => {
    const sub = await pool.createUser('List_One');
    await pool.signUp('List_Two', 'list_one@example.com');

    expect((await list({ Filter: 'email = "list_one@EXAMPLE.com"' })).names).toEqual(['List_One', 'List_Two']);
    expect((await list({ Filter: 'username = "list_two"' })).names).toEqual(['List_Two']);
    expect((await list({ Filter: `sub = "${sub}"` })).names).toEqual(['List_One']);
    expect((await list({ Filter: 'username ^= "list_"' })).names).toEqual(['List_One', 'List_Two']);
    expect((await list({ Filter: 'cognito:user_status = "Unconfirmed"' })).names).toContain('List_Two');
    await pool.signUp('List_"Quoted"', 'quoted@example.com');
    expect((await list({ Filter: 'username = "list_\\"quoted\\""' })).names).toEqual(['List_"Quoted"']);
    expect((await list({ Filter: 'email ^= "%"' })).names).toEqual([]);
    expect((await list({ Filter: 'username = "x\\" OR 1=1 --"' })).names).toEqual([]);
  });

  test('answers the attributes asked for', async () => {
    await pool.createUser('Attributes');
    const { users } = await list({ Filter: 'username = "Attributes"', AttributesToGet: ['email'] });
    expect(users).toMatchObject([{ Attributes: [{ Name: 'email', Value: 'Attributes@example.com' }], Enabled: true }]);
    expect(users[0]?.Attributes).toHaveLength(1);
  });

  test('goes through all users page by page', async () => {
    for (const name of ['Page_A', 'Page_B', 'Page_C']) await pool.signUp(name);
    const Filter = 'username ^= "Page_"';
    const first = await list({ Filter, Limit: 2 });
    const second = await list({ Filter, Limit: 2, PaginationToken: first.PaginationToken });
    expect([first.names, second.names]).toEqual([['Page_A', 'Page_B'], ['Page_C']]);
    expect(second.PaginationToken).toBeUndefined();
  });

  test.each([
    [{ Filter: 'email like "x"' }, 'Error while parsing filter.'],
    [{ Filter: 'password = "x"' }, 'Invalid search attribute: password'],
    [{ PaginationToken: 'rubbish' }, 'Invalid pagination token.'],
    [
      { Limit: 61 },
      "1 validation error detected: Value '61' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 60",
    ],
  ])('rejects %j', async (input, message) => {
    await expect(list(input)).rejects.toMatchObject({ name: 'InvalidParameterException', message });
  });
});

describe('pools and clients', () => {
  test('are listed and described', async () => {
    const { UserPools } = await pool.sdk.send(new ListUserPoolsCommand({ MaxResults: 10 }));
    const { UserPoolClients } = await pool.sdk.send(new ListUserPoolClientsCommand({ UserPoolId: POOL_ID }));
    const described = await pool.sdk.send(new DescribeUserPoolCommand({ UserPoolId: POOL_ID }));
    const client = await pool.sdk.send(
      new DescribeUserPoolClientCommand({ UserPoolId: POOL_ID, ClientId: pool.clientId }),
    );

    expect(UserPools).toMatchObject([{ Id: POOL_ID, Name: 'test' }]);
    expect(UserPoolClients).toEqual([{ UserPoolId: POOL_ID, ClientId: pool.clientId, ClientName: 'web' }]);
    expect(described.UserPool).toMatchObject({
      Id: POOL_ID,
      Arn: `arn:aws:cognito-idp:eu-west-1:000000000000:userpool/${POOL_ID}`,
      AliasAttributes: ['email'],
      MfaConfiguration: 'OFF',
      CreationDate: expect.any(Date),
    });
    expect(client.UserPoolClient).toMatchObject({
      ...clientProperties,
      ClientId: expect.stringMatching(/^[0-9a-z]{26}$/),
      AccessTokenValidity: 1,
      RefreshTokenValidity: 30,
      EnableTokenRevocation: true,
    });
  });

  test('a pool refers to itself as CloudFormation’s GetAtt does', () => {
    const host = pool.cognito.url.replace('http://', '');
    expect(pool.references).toEqual({
      id: POOL_ID,
      arn: `arn:aws:cognito-idp:eu-west-1:000000000000:userpool/${POOL_ID}`,
      providerUrl: `http://${host}/${POOL_ID}`,
      providerName: `${host}/${POOL_ID}`,
    });
  });

  test('a pool id follows from its name', () => {
    const id = userPoolIdFor('eu-west-1', 'shop-dev');
    expect(id).toMatch(/^eu-west-1_[0-9A-Za-z]{9}$/);
    expect(userPoolIdFor('eu-west-1', 'shop-dev')).toBe(id);
    expect(userPoolIdFor('eu-west-1', 'shop-prod')).not.toBe(id);
  });

  test('a property that is not known stops the start with its name', async () => {
    const createPool = (properties: object) => pool.cognito.createUserPool({ id: 'eu-west-1_Other', properties });
    const createClient = (properties: object) => () =>
      pool.cognito.createUserPoolClient({ userPoolId: POOL_ID, name: 'odd', properties });

    await expect(createPool({ DeviceConfiguration: {} })).rejects.toThrow('DeviceConfiguration: not known here');
    await expect(createPool({ LambdaConfig: { UserMigration: 'x' } })).rejects.toThrow(
      'LambdaConfig.UserMigration: not known',
    );
    await expect(createPool({ MfaConfiguration: 'ON' })).rejects.toThrow('MfaConfiguration');
    expect(createClient({ AllowedOAuthFlows: ['code'] })).toThrow('AllowedOAuthFlows: not known here');
    expect(createClient({ GenerateSecret: true })).toThrow('GenerateSecret');
    expect(createClient({ AccessTokenValidity: 2, TokenValidityUnits: { AccessToken: 'days' } })).toThrow(
      'AccessTokenValidity',
    );
  });

  test('ReadAttributes and WriteAttributes bound what a client sees and sets', async () => {
    const narrow = await startPool({ client: { ReadAttributes: ['email'], WriteAttributes: ['email'] } });
    await expect(narrow.signUp('Ada', undefined, [{ Name: 'name', Value: 'Ada' }])).rejects.toMatchObject({
      message: 'A client attempted to write unauthorized attribute',
    });
    await narrow.createUser('Ada');
    const { AccessToken } = await narrow.signIn('Ada');
    const { UserAttributes } = await narrow.sdk.send(new GetUserCommand({ AccessToken }));
    expect(UserAttributes?.map(({ Name }) => Name)).toEqual(['email', 'sub']);
    await narrow.close();
  });
});
