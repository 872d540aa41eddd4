import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import type { CustomMessageTriggerEvent } from 'aws-lambda';
import { wordConfirmation, wordReset } from '../codeMail.ts';

const { SHOP_NAME } = readEnvironment({ SHOP_NAME: name });

/** Cognito's CustomMessage trigger: words the mails with codes. Others stay as Cognito words them. */
export const handler = eventHandler(async (event: CustomMessageTriggerEvent) => {
  const { userAttributes, codeParameter, clientMetadata } = event.request;
  const recipient = {
    sub: userAttributes.sub ?? '',
    username: event.userName,
    fullName: userAttributes.name ?? '',
    email: userAttributes.email ?? '',
  };
  const source = event.triggerSource;
  if (source === 'CustomMessage_SignUp' || source === 'CustomMessage_ResendCode') {
    const { subject, message } = await wordConfirmation(recipient, codeParameter, SHOP_NAME, {
      isSignUp: source === 'CustomMessage_SignUp',
      ticket: clientMetadata?.ticket,
    });
    return withMail(event, subject, message);
  }
  if (source === 'CustomMessage_ForgotPassword') {
    const { subject, message } = await wordReset(recipient, codeParameter, SHOP_NAME);
    return withMail(event, subject, message);
  }
  return event;
});

const withMail = (event: CustomMessageTriggerEvent, emailSubject: string, emailMessage: string) => ({
  ...event,
  response: { ...event.response, emailSubject, emailMessage },
});
