import { GetUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import type { Caller } from '@ecommerce/shared/auth.ts';
import { DomainError, isNamed } from '@ecommerce/shared/errors.ts';
import { cognito } from './cognitoPool.ts';

/** The account behind a live access token, as the user pool knows it. */
export type SignedInAccount = {
  accessToken: string;
  userId: string;
  username: string;
  email: string;
  mfa: boolean;
};

/**
 * Returns the caller's account. Cognito itself is asked, so that a session that was ended changes nothing any more; it needs the access
 * token for that.
 *
 * @throws DomainError UNAUTHORIZED for an ID token, and after the session has ended
 */
export const signedInAccount = async ({ userId, accessToken }: Caller): Promise<SignedInAccount> => {
  if (accessToken === undefined) {
    throw new DomainError('UNAUTHORIZED', 'The access token is required here, not the ID token.');
  }
  const user = await cognito.send(new GetUserCommand({ AccessToken: accessToken })).catch((error: unknown) => {
    if (!isNamed(error, 'NotAuthorizedException', 'UserNotFoundException')) throw error;
    throw new DomainError('UNAUTHORIZED', 'The token is not valid: sign in again.');
  });
  return {
    accessToken,
    userId,
    username: user.Username ?? '',
    email: user.UserAttributes?.find(({ Name }) => Name === 'email')?.Value ?? '',
    mfa: user.UserMFASettingList?.includes('SOFTWARE_TOKEN_MFA') ?? false,
  };
};
