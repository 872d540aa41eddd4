import type { Context } from '../context.ts';
import { refusals } from '../errors.ts';
import { member, operation } from '../parameters.ts';
import { requireClient, type UserPool } from '../pools/pools.ts';
import { forgetAttempts } from '../signIn/attempts.ts';
import { findUser, type User, updateUser } from '../users/users.ts';
import { checkCode, simulatedDelivery, spendCode } from './codes.ts';
import { confirmByCode, emailRequestedCode } from './confirmation.ts';
import { checkPasswordPolicy, hashPassword } from './passwords.ts';

const isEmailVerified = (user: User): boolean => user.attributes.email_verified === 'true';

const checkSelfService = (pool: UserPool): void => {
  const ways = pool.properties.AccountRecoverySetting.RecoveryMechanisms;
  if (ways.some(({ Name }) => Name === 'verified_email')) return;
  throw refusals.notAuthorized('Contact administrator to reset password.');
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgotPassword.html */
const ForgotPassword = operation(
  { ClientId: member.clientId, Username: member.username, ClientMetadata: member.metadata.optional() },
  async (context, { ClientId, Username, ClientMetadata }) => {
    const { client, pool } = requireClient(context, ClientId);
    checkSelfService(pool);
    const user = findUser(context, pool, Username);
    const hidden = client.properties.PreventUserExistenceErrors === 'ENABLED';
    if (hidden && !(user?.enabled && isEmailVerified(user))) {
      return { CodeDeliveryDetails: simulatedDelivery(pool, Username) };
    }
    if (!user) throw refusals.userOfClientNotFound();
    if (!user.enabled) throw refusals.userDisabled();
    if (!isEmailVerified(user)) {
      const reason = 'there is no registered/verified email or phone_number';
      throw refusals.invalidParameter(`Cannot reset password for the user as ${reason}`);
    }
    const occasion = { of: 'ForgotPassword', clientId: client.id, clientMetadata: ClientMetadata } as const;
    return emailRequestedCode(context, pool, user, occasion);
  },
);

/** Checks the code and sets the password, in one atomic step. */
const reset = (context: Context, pool: UserPool, user: User, code: string, passwordHash: string): User =>
  context.database.transaction(() => {
    checkCode(context, user, 'reset', code);
    spendCode(context, user, 'reset');
    forgetAttempts(context, user, 'ConfirmForgotPassword');
    return updateUser(context, pool, user, { passwordHash, status: 'CONFIRMED' });
  });

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmForgotPassword.html */
const ConfirmForgotPassword = operation(
  {
    ClientId: member.clientId,
    Username: member.username,
    ConfirmationCode: member.code,
    Password: member.password,
    ClientMetadata: member.metadata.optional(),
  },
  async (context, { ClientId, Username, ConfirmationCode, Password, ClientMetadata }) => {
    const { client, pool } = requireClient(context, ClientId);
    checkPasswordPolicy(pool, Password, 'does not conform to');
    const hidden = client.properties.PreventUserExistenceErrors === 'ENABLED';
    const passwordHash = await hashPassword(context, Password);
    const user = findUser(context, pool, Username);
    if (hidden && !user?.enabled) throw refusals.wrongCode();
    if (!user) throw refusals.userOfClientNotFound();
    if (!user.enabled) throw refusals.userDisabled();
    const confirmation = {
      client,
      pool,
      user,
      action: 'ConfirmForgotPassword',
      clientMetadata: ClientMetadata,
    } as const;
    return confirmByCode(context, confirmation, () => reset(context, pool, user, ConfirmationCode, passwordHash));
  },
);

export const passwordResetOperations = { ForgotPassword, ConfirmForgotPassword };
