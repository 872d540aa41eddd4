import { CognitoIdentityProviderClient, InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';
import { SQSClient } from '@aws-sdk/client-sqs';
import { startDynamoDb } from '@ecommerce/platform/dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { request } from '../../shared/test/httpEvent.ts';
import { createTable } from '../../shared/test/tables.ts';
import { authorization } from '../../shared/test/tokens.ts';

/** The limits of routes for signed-in people, as they hold on a stage without `rateLimitFactor`. */
const database = await startDynamoDb({ port: 0 });
Object.assign(process.env, {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_ENDPOINT_URL_DYNAMODB: database.url,
  USER_POOL_ID: 'pool',
  USERS_TABLE: 'Users',
  NOTIFICATION_QUEUE_URL: 'queue',
  COOKIE_ORIGIN: 'none',
  SHOP_NAME: 'Example',
});
const { seal } = await import('../src/account/sealedSession.ts');
const { handler: changeMe } = await import('../src/handlers/changeMe.ts');
const { handler: changePassword } = await import('../src/handlers/changePassword.ts');
const { handler: confirmEmail } = await import('../src/handlers/confirmEmail.ts');
const { handler: confirmMfa } = await import('../src/handlers/confirmMfa.ts');
const { handler: endMfa } = await import('../src/handlers/endMfa.ts');
const { handler: signInMfa } = await import('../src/handlers/signInMfa.ts');
const { handler: startMfa } = await import('../src/handlers/startMfa.ts');

beforeAll(async () => {
  const cognito = mockClient(CognitoIdentityProviderClient);
  cognito.onAnyCommand().resolves({});
  cognito.on(InitiateAuthCommand).rejects(Object.assign(new Error(), { name: 'NotAuthorizedException' }));
  mockClient(SQSClient).onAnyCommand().resolves({});
  await Promise.all([createTable('RateLimits', 'id'), createTable('Users', 'userId')]);
});
afterAll(() => database.close());

describe('whoever has found a session open guesses', () => {
  const [password, code] = ['Passw0rd', '123456'];

  test.each([
    ['no password at POST /me/password', changePassword, { oldPassword: password, newPassword: 'passwrod456' }, 10],
    ['no password at POST /me/mfa', startMfa, { password }, 10],
    ['no code at DELETE /me/mfa', endMfa, { password, code }, 10],
    ['no code at POST /me/mfa/confirm', confirmMfa, { code }, 20],
    ['no code at POST /me/email/confirm', confirmEmail, { confirmationCode: code }, 20],
    ['no names at PATCH /me', changeMe, { fullName: 'Ann Lee' }, 10],
  ])('%s', async (routeKey, handler, body, allowed) => {
    const headers = { authorization: await authorization('ann', { use: 'access' }) };
    const atOnce = Array.from({ length: allowed + 5 }, (_, index) =>
      request(handler, { routeKey, sourceIp: `203.0.113.${index}`, headers, body }),
    );

    const refused = (await Promise.all(atOnce)).filter(({ status }) => status === 429);

    expect(refused).toHaveLength(5);
    const other = { authorization: await authorization('ben', { use: 'access' }) };
    expect((await request(handler, { routeKey, headers: other, body })).status).not.toBe(429);
  });

  test('no code at POST /sign-in/mfa, however many sessions they begin', async () => {
    const atOnce = Array.from({ length: 25 }, (_, index) =>
      request(signInMfa, {
        routeKey: 'POST /sign-in/mfa',
        sourceIp: `203.0.113.${index}`,
        body: { session: seal(['Ann_Lee', `session ${index} of Cognito`]), code },
      }),
    );

    expect((await Promise.all(atOnce)).filter(({ status }) => status === 429)).toHaveLength(5);
  });
});
