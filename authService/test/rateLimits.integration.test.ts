import {
  CognitoIdentityProviderClient,
  ForgotPasswordCommand,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { startDynamoDb } from '@ecommerce/platform/dynamodb';
import { startHttpApi } from '@ecommerce/platform/http-api';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { recordedLog } from '../../shared/platform/test/log/recordedLog.ts';
import { request } from '../../shared/test/httpEvent.ts';
import { createTable } from '../../shared/test/tables.ts';

/** The limits that hold on a stage without `rateLimitFactor`. */
const database = await startDynamoDb({ port: 0 });
Object.assign(process.env, {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_ENDPOINT_URL_DYNAMODB: database.url,
  USER_POOL_ID: 'pool',
  USERS_TABLE: 'Users',
  NOTIFICATION_QUEUE_URL: 'queue',
  USER_POOL_CLIENT_ID: 'client',
  COOKIE_ORIGIN: 'none',
  RATE_LIMITS_TABLE: 'RateLimits',
  RATE_LIMIT_FACTOR: '1',
});
const { handler: signUp } = await import('../src/handlers/signUp.ts');
const { handler: confirmSignUp } = await import('../src/handlers/confirmSignUp.ts');
const { handler: resendCode } = await import('../src/handlers/resendCode.ts');
const { handler: signIn } = await import('../src/handlers/signIn.ts');
const { handler: refreshToken } = await import('../src/handlers/refreshToken.ts');
const { handler: forgotPassword } = await import('../src/handlers/forgotPassword.ts');
const { handler: resetPassword } = await import('../src/handlers/resetPassword.ts');
const { handler: signOut } = await import('../src/handlers/signOut.ts');

const cognito = mockClient(CognitoIdentityProviderClient);

beforeAll(() => Promise.all([createTable('RateLimits', 'id'), createTable('Users', 'userId')]));
afterAll(() => database.close());
beforeEach(() => {
  cognito.reset();
  cognito.onAnyCommand().resolves({});
  cognito.on(InitiateAuthCommand).resolves({
    AuthenticationResult: { AccessToken: 'a', IdToken: 'i', RefreshToken: 'r', ExpiresIn: 900, TokenType: 'Bearer' },
  });
});

/** As in shared/serverless/api.cjs: for all callers of a route together. */
const ROUTE_THROTTLE = { rateLimit: 1000, burstLimit: 2000 };

test('ten connections of one client do not block /forgot-password for others', async () => {
  const invoke = (_: string, event: unknown) => {
    const { headers, requestContext, ...rest } = event as APIGatewayProxyEventV2;
    const http = { ...requestContext.http, sourceIp: headers['test-client'] ?? '' };
    return forgotPassword({ ...rest, headers, requestContext: { ...requestContext, http } }, {
      getRemainingTimeInMillis: () => 10_000,
    } as Context);
  };
  const api = await startHttpApi({
    ...{ port: 0, name: 'auth', apiId: 'auth', accountId: '000000000000', stageName: '$default', invoke },
    routes: [{ routeKey: 'POST /forgot-password', functionArn: 'forgotPassword' }],
    defaultThrottle: ROUTE_THROTTLE,
    log: recordedLog(),
  });
  const ask = async (client: string, email: string) => {
    const body = JSON.stringify({ email });
    const { status } = await fetch(`${api.url}/forgot-password`, {
      method: 'POST',
      body,
      headers: { 'test-client': client },
    });
    return status;
  };
  const connection = async (number: number) => {
    const got: number[] = [];
    for (let index = 0; index < 20; index += 1)
      got.push(await ask('192.0.2.1', `victim-${number}-${index}@example.com`));
    return got;
  };

  const [flood, others] = await Promise.all([
    Promise.all(Array.from({ length: 10 }, (_, index) => connection(index))),
    Promise.all(Array.from({ length: 20 }, (_, index) => ask(`198.51.100.${index}`, `person-${index}@example.com`))),
  ]);
  await api.close();

  expect(flood.flat().filter((status) => status === 200)).toHaveLength(30);
  expect(others).toEqual(others.map(() => 200));
  expect(cognito.commandCalls(ForgotPasswordCommand)).toHaveLength(50);
});

describe('guesses from changing addresses are stopped per account by', () => {
  const email = 'ann@example.com';
  const code = { confirmationCode: '123456' };
  const password = 'Passw0rd';

  test.each([
    ['sign-up', signUp, { email, fullName: 'Ann Lee', password }, 10],
    ['resend-code', resendCode, { email: 'bea@example.com' }, 10],
    ['forgot-password', forgotPassword, { fullName: 'Bea Lee' }, 10],
    ['confirm-sign-up', confirmSignUp, { email, ...code }, 20],
    ['reset-password', resetPassword, { email, ...code, password }, 20],
    ['sign-in', signIn, { email, password }, 30],
  ])('/%s', async (route, handler, body, allowed) => {
    const atOnce = Array.from({ length: allowed + 5 }, (_, index) =>
      request(handler, { routeKey: `POST /${route}`, sourceIp: `203.0.113.${index}`, body }),
    );

    const refused = (await Promise.all(atOnce)).filter(({ status }) => status === 429);

    expect(refused).toHaveLength(5);
    for (const { headers, body: answer } of refused) {
      expect(answer).toMatchObject({ msg: `${route} failed`, code: 'TOO_MANY_REQUESTS' });
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    }
  });
});

test.each([
  ['refresh-token', refreshToken, { refreshToken: 'r' }],
  ['sign-out', signOut, { accessToken: 'a' }],
])('one client may call /%s 300 times, since all share the quota of Cognito', async (route, handler, body) => {
  const counters = mockClient(DynamoDBDocumentClient);
  const afterCall = async (attempts: number) => {
    counters.on(UpdateCommand).resolves({ Attributes: { attempts } });
    return (await request(handler, { routeKey: `POST /${route}`, body })).status;
  };

  const answers = [await afterCall(300), await afterCall(301)];
  counters.restore();

  expect(answers).toEqual([200, 429]);
});
