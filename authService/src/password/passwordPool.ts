import { ChangePasswordCommand } from '@aws-sdk/client-cognito-identity-provider';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { isNamed } from '@ecommerce/shared/errors.ts';
import { cognito } from '../account/cognitoPool.ts';
import { failForToken } from '../account/poolErrors.ts';

export const { USER_POOL_ID: userPoolId } = readEnvironment({ USER_POOL_ID: name });

/** Replaces the password of a session's user. @returns false where the old password is wrong */
export const replacePassword = async (
  AccessToken: string,
  PreviousPassword: string,
  ProposedPassword: string,
): Promise<boolean> => {
  try {
    await cognito.send(new ChangePasswordCommand({ AccessToken, PreviousPassword, ProposedPassword }));
    return true;
  } catch (error) {
    if (isWrongPassword(error)) return false;
    return failForToken(error);
  }
};

/** A wrong password has the same exception as a bad token. A malformed old password is no password of anybody's. */
const isWrongPassword = (error: unknown): boolean =>
  (isNamed(error, 'NotAuthorizedException') && /incorrect|attempts exceeded/i.test(error.message)) ||
  (isNamed(error, 'InvalidParameterException') && /previousPassword/i.test(error.message));
