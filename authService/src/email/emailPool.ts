import { UpdateUserAttributesCommand, VerifyUserAttributeCommand } from '@aws-sdk/client-cognito-identity-provider';
import { isNamed } from '@ecommerce/shared/errors.ts';
import { cognito } from '../account/cognitoPool.ts';
import { failForToken, REFUSED_CODE } from '../account/poolErrors.ts';

/**
 * Has Cognito mail a code to a new address of the session's user. The pool keeps the present one until then
 * (`AttributesRequireVerificationBeforeUpdate`). Whether another account has the address is not told.
 */
export const offerAddress = async (AccessToken: string, email: string): Promise<void> => {
  const UserAttributes = [{ Name: 'email', Value: email }];
  await cognito.send(new UpdateUserAttributesCommand({ AccessToken, UserAttributes })).catch((error: unknown) => {
    if (!isNamed(error, 'AliasExistsException')) failForToken(error);
  });
};

/** Makes the new address the user's. @returns false for a wrong or old code, and for an address that is another's by now */
export const confirmAddress = async (AccessToken: string, Code: string): Promise<boolean> => {
  try {
    await cognito.send(new VerifyUserAttributeCommand({ AccessToken, AttributeName: 'email', Code }));
    return true;
  } catch (error) {
    if (isNamed(error, ...REFUSED_CODE, 'AliasExistsException')) return false;
    return failForToken(error);
  }
};
