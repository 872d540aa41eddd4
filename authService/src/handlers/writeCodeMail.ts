import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import type { CustomMessageTriggerEvent } from 'aws-lambda';
import { wordConfirmation, wordNewAddress, wordReset } from '../signUp/codeMail.ts';

/** Cognito's CustomMessage trigger: words the mails with codes. Others stay as Cognito words them. */
export const handler = eventHandler(async (event: CustomMessageTriggerEvent) => {
  const { userAttributes, codeParameter, clientMetadata } = event.request;
  const recipient = {
    sub: userAttributes.sub ?? '',
    username: event.userName,
    fullName: userAttributes.name ?? '',
    email: userAttributes.email ?? '',
    locale: userAttributes.locale,
  };
  const source = event.triggerSource;
  if (source === 'CustomMessage_SignUp' || source === 'CustomMessage_ResendCode') {
    const { subject, message } = await wordConfirmation(recipient, codeParameter, {
      isSignUp: source === 'CustomMessage_SignUp',
      ticket: clientMetadata?.ticket,
    });
    return withMail(event, subject, message);
  }
  if (source === 'CustomMessage_ForgotPassword') {
    const { subject, message } = await wordReset(recipient, codeParameter);
    return withMail(event, subject, message);
  }
  if (source === 'CustomMessage_UpdateUserAttribute') {
    const { subject, message } = wordNewAddress(recipient, codeParameter);
    return withMail(event, subject, message);
  }
  return event;
});

const withMail = (event: CustomMessageTriggerEvent, emailSubject: string, emailMessage: string) => ({
  ...event,
  response: { ...event.response, emailSubject, emailMessage },
});
