import './tokens.ts';
import { CognitoIdentityProviderClient, GetUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { authorization } from './tokens.ts';

process.env.AWS_REGION = 'eu-west-1';
const { createAuthenticate } = await import('../src/auth.ts');
const { callerEmail } = await import('../src/callerEmail.ts');

const authenticate = createAuthenticate();
const cognito = mockClient(CognitoIdentityProviderClient);
const emailOf = async (options: Parameters<typeof authorization>[1]) =>
  callerEmail(await authenticate(await authorization('ann', options), 'customer'));
const attributes = (values: Record<string, string>) =>
  cognito
    .on(GetUserCommand)
    .resolves({ Username: 'ann', UserAttributes: Object.entries(values).map(([Name, Value]) => ({ Name, Value })) });
const notVerified = { name: 'DomainError', code: 'EMAIL_NOT_VERIFIED' };

beforeEach(() => {
  cognito.reset();
});

describe('the address of an ID token', () => {
  test('is used if it is verified', async () => {
    expect(await emailOf({ email: 'ann@example.com' })).toBe('ann@example.com');
  });

  test.each([false, null])('is rejected if its claim email_verified is %j', async (verified) => {
    await expect(emailOf({ verified })).rejects.toMatchObject(notVerified);
    expect(cognito.calls()).toHaveLength(0);
  });
});

describe('the address of an access token', () => {
  test('is the one that Cognito has verified', async () => {
    attributes({ email: 'ann@example.com', email_verified: 'true' });

    expect(await emailOf({ use: 'access' })).toBe('ann@example.com');
  });

  test.each([
    { email: 'ann@example.com', email_verified: 'false' },
    { email: 'ann@example.com' },
    { email_verified: 'true' },
  ])('is rejected with the attributes %j', async (values: Record<string, string>) => {
    attributes(values);

    await expect(emailOf({ use: 'access' })).rejects.toMatchObject(notVerified);
  });

  test('needs a session that has not ended', async () => {
    cognito.on(GetUserCommand).rejects(Object.assign(new Error('revoked'), { name: 'NotAuthorizedException' }));

    await expect(emailOf({ use: 'access' })).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  });
});
