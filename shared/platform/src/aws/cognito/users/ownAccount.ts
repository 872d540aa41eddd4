import { CognitoError, refusals } from '../errors.ts';
import { member, operation } from '../parameters.ts';
import { requireClient } from '../pools/pools.ts';
import { checkHourlyLimit, countHourly } from '../signIn/attempts.ts';
import { clientOfRefreshToken, revokeSession, revokeSessionsOf } from '../signIn/sessions.ts';
import { verifyAccessToken } from '../signIn/tokens.ts';
import { checkPasswordPolicy, hashPassword, isPassword } from '../signUp/passwords.ts';
import { attributeList, describeMfa, requireUser, updateUser } from './users.ts';

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUser.html */
const GetUser = operation({ AccessToken: member.token }, async (context, { AccessToken }) => {
  const { user, client } = await verifyAccessToken(context, AccessToken);
  return { Username: user.username, UserAttributes: attributeList(user, client), ...describeMfa(user) };
});

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GlobalSignOut.html */
const GlobalSignOut = operation({ AccessToken: member.token }, async (context, { AccessToken }) => {
  const { user } = await verifyAccessToken(context, AccessToken);
  revokeSessionsOf(context, user);
  return {};
});

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeToken.html */
const RevokeToken = operation({ ClientId: member.clientId, Token: member.token }, (context, { ClientId, Token }) => {
  const { client } = requireClient(context, ClientId);
  if (!client.properties.EnableTokenRevocation) {
    throw new CognitoError('UnsupportedOperationException', 'Token revocation is not enabled for this client');
  }
  // A JWT has three parts, a refresh token five: only the latter can be revoked by itself.
  if (Token.split('.').length === 3) throw new CognitoError('UnsupportedTokenTypeException', 'Unsupported token type');
  const owner = clientOfRefreshToken(context, Token);
  if (owner === undefined) throw refusals.notAuthorized('Invalid Refresh Token');
  if (owner !== client.id) throw new CognitoError('UnauthorizedException', 'Invalid token issued for client');
  revokeSession(context, Token);
  return {};
});

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ChangePassword.html */
const ChangePassword = operation(
  { AccessToken: member.token, PreviousPassword: member.password, ProposedPassword: member.password },
  async (context, { AccessToken, PreviousPassword, ProposedPassword }) => {
    const { pool, user } = await verifyAccessToken(context, AccessToken);
    checkHourlyLimit(context, user, 'ChangePassword');
    checkPasswordPolicy(pool, ProposedPassword, 'does not conform to');
    if (!(await isPassword(context, PreviousPassword, user.passwordHash))) {
      countHourly(context, user, 'ChangePassword');
      throw refusals.wrongPassword();
    }
    const passwordHash = await hashPassword(context, ProposedPassword);
    updateUser(context, pool, requireUser(context, pool, user.username), { passwordHash });
    return {};
  },
);

export const ownAccountOperations = { GetUser, GlobalSignOut, RevokeToken, ChangePassword };
