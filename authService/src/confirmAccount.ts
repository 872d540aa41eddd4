import { DomainError, isNamed } from '@ecommerce/shared/errors.ts';
import { log } from '@ecommerce/shared/log.ts';
import type { Who } from './account.ts';
import { confirmSignUp, findConfirmedUser } from './userPool.ts';
import { putUserOnce } from './userStore.ts';

/**
 * Confirms an account. Its row is written by the pool's PostConfirmation trigger. When the trigger failed, now or at an earlier try,
 * Cognito has confirmed the account all the same and will not call the trigger again: then the row is written here.
 * (An account that never comes back here gets its row at its first sign-in, by the PostAuthentication trigger.)
 */
export const confirmAccount = async (who: Who, confirmationCode: string): Promise<void> => {
  try {
    await confirmSignUp(who, confirmationCode);
  } catch (error) {
    const triggerFailed = isNamed(
      error,
      'UserLambdaValidationException',
      'UnexpectedLambdaException',
      'InvalidLambdaResponseException',
    );
    const alreadyConfirmed = error instanceof DomainError && error.code === 'ALREADY_CONFIRMED';
    if (!triggerFailed && !alreadyConfirmed) throw error;
    const user = await findConfirmedUser(who);
    if (user) await putUserOnce(user);
    if (!triggerFailed || !user) throw error;
    log.warn('the trigger failed: the row was written by the route', { userId: user.userId });
  }
};
