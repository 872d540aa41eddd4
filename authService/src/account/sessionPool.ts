import { AdminUserGlobalSignOutCommand } from '@aws-sdk/client-cognito-identity-provider';
import { cognito } from './cognitoPool.ts';

/**
 * Ends all sessions of an account: Cognito no longer accepts its refresh and access tokens. Idempotent.
 *
 * @param username the account's username, `sub` or confirmed email address
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/token-revocation.html
 */
export const endSessions = async (UserPoolId: string, username: string): Promise<void> => {
  await cognito.send(new AdminUserGlobalSignOutCommand({ UserPoolId, Username: username }));
};
