import {
  AdminSetUserMFAPreferenceCommand,
  AssociateSoftwareTokenCommand,
  SetUserMFAPreferenceCommand,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { isNamed } from '@ecommerce/shared/errors.ts';
import { cognito } from '../account/cognitoPool.ts';
import { failForToken, REFUSED_CODE } from '../account/poolErrors.ts';

const { USER_POOL_ID: UserPoolId } = readEnvironment({ USER_POOL_ID: name });

/** Returns a new secret for the authenticator app of the session's user. It counts once a code of it was given. */
export const newSecret = async (AccessToken: string): Promise<string> => {
  const { SecretCode } = await cognito.send(new AssociateSoftwareTokenCommand({ AccessToken })).catch(failForToken);
  return SecretCode ?? '';
};

/** Whether the code is one of the new secret; then the app is known from now on. */
export const verifyApp = async (AccessToken: string, UserCode: string): Promise<boolean> => {
  try {
    const { Status } = await cognito.send(new VerifySoftwareTokenCommand({ AccessToken, UserCode }));
    return Status === 'SUCCESS';
  } catch (error) {
    const refused = [...REFUSED_CODE, 'EnableSoftwareTokenMFAException', 'SoftwareTokenMFANotFoundException'];
    if (isNamed(error, ...refused)) return false;
    return failForToken(error);
  }
};

/** Lets the sign-ins of the session's user ask for a code from now on. */
export const askForCodes = async (AccessToken: string): Promise<void> => {
  const SoftwareTokenMfaSettings = { Enabled: true, PreferredMfa: true };
  await cognito.send(new SetUserMFAPreferenceCommand({ AccessToken, SoftwareTokenMfaSettings })).catch(failForToken);
};

/** Lets the sign-ins of a user ask for no code any more. */
export const askForNoCodes = async (Username: string): Promise<void> => {
  const SoftwareTokenMfaSettings = { Enabled: false, PreferredMfa: false };
  await cognito.send(new AdminSetUserMFAPreferenceCommand({ UserPoolId, Username, SoftwareTokenMfaSettings }));
};
