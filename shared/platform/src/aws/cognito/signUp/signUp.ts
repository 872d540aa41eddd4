import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Context } from '../context.ts';
import { CognitoError, refusals } from '../errors.ts';
import { member, operation } from '../parameters.ts';
import { requireClient, type UserPool } from '../pools/pools.ts';
import { runTrigger } from '../pools/triggers.ts';
import { forgetAttempts } from '../signIn/attempts.ts';
import { isEmail, readAttributes } from '../users/attributes.ts';
import { findUser, findUserByAlias, insertUser, type User, updateUser } from '../users/users.ts';
import { checkCode, issueCode, sendCode, simulatedDelivery, spendCode } from './codes.ts';
import { confirmByCode, emailRequestedCode } from './confirmation.ts';
import { checkPasswordPolicy, hashPassword } from './passwords.ts';

const usernameTaken = () => new CognitoError('UsernameExistsException', 'User already exists');

const checkUsername = (pool: UserPool, username: string): void => {
  if (pool.properties.AliasAttributes.includes('email') && isEmail(username)) {
    throw refusals.invalidParameter(
      'Username cannot be of email format, since user pool is configured for email alias.',
    );
  }
};

const verifiesEmail = (pool: UserPool, user: User): boolean =>
  pool.properties.AutoVerifiedAttributes.includes('email') && user.attributes.email !== undefined;

/** Stores user and code together; the email follows, and can be requested again. */
const storeNewUser = (context: Context, pool: UserPool, user: User): string | undefined =>
  context.database.transaction(() => {
    if (!insertUser(context, pool, user)) throw usernameTaken();
    return verifiesEmail(pool, user) ? issueCode(context, user, 'confirmation') : undefined;
  });

/** Rejects a PreSignUp response that lets a user in without a code: this is not supported. */
const checkNothingIsWaived = (response: Record<string, unknown>): void => {
  const waived = ['autoConfirmUser', 'autoVerifyEmail', 'autoVerifyPhone'].find((name) => response[name] === true);
  if (waived) throw new Error(`PreSignUp returned ${waived}, which is not supported here`);
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html */
const SignUp = operation(
  {
    ClientId: member.clientId,
    Username: member.username,
    Password: member.password,
    UserAttributes: member.attributes.default([]),
    ValidationData: member.attributes.optional(),
    ClientMetadata: member.metadata.optional(),
  },
  async (context, { ClientId, Username: username, Password, UserAttributes, ValidationData, ClientMetadata }) => {
    const { client, pool } = requireClient(context, ClientId);
    if (pool.properties.AdminCreateUserConfig.AllowAdminCreateUserOnly) {
      throw refusals.notAuthorized('SignUp is not permitted for this user pool');
    }
    checkUsername(pool, username);
    const attributes = readAttributes(pool, client, UserAttributes);
    checkPasswordPolicy(pool, Password, 'did not conform with');
    const validationData = ValidationData && Object.fromEntries(ValidationData.map(({ Name, Value }) => [Name, Value]));
    checkNothingIsWaived(
      await runTrigger(context, pool, {
        source: 'PreSignUp_SignUp',
        user: { username, attributes },
        clientId: client.id,
        request: { validationData: validationData ?? null },
        clientMetadata: ClientMetadata,
      }),
    );
    if (findUser(context, pool, username)) throw usernameTaken();
    const now = context.now();
    const user: User = {
      poolId: pool.id,
      sub: randomUUID(),
      username,
      passwordHash: await hashPassword(context, Password),
      status: 'UNCONFIRMED',
      enabled: true,
      attributes: attributes.email === undefined ? attributes : { ...attributes, email_verified: 'false' },
      createdAt: now,
      modifiedAt: now,
    };
    const code = storeNewUser(context, pool, user);
    const occasion = { of: 'SignUp', clientId: client.id, clientMetadata: ClientMetadata } as const;
    const CodeDeliveryDetails = code && (await sendCode(context, pool, user, code, occasion));
    return { UserConfirmed: false, UserSub: user.sub, ...(CodeDeliveryDetails ? { CodeDeliveryDetails } : {}) };
  },
);

/** @throws {CognitoError} NotAuthorizedException when there is nothing left to confirm. */
export const checkUnconfirmed = (user: User): void => {
  if (user.status === 'UNCONFIRMED') return;
  throw refusals.notAuthorized(`User cannot be confirmed. Current status is ${user.status}`);
};

/** Makes sure that a verified address belongs to one user: another user's is rejected, or taken over if the caller requests it. */
const claimEmail = (context: Context, pool: UserPool, user: User, force: boolean): void => {
  const email = user.attributes.email;
  const holder = email === undefined ? undefined : findUserByAlias(context, pool, email);
  if (!holder || holder.sub === user.sub) return;
  if (!force) throw refusals.emailTaken();
  updateUser(context, pool, holder, { attributes: { ...holder.attributes, email_verified: 'false' } });
};

/** Checks the code and confirms the user, in one atomic step. */
const confirm = (context: Context, pool: UserPool, user: User, code: string, force: boolean): User =>
  context.database.transaction(() => {
    checkCode(context, user, 'confirmation', code);
    claimEmail(context, pool, user, force);
    spendCode(context, user, 'confirmation');
    forgetAttempts(context, user, 'ConfirmSignUp');
    return updateUser(context, pool, user, {
      status: 'CONFIRMED',
      attributes: { ...user.attributes, email_verified: 'true' },
    });
  });

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmSignUp.html */
const ConfirmSignUp = operation(
  {
    ClientId: member.clientId,
    Username: member.username,
    ConfirmationCode: member.code,
    ForceAliasCreation: z.boolean().default(false),
    ClientMetadata: member.metadata.optional(),
  },
  async (context, { ClientId, Username, ConfirmationCode, ForceAliasCreation, ClientMetadata }) => {
    const { client, pool } = requireClient(context, ClientId);
    const user = findUser(context, pool, Username);
    const hidden = client.properties.PreventUserExistenceErrors === 'ENABLED';
    if (!user) throw hidden ? refusals.expiredCode() : refusals.userOfClientNotFound();
    checkUnconfirmed(user);
    return confirmByCode(context, { client, pool, user, action: 'ConfirmSignUp', clientMetadata: ClientMetadata }, () =>
      confirm(context, pool, user, ConfirmationCode, ForceAliasCreation),
    );
  },
);

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ResendConfirmationCode.html */
const ResendConfirmationCode = operation(
  { ClientId: member.clientId, Username: member.username, ClientMetadata: member.metadata.optional() },
  async (context, { ClientId, Username, ClientMetadata }) => {
    const { client, pool } = requireClient(context, ClientId);
    const user = findUser(context, pool, Username);
    if (!user?.enabled) {
      if (client.properties.PreventUserExistenceErrors === 'LEGACY') throw refusals.userOfClientNotFound();
      return { CodeDeliveryDetails: simulatedDelivery(pool, Username) };
    }
    if (user.status === 'CONFIRMED') throw refusals.invalidParameter('User is already confirmed.');
    if (!verifiesEmail(pool, user)) throw refusals.invalidParameter('Auto verification not turned on.');
    const occasion = { of: 'ResendCode', clientId: client.id, clientMetadata: ClientMetadata } as const;
    return emailRequestedCode(context, pool, user, occasion);
  },
);

export const signUpOperations = { SignUp, ConfirmSignUp, ResendConfirmationCode };
