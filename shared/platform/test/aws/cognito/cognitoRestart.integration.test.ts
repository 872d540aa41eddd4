import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AdminAddUserToGroupCommand,
  AdminConfirmSignUpCommand,
  AdminListGroupsForUserCommand,
  GetUserCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startProcess } from '../../crashingProcess.ts';
import { PASSWORD, POOL_ID, poolProperties, sdkFor, startPool } from './cognitoFixture.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cognito-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test('after a restart users, groups, codes, keys, tokens and ids are what they were, and changed properties take effect', async () => {
  const before = await startPool({ options: { directory } });
  before.cognito.createGroup({ userPoolId: POOL_ID, name: 'admin' });
  const sub = await before.createUser('Ada');
  await before.sdk.send(new AdminAddUserToGroupCommand({ UserPoolId: POOL_ID, GroupName: 'admin', Username: 'Ada' }));
  const { AccessToken, RefreshToken = '' } = await before.signIn('Ada');
  await before.signUp('Pending');
  const code = before.lastCode('Pending@example.com');
  const jwks = await (await fetch(`${before.references.providerUrl}/.well-known/jwks.json`)).text();
  const port = Number(new URL(before.cognito.url).port);
  await before.close();

  const after = await startPool({
    pool: { Policies: { PasswordPolicy: { MinimumLength: 40 } } },
    client: { AccessTokenValidity: 2 },
    options: { directory, port },
  });
  expect(after.clientId).toBe(before.clientId);
  expect(await (await fetch(`${after.references.providerUrl}/.well-known/jwks.json`)).text()).toBe(jwks);
  expect(await after.sdk.send(new GetUserCommand({ AccessToken }))).toMatchObject({ Username: 'Ada' });
  const refresh = {
    ClientId: after.clientId,
    AuthFlow: 'REFRESH_TOKEN_AUTH',
    AuthParameters: { REFRESH_TOKEN: RefreshToken },
  } as const;
  expect((await after.sdk.send(new InitiateAuthCommand(refresh))).AuthenticationResult?.ExpiresIn).toBe(7200);
  await after.confirm('Pending', code);
  expect((await after.userOf(sub)).Username).toBe('Ada');
  await expect(after.signUp('Newcomer')).rejects.toMatchObject({
    message: expect.stringContaining('not long enough'),
  });
  const { Groups } = await after.sdk.send(new AdminListGroupsForUserCommand({ UserPoolId: POOL_ID, Username: 'Ada' }));
  expect(Groups).toMatchObject([{ GroupName: 'admin' }]);
  await expect(
    after.cognito.createUserPool({ id: POOL_ID, properties: { ...poolProperties, AliasAttributes: [] } }),
  ).rejects.toThrow('AliasAttributes cannot change');
  await after.close();
});

test('after a move to another port the tokens of the old issuer open nothing', async () => {
  const before = await startPool({ options: { directory } });
  await before.createUser('Ada');
  const { AccessToken } = await before.signIn('Ada');
  await before.close();

  const after = await startPool({ options: { directory } });
  await expect(after.sdk.send(new GetUserCommand({ AccessToken }))).rejects.toMatchObject({
    name: 'NotAuthorizedException',
    message: 'Invalid Access Token',
  });
  await after.close();
});

test('a process killed while people sign up loses no account and no confirmation that it acknowledged', async () => {
  const program = await startProcess(new URL('cognitoProgram.ts', import.meta.url), directory);
  const [url = '', ClientId = ''] = program.url.split(' ');
  const sdk = sdkFor(url);
  const acknowledged = { signedUp: new Set<string>(), confirmed: new Set<string>() };
  const person = async (name: number): Promise<void> => {
    for (let number = 0; ; number += 1) {
      const Username = `person-${name}-${number}`;
      const UserAttributes = [{ Name: 'email', Value: `${Username}@example.com` }];
      await sdk.send(new SignUpCommand({ ClientId, Username, Password: PASSWORD, UserAttributes }));
      acknowledged.signedUp.add(Username);
      await sdk.send(new AdminConfirmSignUpCommand({ UserPoolId: POOL_ID, Username }));
      acknowledged.confirmed.add(Username);
    }
  };
  const people = Promise.allSettled(Array.from({ length: 8 }, (_, name) => person(name)));
  while (acknowledged.confirmed.size < 5) await sleep(20);
  await program.kill();
  await people;
  sdk.destroy();

  const after = await startPool({ options: { directory } });
  expect(acknowledged.confirmed.size).toBeGreaterThan(0);
  for (const name of acknowledged.signedUp) expect((await after.userOf(name)).Username).toBe(name);
  for (const name of acknowledged.confirmed) expect((await after.userOf(name)).UserStatus).toBe('CONFIRMED');
  expect(after.clientId).toBe(ClientId);
  await after.close();
});
