import { AdminUpdateUserAttributesCommand } from '@aws-sdk/client-cognito-identity-provider';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { cognito } from '../account/cognitoPool.ts';

const { USER_POOL_ID: UserPoolId } = readEnvironment({ USER_POOL_ID: name });

/** Writes a user's name or language, as ID tokens and the pool's emails have it. Its username stays. */
export const setPoolAttribute = async (Username: string, Name: 'name' | 'locale', Value: string): Promise<void> => {
  const UserAttributes = [{ Name, Value }];
  await cognito.send(new AdminUpdateUserAttributesCommand({ UserPoolId, Username, UserAttributes }));
};
