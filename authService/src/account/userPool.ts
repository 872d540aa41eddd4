import {
  AdminDeleteUserCommand,
  AdminGetUserCommand,
  type AuthenticationResultType,
  CognitoIdentityProviderClient,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  ForgotPasswordCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  paginateListUsers,
  ResendConfirmationCodeCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { DomainError, isNamed } from '@ecommerce/shared/errors.ts';
import { log } from '@ecommerce/shared/log.ts';
import * as z from 'zod';
import { PASSWORD_RESET_REQUIRED } from './account.ts';
import type { ConfirmedAccount } from './recordAccount.ts';
import { endSessions } from './sessionPool.ts';

const { USER_POOL_CLIENT_ID: ClientId, USER_POOL_ID } = readEnvironment({
  USER_POOL_CLIENT_ID: name,
  USER_POOL_ID: z.string().default(''), // only the functions that look users up have it
});
const cognito = new CognitoIdentityProviderClient({});

type NewUser = { username: string; fullName: string; email: string; password: string; ticket: string };

/**
 * Creates an unconfirmed user; Cognito mails the code.
 *
 * @param user its `ticket` tells the PreSignUp trigger that the account was announced
 * @returns `taken` where the username is; an error after which the user may be there all the same, without having got a code
 */
export const createUser = async (user: NewUser): Promise<'created' | 'taken' | { error: unknown }> => {
  const command = new SignUpCommand({
    ClientId,
    Username: user.username,
    Password: user.password,
    UserAttributes: [
      { Name: 'email', Value: user.email },
      { Name: 'name', Value: user.fullName },
    ],
    ClientMetadata: { ticket: user.ticket },
  });
  try {
    await cognito.send(command);
    return 'created';
  } catch (error) {
    return isNamed(error, 'UsernameExistsException') ? 'taken' : { error: explained(error) };
  }
};

/** Mails the code of an unconfirmed user again. @throws DomainError CODE_NOT_SENT */
export const resendCodeTo = async (Username: string, ticket: string): Promise<void> => {
  try {
    await cognito.send(new ResendConfirmationCodeCommand({ ClientId, Username, ClientMetadata: { ticket } }));
  } catch (error) {
    throw explained(error);
  }
};

/** Mails the codes of unconfirmed users again, as far as they exist and may have another one: what became of it is not told. */
export const resendCodes = async (usernames: string[]): Promise<void> => {
  for (const Username of usernames) {
    await cognito.send(new ResendConfirmationCodeCommand({ ClientId, Username })).catch(hideWhoExists);
  }
};

/** Confirms a user. A wrong code, an address that is another's by now and a user that is not there are all `refused`. */
export const confirmUser = async (
  Username: string,
  ConfirmationCode: string,
  codeHash: string,
): Promise<'confirmed' | 'trigger failed' | 'confirmed before' | 'refused'> => {
  try {
    const ClientMetadata = { codeHash };
    await cognito.send(new ConfirmSignUpCommand({ ClientId, Username, ConfirmationCode, ClientMetadata }));
    return 'confirmed';
  } catch (error) {
    if (isNamed(error, ...TRIGGER_FAILED)) return 'trigger failed';
    if (isNamed(error, 'NotAuthorizedException') && /current status is confirmed/i.test(error.message)) {
      return 'confirmed before';
    }
    if (isNamed(error, ...REFUSED_CODE, 'AliasExistsException', 'NotAuthorizedException')) return 'refused';
    throw explained(error);
  }
};

export type Tokens = Required<Pick<AuthenticationResultType, 'AccessToken' | 'ExpiresIn' | 'IdToken' | 'TokenType'>>;

/**
 * Signs in the first of the users whose password it is.
 *
 * @throws DomainError INVALID_CREDENTIALS, USER_NOT_CONFIRMED, PASSWORD_RESET_REQUIRED
 */
export const signIn = async (usernames: string[], PASSWORD: string): Promise<Tokens & { RefreshToken: string }> => {
  for (const USERNAME of usernames) {
    const parameters = { AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME, PASSWORD } } as const;
    try {
      const { AuthenticationResult: tokens } = await cognito.send(new InitiateAuthCommand({ ClientId, ...parameters }));
      return { ...tokensOf(tokens), RefreshToken: tokens?.RefreshToken ?? '' };
    } catch (error) {
      if (!isNamed(error, 'NotAuthorizedException', 'UserNotFoundException')) throw explained(error);
    }
  }
  throw new DomainError('INVALID_CREDENTIALS', 'Incorrect full name or password.');
};

/** New tokens for a refresh token. */
export const refreshTokens = async (refreshToken: string): Promise<Tokens> => {
  const { AuthenticationResult: tokens } = await cognito
    .send(
      new InitiateAuthCommand({
        ClientId,
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: { REFRESH_TOKEN: refreshToken },
      }),
    )
    .catch(fail);
  return tokensOf(tokens);
};

/** Ends all sessions of the token's user: its refresh tokens no longer work. */
export const signOut = async (accessToken: string): Promise<void> => {
  await cognito.send(new GlobalSignOutCommand({ AccessToken: accessToken })).catch(fail);
};

/** Mails a code to reset the password. Whether the user exists is not told. */
export const sendResetCode = async (Username: string): Promise<void> => {
  await cognito.send(new ForgotPasswordCommand({ ClientId, Username })).catch(hideWhoExists);
};

