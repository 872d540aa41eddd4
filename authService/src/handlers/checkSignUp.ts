import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import type { PreSignUpTriggerEvent } from 'aws-lambda';
import { checkSignUp } from '../signUp/checkSignUp.ts';

/** Cognito's PreSignUp trigger: no user comes into the pool without it. */
export const handler = eventHandler(async (event: PreSignUpTriggerEvent) => {
  const { userAttributes: attributes, clientMetadata } = event.request;
  await checkSignUp({ username: event.userName, attributes, ticket: clientMetadata?.ticket });
  return event;
});
