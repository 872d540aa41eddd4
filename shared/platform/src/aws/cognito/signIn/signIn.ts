import * as z from 'zod';
import type { Context } from '../context.ts';
import { CognitoError, refusals } from '../errors.ts';
import { member, operation } from '../parameters.ts';
import { requireClient, type UserPool, type UserPoolClient } from '../pools/pools.ts';
import { runTrigger } from '../pools/triggers.ts';
import { isPassword } from '../signUp/passwords.ts';
import { findUser, findUserBySub, type User } from '../users/users.ts';
import { checkLockout, countWrongPassword, forgetAttempts } from './attempts.ts';
import { challenge, challengedUser, endChallenge } from './challenges.ts';
import { openSession, requireSession } from './sessions.ts';
import { asksForCode, useCode } from './softwareTokens.ts';
import { issueTokens } from './tokens.ts';

const FLOWS = [
  'USER_SRP_AUTH',
  'REFRESH_TOKEN_AUTH',
  'REFRESH_TOKEN',
  'CUSTOM_AUTH',
  'ADMIN_NO_SRP_AUTH',
  'USER_PASSWORD_AUTH',
  'ADMIN_USER_PASSWORD_AUTH',
  'USER_AUTH',
] as const;

const required = (parameters: Record<string, string>, name: string): string => {
  const value = parameters[name];
  if (!value) throw refusals.invalidParameter(`Missing required parameter ${name}`);
  return value;
};

const checkFlow = (client: UserPoolClient, flow: 'USER_PASSWORD_AUTH' | 'REFRESH_TOKEN_AUTH'): void => {
  if (client.properties.ExplicitAuthFlows.includes(`ALLOW_${flow}`)) return;
  throw refusals.invalidParameter(`${flow} flow not enabled for this client`);
};

/** Runs the trigger before the password is checked, also for an unknown user if the client hides who exists. */
const runPreAuthentication = (
  context: Context,
  pool: UserPool,
  client: UserPoolClient,
  user: Pick<User, 'username' | 'attributes'> & Partial<User>,
  validationData: Record<string, string> | undefined,
) =>
  runTrigger(context, pool, {
    source: 'PreAuthentication_Authentication',
    user,
    clientId: client.id,
    request: { userNotFound: user.sub === undefined, ...(validationData ? { validationData } : {}) },
  });

/**
 * Returns the user with this password. The error distinguishes a wrong password from an unknown user only if the client is configured so.
 */
const authenticate = async (
  context: Context,
  pool: UserPool,
  client: UserPoolClient,
  name: string,
  password: string,
  metadata: Record<string, string> | undefined,
): Promise<User> => {
  const user = findUser(context, pool, name);
  const hidden = client.properties.PreventUserExistenceErrors === 'ENABLED';
  if (user || hidden)
    await runPreAuthentication(context, pool, client, user ?? { username: name, attributes: {} }, metadata);
  if (user) checkLockout(context, user);
  const right = await isPassword(context, password, user?.passwordHash);
  if (!user) throw hidden ? refusals.wrongPassword() : refusals.userNotFound();
  if (!right) {
    countWrongPassword(context, user);
    throw refusals.wrongPassword();
  }
  if (!user.enabled) throw refusals.userDisabled();
  forgetAttempts(context, user, 'SignIn');
  if (user.status === 'UNCONFIRMED') throw new CognitoError('UserNotConfirmedException', 'User is not confirmed.');
  return user;
};

const signInWithPassword = async (
  context: Context,
  client: UserPoolClient,
  pool: UserPool,
  parameters: Record<string, string>,
  metadata: Record<string, string> | undefined,
) => {
  checkFlow(client, 'USER_PASSWORD_AUTH');
  const [name, password] = [required(parameters, 'USERNAME'), required(parameters, 'PASSWORD')];
  const user = await authenticate(context, pool, client, name, password, metadata);
  return asksForCode(pool, user) ? challenge(context, client, user) : completeSignIn(context, pool, client, user);
};

/** Completes a sign-in and returns its tokens. */
const completeSignIn = async (context: Context, pool: UserPool, client: UserPoolClient, user: User) => {
  await runTrigger(context, pool, {
    source: 'PostAuthentication_Authentication',
    user,
    clientId: client.id,
    request: { newDeviceUsed: false },
  });
  const { session, refreshToken } = openSession(context, client, user);
  const tokens = await issueTokens(context, client, user, session);
  return { ChallengeParameters: {}, AuthenticationResult: { ...tokens, RefreshToken: refreshToken } };
};

/** Issues new ID and access tokens for a session, with the current groups and attributes; the refresh token stays. */
const refresh = async (context: Context, client: UserPoolClient, refreshToken: string) => {
  checkFlow(client, 'REFRESH_TOKEN_AUTH');
  const session = requireSession(context, client, refreshToken);
  const user = findUserBySub(context, session.poolId, session.sub);
  if (!user) throw refusals.notAuthorized('Invalid Refresh Token.');
  if (!user.enabled) throw refusals.userDisabled();
  return issueTokens(context, client, user, session);
};

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html */
const InitiateAuth = operation(
  {
    AuthFlow: z.enum(FLOWS),
    ClientId: member.clientId,
    AuthParameters: member.metadata.default({}),
    ClientMetadata: member.metadata.optional(),
  },
  async (context, { AuthFlow, ClientId, AuthParameters, ClientMetadata }) => {
    const { client, pool } = requireClient(context, ClientId);
    if (AuthFlow === 'USER_PASSWORD_AUTH') {
      return signInWithPassword(context, client, pool, AuthParameters, ClientMetadata);
    }
    if (AuthFlow === 'REFRESH_TOKEN_AUTH' || AuthFlow === 'REFRESH_TOKEN') {
      const token = required(AuthParameters, 'REFRESH_TOKEN');
      return { ChallengeParameters: {}, AuthenticationResult: await refresh(context, client, token) };
    }
    throw refusals.invalidParameter('Initiate Auth method not supported.');
  },
);

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetTokensFromRefreshToken.html */
const GetTokensFromRefreshToken = operation(
  { ClientId: member.clientId, RefreshToken: member.token },
  async (context, { ClientId, RefreshToken }) => {
    const { client } = requireClient(context, ClientId);
    return { AuthenticationResult: await refresh(context, client, RefreshToken) };
  },
);

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html */
const RespondToAuthChallenge = operation(
  {
    ClientId: member.clientId,
    ChallengeName: z.literal('SOFTWARE_TOKEN_MFA'),
    Session: z.string().min(20).max(2048).optional(),
    ChallengeResponses: member.metadata.default({}),
  },
  async (context, { ClientId, Session, ChallengeResponses }) => {
    const { client, pool } = requireClient(context, ClientId);
    if (Session === undefined) throw refusals.invalidParameter('Missing required parameter Session');
    const name = required(ChallengeResponses, 'USERNAME');
    const code = required(ChallengeResponses, 'SOFTWARE_TOKEN_MFA_CODE');
    const user = challengedUser(context, client, Session, findUser(context, pool, name));
    useCode(context, pool, user, code);
    endChallenge(context, Session);
    return completeSignIn(context, pool, client, user);
  },
);

export const signInOperations = { InitiateAuth, GetTokensFromRefreshToken, RespondToAuthChallenge };
