import {
  AdminDeleteUserCommand,
  AdminGetUserCommand,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  ForgotPasswordCommand,
  GlobalSignOutCommand,
  paginateListUsers,
  ResendConfirmationCodeCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { isNamed } from '@ecommerce/shared/errors.ts';
import { log } from '@ecommerce/shared/log.ts';
import * as z from 'zod';
import { cognito } from './cognitoPool.ts';
import { explained, failForToken, REFUSED_CODE, TRIGGER_FAILED } from './poolErrors.ts';
import type { ConfirmedAccount } from './recordAccount.ts';
import { endSessions } from './sessionPool.ts';

const { USER_POOL_CLIENT_ID: ClientId, USER_POOL_ID } = readEnvironment({
  USER_POOL_CLIENT_ID: name,
  USER_POOL_ID: z.string().default(''), // set only for functions that look up users
});

type NewUser = {
  username: string;
  fullName: string;
  email: string;
  password: string;
  locale?: string | undefined;
  ticket: string;
};

/**
 * Creates an unconfirmed user. Cognito sends the code by email.
 *
 * @param user its `ticket` tells the PreSignUp trigger that the account was recorded before
 * @returns `taken` if the username is taken, or an error, after which the user may exist without having received a code
 */
export const createUser = async (user: NewUser): Promise<'created' | 'taken' | { error: unknown }> => {
  const command = new SignUpCommand({
    ClientId,
    Username: user.username,
    Password: user.password,
    UserAttributes: [
      { Name: 'email', Value: user.email },
      { Name: 'name', Value: user.fullName },
      ...(user.locale === undefined ? [] : [{ Name: 'locale', Value: user.locale }]),
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

/** Sends an unconfirmed user another code. @throws DomainError CODE_NOT_SENT */
export const resendCodeTo = async (Username: string, ticket: string): Promise<void> => {
  try {
    await cognito.send(new ResendConfirmationCodeCommand({ ClientId, Username, ClientMetadata: { ticket } }));
  } catch (error) {
    throw explained(error);
  }
};

/** Sends unconfirmed users another code, if they exist and may have one. Does not reveal the outcome. */
export const resendCodes = async (usernames: string[]): Promise<void> => {
  for (const Username of usernames) {
    await cognito.send(new ResendConfirmationCodeCommand({ ClientId, Username })).catch(hideWhoExists);
  }
};

/** Confirms a user. A wrong code, an address that belongs to another account by now, and a missing user are all `refused`. */
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

/** Ends all sessions of the token's user: its refresh tokens no longer work. */
export const signOut = async (accessToken: string): Promise<void> => {
  await cognito.send(new GlobalSignOutCommand({ AccessToken: accessToken })).catch(failForToken);
};

/** Emails a code to reset the password. Does not reveal whether the user exists. */
export const sendResetCode = async (Username: string): Promise<void> => {
  await cognito.send(new ForgotPasswordCommand({ ClientId, Username })).catch(hideWhoExists);
};

/** Sets a new password with the code from the email. */
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

/** Yields the unconfirmed users whose creation time satisfies `isDue`. Cognito's list is eventually consistent. */
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

/** Deletes a user, if it exists. */
export const deleteUser = async (Username: string): Promise<void> => {
  await cognito.send(new AdminDeleteUserCommand({ UserPoolId: USER_POOL_ID, Username })).catch((error) => {
    if (!isNamed(error, 'UserNotFoundException')) throw error;
  });
};

/** Finds a user by username; `undefined` if there is none. */
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
    locale: attributes.locale,
    createdAt: user.UserCreateDate ?? new Date(),
    status: user.UserStatus,
  };
};

/** Hides from the caller whether a user exists and why no code was sent. Rethrows our own failures and those of AWS. */
const hideWhoExists = (error: unknown): void => {
  const hidden = [...REFUSED_CODE, ...TRIGGER_FAILED, 'CodeDeliveryFailureException', 'NotAuthorizedException'];
  if (!isNamed(error, ...hidden)) throw explained(error);
  log.info('no code was sent', { reason: error.name });
};
