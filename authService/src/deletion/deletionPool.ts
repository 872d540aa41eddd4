import { AdminDeleteUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { isNamed } from '@ecommerce/shared/errors.ts';
import { cognito } from '../account/cognitoPool.ts';

const { USER_POOL_ID: UserPoolId } = readEnvironment({ USER_POOL_ID: name });

/**
 * Deletes an account in the user pool, if it exists: nobody signs in to it any more, and Cognito no longer accepts its access and refresh
 * tokens. It is named by its `sub`, since another account may have its username by now.
 */
export const deleteAccountOf = async (sub: string): Promise<void> => {
  await cognito.send(new AdminDeleteUserCommand({ UserPoolId, Username: sub })).catch((error) => {
    if (!isNamed(error, 'UserNotFoundException')) throw error;
  });
};
