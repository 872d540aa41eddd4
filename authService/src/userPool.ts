import {
  AdminGetUserCommand,
  type AttributeType,
  type AuthenticationResultType,
  CognitoIdentityProviderClient,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  ForgotPasswordCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  ListUsersCommand,
  ResendConfirmationCodeCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { DomainError, isNamed } from '@ecommerce/shared/errors.ts';
import * as z from 'zod';
import { type User, usernameOf, userOf, type Who } from './account.ts';
import { checkNewPassword } from './newPassword.ts';

const { USER_POOL_CLIENT_ID: ClientId, USER_POOL_ID } = readEnvironment({
  USER_POOL_CLIENT_ID: name,
  USER_POOL_ID: z.string().default(''), // only the functions that look users up have it
});
const cognito = new CognitoIdentityProviderClient({});

/** Creates an unconfirmed account; Cognito mails the confirmation code. */
export const signUp = async (account: { fullName: string; email: string; password: string }): Promise<void> => {
  checkNewPassword(account.password);
  await cognito
    .send(
      new SignUpCommand({
        ClientId,
        Username: usernameOf(account.fullName),
        Password: account.password,
        UserAttributes: [
          { Name: 'email', Value: account.email },
          { Name: 'name', Value: account.fullName },
        ],
      }),
    )
    .catch(explain);
};

/** Confirms an account with the code of the mail. */
export const confirmSignUp = async (who: Who, ConfirmationCode: string): Promise<void> => {
  await cognito
    .send(new ConfirmSignUpCommand({ ClientId, Username: await unconfirmedUsername(who), ConfirmationCode }))
    .catch(explain);
};

/** Mails the confirmation code again. Whether the account exists, or is confirmed already, is not told. */
export const resendCode = async (who: Who): Promise<void> => {
  await cognito
    .send(new ResendConfirmationCodeCommand({ ClientId, Username: await unconfirmedUsername(who) }))
    .catch((error) => {
      if (!isNamed(error, 'UserNotFoundException', 'InvalidParameterException')) explain(error);
    });
};

export type Tokens = Required<Pick<AuthenticationResultType, 'AccessToken' | 'ExpiresIn' | 'IdToken' | 'TokenType'>>;

/** Signs in with a password. */
export const signIn = async (who: Who, password: string): Promise<Tokens & { RefreshToken: string }> => {
  const { AuthenticationResult: tokens } = await cognito
    .send(
      new InitiateAuthCommand({
        ClientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: username(who), PASSWORD: password },
      }),
    )
    .catch((error) => explain(error, () => new DomainError('INVALID_CREDENTIALS', 'Incorrect full name or password.')));
  return { ...tokensOf(tokens), RefreshToken: tokens?.RefreshToken ?? '' };
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
    .catch(explain);
  return tokensOf(tokens);
};

/** Ends all sessions of the token's user: its refresh tokens no longer work. */
export const signOut = async (accessToken: string): Promise<void> => {
  await cognito.send(new GlobalSignOutCommand({ AccessToken: accessToken })).catch(explain);
};

/** Mails a code to reset the password. Whether the account exists is not told. */
export const forgotPassword = async (who: Who): Promise<void> => {
  await cognito.send(new ForgotPasswordCommand({ ClientId, Username: username(who) })).catch((error) => {
    if (!isNamed(error, 'UserNotFoundException', 'InvalidParameterException', 'NotAuthorizedException')) explain(error);
  });
};

/** Sets a new password with the code of the mail. */
export const resetPassword = async (who: Who, ConfirmationCode: string, Password: string): Promise<void> => {
  checkNewPassword(Password);
  await cognito
    .send(new ConfirmForgotPasswordCommand({ ClientId, Username: username(who), ConfirmationCode, Password }))
    .catch(explain);
};

/** The confirmed account that `who` names, `undefined` if there is none. */
export const findConfirmedUser = async (who: Who): Promise<User | undefined> => {
  const found = await cognito
    .send(new AdminGetUserCommand({ UserPoolId: USER_POOL_ID, Username: username(who) }))
    .catch((error) => {
      if (isNamed(error, 'UserNotFoundException')) return undefined;
      throw error;
    });
  return found?.UserStatus === 'CONFIRMED'
    ? userOf(attributesOf(found.UserAttributes), found.UserCreateDate)
    : undefined;
};

const attributesOf = (attributes: AttributeType[] = []): Record<string, string | undefined> =>
  Object.fromEntries(attributes.map(({ Name, Value }) => [Name, Value]));

/** A mail address signs in as it is: once confirmed it is an alias of its account. */
const username = ({ fullName, email }: Who): string => email ?? usernameOf(fullName ?? '');

/** Before confirmation the mail address is no alias yet: the account is looked up by it, the newest if there are several. */
async function unconfirmedUsername(who: Who): Promise<string> {
  if (who.email === undefined) return username(who);
  const filter = `email = ${JSON.stringify(who.email)}`;
  const { Users = [] } = await cognito.send(new ListUsersCommand({ UserPoolId: USER_POOL_ID, Filter: filter }));
  const newest = Users.filter(({ UserStatus }) => UserStatus === 'UNCONFIRMED').sort(
    (a, b) => (b.UserCreateDate?.getTime() ?? 0) - (a.UserCreateDate?.getTime() ?? 0),
  )[0];
  return newest?.Username ?? username(who);
}

function tokensOf(tokens: AuthenticationResultType | undefined): Tokens {
  const { AccessToken, ExpiresIn, IdToken, TokenType } = tokens ?? {};
  if (!AccessToken || !ExpiresIn || !IdToken || !TokenType) {
    throw new DomainError('FORBIDDEN', 'This account needs a further step that is not offered here.');
  }
  return { AccessToken, ExpiresIn, IdToken, TokenType };
}

/**
 * Cognito's exceptions in the words of this API. `NotAuthorizedException` means different things in different calls.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/CommonErrors.html
 */
function explain(
  error: unknown,
  notAuthorized = () => new DomainError('UNAUTHORIZED', 'The token is not valid: sign in again.'),
): never {
  if (!(error instanceof Error)) throw error;
  switch (error.name) {
    case 'UsernameExistsException':
      throw new DomainError('FULL_NAME_TAKEN', 'This full name is taken.');
    case 'AliasExistsException':
      throw new DomainError('EMAIL_TAKEN', 'Another account has this email.');
    case 'InvalidPasswordException':
      throw new DomainError('INVALID_PASSWORD', 'The password is too weak.', {
        issues: [{ path: 'password', message: error.message }],
      });
    case 'InvalidParameterException':
      throw new DomainError('INVALID_INPUT', 'The request was refused.', {
        issues: [{ path: '', message: error.message }],
      });
    case 'CodeMismatchException':
    case 'ExpiredCodeException':
    case 'UserNotFoundException': // an unknown account answers as a wrong code does
      throw new DomainError('INVALID_CONFIRMATION_CODE', 'The code is wrong or has expired.', {
        issues: [{ path: 'confirmationCode', message: 'is wrong or has expired' }],
      });
    case 'UserNotConfirmedException':
      throw new DomainError('USER_NOT_CONFIRMED', 'The account is not confirmed yet: use the code of the mail.');
    case 'LimitExceededException':
    case 'TooManyFailedAttemptsException':
      throw new DomainError('TOO_MANY_REQUESTS', 'Too many attempts: try again later.');
    case 'NotAuthorizedException':
      if (/current status is confirmed/i.test(error.message)) {
        throw new DomainError('ALREADY_CONFIRMED', 'This account is confirmed already.');
      }
      throw notAuthorized();
    default:
      throw error;
  }
}
