import {
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  ForgotPasswordCommand,
  InitiateAuthCommand,
  ListUsersCommand,
  ResendConfirmationCodeCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';

process.env.USER_POOL_CLIENT_ID = 'client';
process.env.USER_POOL_ID = 'pool';
process.env.USERS_TABLE = 'Users';
const cognito = mockClient(CognitoIdentityProviderClient);
const dynamodb = mockClient(DynamoDBDocumentClient);
const { confirmAccount } = await import('../src/confirmAccount.ts');
const { forgotPassword, resendCode, signIn, signUp } = await import('../src/userPool.ts');

const awsError = (name: string, message = name) => Object.assign(new Error(message), { name });
const ann = { fullName: 'Ann Lee', email: 'ann@example.com', password: 'passwrod123' };

beforeEach(() => {
  cognito.reset();
  dynamodb.reset();
});

describe('errors of the user pool', () => {
  test.each([
    ['UsernameExistsException', 'FULL_NAME_TAKEN'],
    ['InvalidPasswordException', 'INVALID_PASSWORD'],
    ['LimitExceededException', 'TOO_MANY_REQUESTS'],
    ['InvalidParameterException', 'INVALID_INPUT'],
  ])('%s at sign-up is %s', async (name, code) => {
    cognito.on(SignUpCommand).rejects(awsError(name));

    await expect(signUp(ann)).rejects.toMatchObject({ code });
  });

  test.each([
    ['NotAuthorizedException', 'INVALID_CREDENTIALS'],
    ['UserNotConfirmedException', 'USER_NOT_CONFIRMED'],
  ])('%s at sign-in is %s', async (name, code) => {
    cognito.on(InitiateAuthCommand).rejects(awsError(name));

    await expect(signIn({ fullName: 'Ann Lee' }, 'x')).rejects.toMatchObject({ code });
  });

  test.each(['InternalErrorException', 'TooManyRequestsException'])(
    'what is not the caller’s fault stays what it is: %s',
    async (name) => {
      cognito.on(SignUpCommand).rejects(awsError(name));

      await expect(signUp(ann)).rejects.toMatchObject({ name });
    },
  );

  test.each([
    ['resend-code', () => resendCode({ fullName: 'nobody' })],
    ['forgot-password', () => forgotPassword({ fullName: 'nobody' })],
  ])('%s does not tell that an account does not exist', async (_, call) => {
    cognito.on(ResendConfirmationCodeCommand).rejects(awsError('UserNotFoundException'));
    cognito.on(ForgotPasswordCommand).rejects(awsError('UserNotFoundException'));

    await expect(call()).resolves.toBeUndefined();
  });
});

test('an unconfirmed account is found by its email, the newest first', async () => {
  cognito.on(ResendConfirmationCodeCommand).resolves({});
  cognito.on(ListUsersCommand).resolves({
    Users: [
      { Username: 'older', UserStatus: 'UNCONFIRMED', UserCreateDate: new Date(1) },
      { Username: 'newest', UserStatus: 'UNCONFIRMED', UserCreateDate: new Date(2) },
      { Username: 'confirmed', UserStatus: 'CONFIRMED', UserCreateDate: new Date(3) },
    ],
  });

  await resendCode({ email: 'ann@example.com' });

  expect(cognito.commandCalls(ResendConfirmationCodeCommand)[0]?.args[0].input).toMatchObject({ Username: 'newest' });
  expect(cognito.commandCalls(ListUsersCommand)[0]?.args[0].input).toMatchObject({
    Filter: 'email = "ann@example.com"',
  });
});

describe('confirming an account', () => {
  const confirmed = {
    UserStatus: 'CONFIRMED' as const,
    UserCreateDate: new Date(0),
    UserAttributes: [
      { Name: 'sub', Value: 's-1' },
      { Name: 'name', Value: 'Ann Lee' },
      { Name: 'email', Value: 'ann@example.com' },
    ],
  };

  test('leaves the row to the trigger when all goes well', async () => {
    cognito.on(ConfirmSignUpCommand).resolves({});

    await confirmAccount({ fullName: 'Ann Lee' }, '123456');

    expect(dynamodb.commandCalls(PutCommand)).toHaveLength(0);
  });

  test('writes the row itself, and succeeds, when the trigger failed after Cognito had confirmed', async () => {
    cognito.on(ConfirmSignUpCommand).rejects(awsError('UserLambdaValidationException'));
    cognito.on(AdminGetUserCommand).resolves(confirmed);

    await confirmAccount({ fullName: 'Ann Lee' }, '123456');

    expect(dynamodb.commandCalls(PutCommand)[0]?.args[0].input.Item).toMatchObject({ userId: 's-1' });
  });

  test('mends a missing row when it is tried again later, and still says that the account was confirmed', async () => {
    cognito
      .on(ConfirmSignUpCommand)
      .rejects(awsError('NotAuthorizedException', 'User cannot be confirmed. Current status is CONFIRMED'));
    cognito.on(AdminGetUserCommand).resolves(confirmed);

    await expect(confirmAccount({ fullName: 'Ann Lee' }, '123456')).rejects.toMatchObject({
      code: 'ALREADY_CONFIRMED',
    });

    expect(dynamodb.commandCalls(PutCommand)).toHaveLength(1);
  });

  test('writes no row for a wrong code', async () => {
    cognito.on(ConfirmSignUpCommand).rejects(awsError('CodeMismatchException'));

    await expect(confirmAccount({ fullName: 'Ann Lee' }, '1')).rejects.toMatchObject({
      code: 'INVALID_CONFIRMATION_CODE',
    });

    expect(dynamodb.commandCalls(PutCommand)).toHaveLength(0);
  });
});
