import { Secret, TOTP } from 'otpauth';
import * as z from 'zod';
import type { Context } from '../context.ts';
import { CognitoError, refusals } from '../errors.ts';
import { member, operation } from '../parameters.ts';
import { requirePool, type UserPool } from '../pools/pools.ts';
import { requireUser, type SoftwareToken, type User, updateUser } from '../users/users.ts';
import { verifyAccessToken } from './tokens.ts';

/*
 * Codes of authenticator apps: TOTP of RFC 6238 with SHA-1, six digits and periods of 30 seconds, as all apps know it.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-totp.html
 */

const PERIOD_MS = 30_000;
const SECRET_BYTES = 32;

/** Codes of the period before and after are accepted too: phones' clocks differ. */
const WINDOW = 1;

const NONE: SoftwareToken = { enabled: false, preferred: false };

/** Returns the period whose code it is, `undefined` if it is none of this time. */
const periodOf = ({ now }: Context, secret: string, token: string): number | undefined => {
  const timestamp = now();
  const delta = new TOTP({ secret: Secret.fromBase32(secret) }).validate({ token, timestamp, window: WINDOW });
  return delta === null ? undefined : Math.floor(timestamp / PERIOD_MS) + delta;
};

const isOffered = ({ properties }: UserPool): boolean =>
  properties.MfaConfiguration === 'OPTIONAL' && properties.EnabledMfas.includes('SOFTWARE_TOKEN_MFA');

/** Whether a sign-in of the user has to give a code. */
export const asksForCode = (pool: UserPool, { softwareToken }: User): boolean =>
  isOffered(pool) && softwareToken?.enabled === true;

/** Accepts a code once. @throws {CognitoError} CodeMismatchException, ExpiredCodeException for a code that was used before */
export const useCode = (context: Context, pool: UserPool, { username }: User, code: string): void =>
  context.database.transaction(() => {
    const user = requireUser(context, pool, username);
    const { softwareToken = NONE } = user;
    const { secret } = softwareToken;
    const period = secret === undefined ? undefined : periodOf(context, secret, code);
    if (period === undefined) throw new CognitoError('CodeMismatchException', 'Invalid code received for user');
    if (period <= (softwareToken.usedPeriod ?? 0)) {
      throw new CognitoError('ExpiredCodeException', 'Your software token has already been used once.');
    }
    updateUser(context, pool, user, { softwareToken: { ...softwareToken, usedPeriod: period } });
  });

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AssociateSoftwareToken.html */
const AssociateSoftwareToken = operation({ AccessToken: member.token }, async (context, { AccessToken }) => {
  const { pool, user } = await verifyAccessToken(context, AccessToken);
  if (!isOffered(pool)) {
    throw new CognitoError(
      'SoftwareTokenMFANotFoundException',
      'Software Token MFA has not been enabled by the userPool',
    );
  }
  const newSecret = new Secret({ size: SECRET_BYTES }).base32;
  updateUser(context, pool, user, { softwareToken: { ...NONE, ...user.softwareToken, newSecret } });
  return { SecretCode: newSecret };
});

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifySoftwareToken.html */
const VerifySoftwareToken = operation(
  { AccessToken: member.token, UserCode: z.string().regex(/^[0-9]{6}$/) },
  async (context, { AccessToken, UserCode }) => {
    const { pool, user } = await verifyAccessToken(context, AccessToken);
    const { softwareToken = NONE } = user;
    const secret = softwareToken.newSecret ?? softwareToken.secret;
    if (secret === undefined) {
      throw new CognitoError('SoftwareTokenMFANotFoundException', 'User does not have software token mfa set up.');
    }
    const period = periodOf(context, secret, UserCode);
    if (period === undefined) throw new CognitoError('EnableSoftwareTokenMFAException', 'Code mismatch');
    const { newSecret: _, ...rest } = softwareToken;
    updateUser(context, pool, user, { softwareToken: { ...rest, secret, usedPeriod: period } });
    return { Status: 'SUCCESS' };
  },
);

const settings = {
  SoftwareTokenMfaSettings: z
    .object({ Enabled: z.boolean().default(false), PreferredMfa: z.boolean().default(false) })
    .optional(),
};

const prefer = (
  context: Context,
  pool: UserPool,
  user: User,
  { SoftwareTokenMfaSettings: wanted }: z.infer<z.ZodObject<typeof settings>>,
): Record<string, never> => {
  if (wanted === undefined) return {};
  const { softwareToken = NONE } = user;
  if (wanted.Enabled && softwareToken.secret === undefined) {
    throw refusals.invalidParameter('User has not verified software token mfa');
  }
  const next = { enabled: wanted.Enabled, preferred: wanted.Enabled && wanted.PreferredMfa };
  updateUser(context, pool, user, { softwareToken: { ...softwareToken, ...next } });
  return {};
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserMFAPreference.html */
const SetUserMFAPreference = operation({ AccessToken: member.token, ...settings }, async (context, input) => {
  const { pool, user } = await verifyAccessToken(context, input.AccessToken);
  return prefer(context, pool, user, input);
});

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserMFAPreference.html */
const AdminSetUserMFAPreference = operation(
  { UserPoolId: member.userPoolId, Username: member.username, ...settings },
  (context, input) => {
    const pool = requirePool(context, input.UserPoolId);
    return prefer(context, pool, requireUser(context, pool, input.Username), input);
  },
);

export const softwareTokenOperations = { AssociateSoftwareToken, VerifySoftwareToken, SetUserMFAPreference };
export const adminSoftwareTokenOperations = { AdminSetUserMFAPreference };
