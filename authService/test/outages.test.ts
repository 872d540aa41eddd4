import '../../shared/test/tokens.ts';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { request } from '../../shared/test/httpEvent.ts';
import { awsError } from '../../shared/test/sdkCalls.ts';
import { authorization } from '../../shared/test/tokens.ts';

Object.assign(process.env, {
  USER_POOL_ID: 'pool',
  USERS_TABLE: 'Users',
  NOTIFICATION_QUEUE_URL: 'queue',
  COOKIE_ORIGIN: 'none',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
});
const cognito = mockClient(CognitoIdentityProviderClient);
const dynamodb = mockClient(DynamoDBDocumentClient);
const { handler: signUp } = await import('../src/handlers/signUp.ts');
const { handler: signIn } = await import('../src/handlers/signIn.ts');
const { handler: forgotPassword } = await import('../src/handlers/forgotPassword.ts');
const { handler: getMe } = await import('../src/handlers/getMe.ts');
const { handler: recordUser } = await import('../src/handlers/recordUser.ts');

const unavailable = {
  status: 503,
  body: { code: 'UNAVAILABLE' },
  headers: { 'retry-after': expect.any(String) },
};
const account = { fullName: 'Ann Lee', email: 'ann@example.com', password: 'Engine-1843' };
const credentials = { fullName: account.fullName, password: account.password };

beforeEach(() => {
  cognito.reset();
  dynamodb.reset();
});

describe('while Cognito fails', () => {
  const faults = [
    awsError('TooManyRequestsException'), // of the whole pool; what one account may do is a LimitExceededException
    awsError('InternalErrorException', { $metadata: { httpStatusCode: 500 } }),
    awsError('Error', { code: 'ECONNREFUSED' }),
  ];

  test.each(faults)('with %s, accounts get 503, with the msg of their route', async (error) => {
    cognito.onAnyCommand().rejects(error);
    dynamodb.onAnyCommand().resolves({});
    dynamodb
      .on(GetCommand)
      .resolves({ Item: { username: 'Ann_Lee', salt: 'c2FsdA==', contested: false, pending: [] } });

    expect(await request(signUp, { body: account })).toMatchObject(unavailable);
    expect(await request(signIn, { body: credentials })).toMatchObject({
      ...unavailable,
      body: { code: 'UNAVAILABLE', msg: 'sign-in failed' },
    });
    expect(await request(forgotPassword, { body: { fullName: 'Ann Lee' } })).toMatchObject(unavailable);
  });
});

test('while the table of users is throttled, GET /me returns 503', async () => {
  dynamodb.onAnyCommand().rejects(awsError('ThrottlingException'));

  expect(await request(getMe, { headers: { authorization: await authorization('ann') } })).toMatchObject(unavailable);
});

test('while a trigger cannot write the user’s row, signing in returns 503', async () => {
  dynamodb.onAnyCommand().rejects(awsError('ThrottlingException'));
  const userAttributes = { sub: 'u-1', name: 'Ann Lee', email: 'ann@example.com', 'cognito:user_status': 'CONFIRMED' };
  const event = { triggerSource: 'PostAuthentication_Authentication', request: { userAttributes }, response: {} };
  const failure = await recordUser(event as never, {} as Context).catch((error: Error) => error);
  cognito.onAnyCommand().rejects(
    awsError('UserLambdaValidationException', {
      message: `PostAuthentication failed with error ${(failure as Error).message}.`,
    }),
  );
  dynamodb.on(GetCommand).resolves({ Item: { username: 'Ann_Lee', pending: [] } });

  expect(await request(signIn, { body: credentials })).toMatchObject(unavailable);
});
