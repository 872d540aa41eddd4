import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import type { PostAuthenticationTriggerEvent, PostConfirmationTriggerEvent } from 'aws-lambda';
import { settleAddress } from '../account/addresses.ts';
import { recordAccount } from '../account/recordAccount.ts';
import { endSessions } from '../account/sessionPool.ts';
import { getUser } from '../account/userStore.ts';

/**
 * Cognito's PostConfirmation and PostAuthentication triggers: writes the rows of a confirmed account where they are not there. The second is
 * the safety net of the first: no token is given to an account without its rows. A password reset ends all sessions, then
 * settles the account's address. Cognito runs the trigger itself, so that no crash of ours comes between.
 */
export const handler = eventHandler(async (event: PostConfirmationTriggerEvent | PostAuthenticationTriggerEvent) => {
  const { sub = '', name = '', email = '', email_verified: verified } = event.request.userAttributes;
  if (event.triggerSource === 'PostConfirmation_ConfirmForgotPassword') {
    await endSessions(event.userPoolId, event.userName);
    await settleAddress(email, sub);
  }
  if (event.triggerSource === 'PostAuthentication_Authentication' && (await getUser(sub))?.username !== undefined) {
    return event;
  }
  await recordAccount({
    sub,
    username: event.userName,
    fullName: name,
    email,
    emailVerified: verified === 'true',
    createdAt: new Date(),
    codeHash: event.request.clientMetadata?.codeHash,
  });
  return event;
});
