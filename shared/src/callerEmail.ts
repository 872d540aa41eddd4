import { CognitoIdentityProviderClient, GetUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import type { Caller } from './auth.ts';
import { DomainError, isNamed } from './errors.ts';

const cognito = new CognitoIdentityProviderClient({});

/**
 * The caller's mail address: a claim of the ID token; for an access token, which has no such claim, one call to Cognito's GetUser
 * (authorised by the token itself, no IAM permission).
 *
 * @throws DomainError UNAUTHORIZED when Cognito no longer accepts the access token (signed out, account deleted)
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUser.html
 */
export const callerEmail = async (caller: Caller): Promise<string> => {
  if (caller.email !== undefined) return caller.email;
  const user = await cognito.send(new GetUserCommand({ AccessToken: caller.accessToken })).catch((error: unknown) => {
    if (isNamed(error, 'NotAuthorizedException', 'UserNotFoundException')) {
      throw new DomainError('UNAUTHORIZED', 'The token is not valid: sign in again.');
    }
    throw error;
  });
  const email = user.UserAttributes?.find(({ Name }) => Name === 'email')?.Value;
  if (email === undefined) throw new Error(`The account ${caller.userId} has no email`);
  return email;
};
