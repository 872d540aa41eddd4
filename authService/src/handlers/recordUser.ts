import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import type { PostAuthenticationTriggerEvent, PostConfirmationTriggerEvent } from 'aws-lambda';
import { userOf } from '../account.ts';
import { putUserOnce } from '../userStore.ts';

/**
 * Cognito's PostConfirmation and PostAuthentication triggers: writes the user's row if it is not there. The second is the safety
 * net of the first: no token is given to an account without a row.
 */
export const handler = eventHandler(async (event: PostConfirmationTriggerEvent | PostAuthenticationTriggerEvent) => {
  await putUserOnce(userOf(event.request.userAttributes));
  return event;
});
