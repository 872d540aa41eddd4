import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import type { PostAuthenticationTriggerEvent, PostConfirmationTriggerEvent } from 'aws-lambda';
import { settleAddress } from '../account/addresses.ts';
import { recordAccount } from '../account/recordAccount.ts';
import { recordEmail } from '../account/recordEmail.ts';
import { endSessions } from '../account/sessionPool.ts';
import { getUser } from '../account/userStore.ts';

/**
 * Cognito's PostConfirmation and PostAuthentication triggers: writes the rows of a confirmed account where they are not there. The second is
 * the safety net of the first: no token is given to an account without its rows, or with another address than Cognito's. Once they are
 * there, the rows say what the account is called. A password reset ends all sessions, then
 * settles the account's address. Cognito runs the trigger itself, so that no crash of ours comes between.
 */
export const handler = eventHandler(async (event: PostConfirmationTriggerEvent | PostAuthenticationTriggerEvent) => {
  const { sub = '', name = '', email = '', email_verified: verified, locale } = event.request.userAttributes;
  if (event.triggerSource === 'PostConfirmation_ConfirmForgotPassword') {
    await endSessions(event.userPoolId, event.userName);
    await settleAddress(email, sub);
  }
  const row = await getUser(sub);
  if (row?.listKey !== undefined) {
    if (verified === 'true' && row.email !== email) await recordEmail(sub, email);
    return event;
  }
  await recordAccount({
    sub,
    username: event.userName,
    fullName: name,
    email,
    emailVerified: verified === 'true',
    locale,
    createdAt: new Date(),
    codeHash: event.request.clientMetadata?.codeHash,
  });
  return event;
});
