import {
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  ForgotPasswordCommand,
  InitiateAuthCommand,
  ResendConfirmationCodeCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';

process.env.USER_POOL_CLIENT_ID = 'client';
process.env.USER_POOL_ID = 'pool';
const cognito = mockClient(CognitoIdentityProviderClient);
const { confirmUser, createUser, resendCodes, sendResetCode } = await import('../../src/account/userPool.ts');
const { signIn } = await import('../../src/account/signInPool.ts');

const awsError = (name: string, message = name) => Object.assign(new Error(message), { name });
const ann = {
  username: 'Ann_Lee',
  fullName: 'Ann Lee',
  email: 'ann@example.com',
  password: 'passwrod123',
  ticket: 't',
};

beforeEach(() => {
  cognito.reset();
});

describe('errors of the user pool', () => {
  test.each([
    ['InvalidPasswordException', 'INVALID_PASSWORD'],
    ['LimitExceededException', 'TOO_MANY_REQUESTS'],
    ['InvalidParameterException', 'INVALID_INPUT'],
    ['CodeDeliveryFailureException', 'CODE_NOT_SENT'],
  ])('%s at sign-up is %s', async (name, code) => {
    cognito.on(SignUpCommand).rejects(awsError(name));

    expect(await createUser(ann)).toMatchObject({ error: { code } });
  });

  test('a taken username is recognised', async () => {
    cognito.on(SignUpCommand).rejects(awsError('UsernameExistsException'));

    expect(await createUser(ann)).toBe('taken');
  });

  test.each([
    ['NotAuthorizedException', 'INVALID_CREDENTIALS', 'NotAuthorizedException'],
    ['UserNotConfirmedException', 'USER_NOT_CONFIRMED', 'UserNotConfirmedException'],
    [
      'UserLambdaValidationException',
      'PASSWORD_RESET_REQUIRED',
      'PreAuthentication failed with error PASSWORD_RESET_REQUIRED.',
    ],
  ])('%s at sign-in is %s', async (name, code, message) => {
    cognito.on(InitiateAuthCommand).rejects(awsError(name, message));

    await expect(signIn(['Ann_Lee'], 'x')).rejects.toMatchObject({ code });
  });

  test.each(['InternalErrorException', 'TooManyRequestsException'])(
    'an error that is not the caller’s fault stays unchanged: %s',
    async (name) => {
      cognito.on(SignUpCommand).rejects(awsError(name));

      expect(await createUser(ann)).toMatchObject({ error: { name } });
    },
  );
});

describe('whether a user exists is hidden', () => {
  const refusals = [
    'UserNotFoundException',
    'InvalidParameterException',
    'NotAuthorizedException',
    'LimitExceededException',
    'CodeDeliveryFailureException',
    'UserLambdaValidationException',
  ];

  test.each(refusals)('by who asks for a code: %s', async (name) => {
    cognito.on(ResendConfirmationCodeCommand).rejects(awsError(name));
    cognito.on(ForgotPasswordCommand).rejects(awsError(name));

    await expect(resendCodes(['Ann_Lee'])).resolves.toBeUndefined();
    await expect(sendResetCode('Ann_Lee')).resolves.toBeUndefined();
  });

  test.each([
    'CodeMismatchException',
    'ExpiredCodeException',
    'LimitExceededException',
    'AliasExistsException',
    'UserNotFoundException',
  ])('from someone who enters a code: %s', async (name) => {
    cognito.on(ConfirmSignUpCommand).rejects(awsError(name));

    expect(await confirmUser('Ann_Lee', '123456', 'hash')).toBe('refused');
  });

  test('but an outage is reported', async () => {
    cognito.on(ForgotPasswordCommand).rejects(awsError('InternalErrorException'));

    await expect(sendResetCode('Ann_Lee')).rejects.toMatchObject({ name: 'InternalErrorException' });
  });
});

describe('signing in', () => {
  test('finds the account with this password among several', async () => {
    const tokens = { AccessToken: 'a', IdToken: 'i', RefreshToken: 'r', ExpiresIn: 3600, TokenType: 'Bearer' };
    cognito
      .on(InitiateAuthCommand)
      .rejectsOnce(awsError('NotAuthorizedException'))
      .resolves({ AuthenticationResult: tokens });

    expect(await signIn(['Ann_Lee', 'Ann_Lee_2'], 'x')).toEqual({ tokens });
  });

  test('without any account is rejected like a wrong password', async () => {
    await expect(signIn([], 'x')).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
  });
});
