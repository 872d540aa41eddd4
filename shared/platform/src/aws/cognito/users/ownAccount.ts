import { CognitoError, refusals } from '../errors.ts';
import { member, operation } from '../parameters.ts';
import { requireClient } from '../pools/pools.ts';
import { clientOfRefreshToken, revokeSession, revokeSessionsOf } from '../signIn/sessions.ts';
import { verifyAccessToken } from '../signIn/tokens.ts';
import { attributeList } from './users.ts';

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUser.html */
const GetUser = operation({ AccessToken: member.token }, async (context, { AccessToken }) => {
  const { user, client } = await verifyAccessToken(context, AccessToken);
  return { Username: user.username, UserAttributes: attributeList(user, client) };
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

export const ownAccountOperations = { GetUser, GlobalSignOut, RevokeToken };