/** Sets a new password with the code of the mail. */
export const resetPassword = async (
  Username: string,
  ConfirmationCode: string,
  Password: string,
): Promise<'reset' | 'trigger failed' | 'refused'> => {
  try {
    await cognito.send(new ConfirmForgotPasswordCommand({ ClientId, Username, ConfirmationCode, Password }));
    return 'reset';
  } catch (error) {
    if (isNamed(error, ...TRIGGER_FAILED)) return 'trigger failed';
    if (isNamed(error, ...REFUSED_CODE, 'NotAuthorizedException')) return 'refused';
    throw explained(error);
  }
};

/** Ends all sessions of a user. */
export const endUserSessions = (username: string): Promise<void> => endSessions(USER_POOL_ID, username);

/** The users that wait for their confirmation, those that `isDue` says of when they were created. The list may lag behind. */
export const listUnconfirmed = async function* (isDue: (createdAt: Date) => boolean): AsyncGenerator<string> {
  const pages = paginateListUsers(
    { client: cognito, pageSize: 60 },
    { UserPoolId: USER_POOL_ID, Filter: 'cognito:user_status = "UNCONFIRMED"' },
  );
  for await (const { Users = [] } of pages) {
    for (const { Username, UserCreateDate } of Users)
      if (Username && UserCreateDate && isDue(UserCreateDate)) yield Username;
  }
};

/** Removes a user, if it is there. */
export const deleteUser = async (Username: string): Promise<void> => {
  await cognito.send(new AdminDeleteUserCommand({ UserPoolId: USER_POOL_ID, Username })).catch((error) => {
    if (!isNamed(error, 'UserNotFoundException')) throw error;
  });
};

/** The user of this name, `undefined` if there is none. */
export const findUser = async (
  Username: string,
): Promise<(ConfirmedAccount & { status: string | undefined }) | undefined> => {
  const user = await cognito.send(new AdminGetUserCommand({ UserPoolId: USER_POOL_ID, Username })).catch((error) => {
    if (isNamed(error, 'UserNotFoundException')) return undefined;
    throw error;
  });
  if (user === undefined) return undefined;
  const attributes = Object.fromEntries((user.UserAttributes ?? []).map(({ Name, Value }) => [Name, Value]));
  return {
    sub: attributes.sub ?? '',
    username: user.Username ?? Username,
    fullName: attributes.name ?? '',
    email: attributes.email ?? '',
    emailVerified: attributes.email_verified === 'true',
    createdAt: user.UserCreateDate ?? new Date(),
    status: user.UserStatus,
  };
};

const tokensOf = (tokens: AuthenticationResultType | undefined): Tokens => {
  const { AccessToken, ExpiresIn, IdToken, TokenType } = tokens ?? {};
  if (!AccessToken || !ExpiresIn || !IdToken || !TokenType) {
    throw new DomainError('FORBIDDEN', 'This account needs a further step that is not offered here.');
  }
  return { AccessToken, ExpiresIn, IdToken, TokenType };
};

/** A function of ours failed, or refused. */
const TRIGGER_FAILED = ['UserLambdaValidationException', 'UnexpectedLambdaException', 'InvalidLambdaResponseException'];

/** Answers alike for a code that is wrong, spent or tried too often, and for a user that is not there. */
const REFUSED_CODE = [
  'CodeMismatchException',
  'ExpiredCodeException',
  'InvalidParameterException',
  'LimitExceededException',
  'TooManyFailedAttemptsException',
  'UserNotFoundException',
];

/** Who asks for a code learns nothing from what becomes of it. Faults of ours and of AWS are told. */
const hideWhoExists = (error: unknown): void => {
  const hidden = [...REFUSED_CODE, ...TRIGGER_FAILED, 'CodeDeliveryFailureException', 'NotAuthorizedException'];
  if (!isNamed(error, ...hidden)) throw explained(error);
  log.info('no code was sent', { reason: error.name });
};

const fail = (error: unknown): never => {
  throw explained(error);
};

/**
 * Cognito's exceptions in the words of this API; others as they are.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/CommonErrors.html
 */
const explained = (error: unknown): unknown => {
  if (!(error instanceof Error)) return error;
  switch (error.name) {
    case 'InvalidPasswordException':
      return new DomainError('INVALID_PASSWORD', 'The password is too weak.', {
        issues: [{ path: 'password', message: error.message }],
      });
    case 'InvalidParameterException':
      return new DomainError('INVALID_INPUT', 'The request was refused.', {
        issues: [{ path: '', message: error.message }],
      });
    case 'UserNotConfirmedException':
      return new DomainError('USER_NOT_CONFIRMED', 'The account is not confirmed yet: use the code from the email.');
    case 'UserLambdaValidationException':
      return error.message.includes(PASSWORD_RESET_REQUIRED)
        ? new DomainError(
            'PASSWORD_RESET_REQUIRED',
            'Set a new password first, with /forgot-password and /reset-password.',
          )
        : error;
    case 'CodeDeliveryFailureException':
      return new DomainError('CODE_NOT_SENT', 'The code could not be sent: ask for another one later.');
    case 'LimitExceededException':
    case 'TooManyFailedAttemptsException':
      return new DomainError('TOO_MANY_REQUESTS', 'Too many attempts: try again later.');
    case 'NotAuthorizedException':
      return new DomainError('UNAUTHORIZED', 'The token is not valid: sign in again.');
    default:
      return error;
  }
};
