import { CognitoIdentityProviderClient, GetUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import type { Caller } from './auth.ts';
import { DomainError, isNamed } from './errors.ts';

const cognito = new CognitoIdentityProviderClient({});

/**
 * Returns the caller's verified email address, so that nobody can order for somebody else's address or make us send it unwanted email. An
 * ID token contains the address. An access token does not: then one call of Cognito's GetUser returns it, authorised by the token itself
 * (no IAM permission).
 *
 * @throws DomainError UNAUTHORIZED when Cognito no longer accepts the access token (signed out, account deleted)
 * @throws DomainError EMAIL_NOT_VERIFIED
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUser.html
 */
export const callerEmail = async (caller: Caller): Promise<string> => {
  const email = caller.email ?? (caller.accessToken && (await verifiedEmail(caller.accessToken)));
  if (!email) throw new DomainError('EMAIL_NOT_VERIFIED', 'Confirm your email address first, then sign in again.');
  return email;
};

const verifiedEmail = async (accessToken: string): Promise<string | undefined> => {
  const user = await cognito.send(new GetUserCommand({ AccessToken: accessToken })).catch((error: unknown) => {
    if (isNamed(error, 'NotAuthorizedException', 'UserNotFoundException')) {
      throw new DomainError('UNAUTHORIZED', 'The token is not valid: sign in again.');
    }
    throw error;
  });
  const attribute = (name: string) => user.UserAttributes?.find(({ Name }) => Name === name)?.Value;
  return attribute('email_verified') === 'true' ? attribute('email') : undefined;
};
