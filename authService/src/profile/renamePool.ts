import { AdminUpdateUserAttributesCommand } from '@aws-sdk/client-cognito-identity-provider';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { cognito } from '../account/cognitoPool.ts';

const { USER_POOL_ID: UserPoolId } = readEnvironment({ USER_POOL_ID: name });

/** Writes a user's name, which ID tokens and the pool's mails show. Its username stays. */
export const renameUser = async (Username: string, fullName: string): Promise<void> => {
  const UserAttributes = [{ Name: 'name', Value: fullName }];
  await cognito.send(new AdminUpdateUserAttributesCommand({ UserPoolId, Username, UserAttributes }));
};
