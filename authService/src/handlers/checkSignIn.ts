import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import type { PreAuthenticationTriggerEvent } from 'aws-lambda';
import { PASSWORD_RESET_REQUIRED } from '../account/account.ts';
import { needsReset, readAddress } from '../account/addresses.ts';

/** Cognito's PreAuthentication trigger: refuses a confirmed account whose address is contested, until its password was reset. */
export const handler = eventHandler(async (event: PreAuthenticationTriggerEvent) => {
  const { sub, email, 'cognito:user_status': status } = event.request.userAttributes;
  const waits = status === 'UNCONFIRMED'; // Cognito says so itself, once it has checked the password
  if (email !== undefined && !waits && needsReset(await readAddress(email), sub)) {
    throw new Error(PASSWORD_RESET_REQUIRED);
  }
  return event;
});
