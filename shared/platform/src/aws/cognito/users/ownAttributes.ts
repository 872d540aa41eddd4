import * as z from 'zod';
import type { Context } from '../context.ts';
import { refusals } from '../errors.ts';
import { member, operation } from '../parameters.ts';
import type { UserPool } from '../pools/pools.ts';
import { checkHourlyLimit, countHourly, forgetAttempts } from '../signIn/attempts.ts';
import { verifyAccessToken } from '../signIn/tokens.ts';
import { checkCode, issueCode, sendCode, spendCode } from '../signUp/codes.ts';
import { countingWrongCodes } from '../signUp/confirmation.ts';
import { type Attributes, readAttributes } from './attributes.ts';
import { findUserByAlias, type User, updateUser } from './users.ts';

/** Returns the change for new attributes. An address that has to be verified first is only stored as `newEmail`. */
const changeOf = (pool: UserPool, user: User, next: Attributes): Partial<User> => {
  const { email_verified = 'false' } = user.attributes;
  if (next.email === user.attributes.email) return { attributes: { ...next, email_verified } };
  const waits =
    pool.properties.UserAttributeUpdateSettings?.AttributesRequireVerificationBeforeUpdate.includes('email') ?? false;
  const newEmail = next.email ?? '';
  return waits
    ? { attributes: { ...next, email: user.attributes.email ?? '', email_verified }, newEmail }
    : { attributes: { ...next, email_verified: 'false' }, newEmail };
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserAttributes.html */
const UpdateUserAttributes = operation(
  { AccessToken: member.token, UserAttributes: member.attributes, ClientMetadata: member.metadata.optional() },
  async (context, { AccessToken, UserAttributes, ClientMetadata }) => {
    const { client, pool, user } = await verifyAccessToken(context, AccessToken);
    const { email_verified: _, ...now } = user.attributes;
    const kept = Object.entries(now).map(([Name, Value]) => ({ Name, Value }));
    const change = changeOf(pool, user, readAttributes(pool, client, [...kept, ...UserAttributes]));
    const isVerified = pool.properties.AutoVerifiedAttributes.includes('email');
    const mailsCode = change.newEmail !== undefined && isVerified;
    if (mailsCode) {
      checkHourlyLimit(context, user, 'UpdateUserAttributes');
      countHourly(context, user, 'UpdateUserAttributes');
    }
    const { changed, code } = context.database.transaction(() => ({
      changed: updateUser(context, pool, user, change),
      code: mailsCode ? issueCode(context, user, 'attribute') : undefined,
    }));
    if (code === undefined) return { CodeDeliveryDetailsList: [] };
    const occasion = { of: 'UpdateUserAttribute', clientId: client.id, clientMetadata: ClientMetadata } as const;
    return { CodeDeliveryDetailsList: [await sendCode(context, pool, changed, code, occasion)] };
  },
);

/** Checks the code and sets the user's new address, in one atomic step. */
const verifyEmail = (context: Context, pool: UserPool, user: User, code: string): User =>
  context.database.transaction(() => {
    checkCode(context, user, 'attribute', code);
    const { newEmail: email = user.attributes.email ?? '', ...rest } = user;
    const holder = findUserByAlias(context, pool, email);
    if (holder && holder.sub !== user.sub) throw refusals.emailTaken();
    spendCode(context, user, 'attribute');
    forgetAttempts(context, user, 'VerifyUserAttribute');
    return updateUser(context, pool, rest, { attributes: { ...user.attributes, email, email_verified: 'true' } });
  });

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifyUserAttribute.html */
const VerifyUserAttribute = operation(
  { AccessToken: member.token, AttributeName: z.literal('email'), Code: member.code },
  async (context, { AccessToken, Code }) => {
    const { pool, user } = await verifyAccessToken(context, AccessToken);
    checkHourlyLimit(context, user, 'VerifyUserAttribute');
    countingWrongCodes(context, user, 'VerifyUserAttribute', () => verifyEmail(context, pool, user, Code));
    return {};
  },
);

export const ownAttributeOperations = { UpdateUserAttributes, VerifyUserAttribute };
