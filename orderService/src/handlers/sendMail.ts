import { mailConsumer } from '@ecommerce/shared/mailConsumer.ts';
import { sendOrderMail } from '../mails/sendOrderMail.ts';
import { sendWebhookMail } from '../mails/sendWebhookMail.ts';
import { MailRequest } from '../notification/mailRequest.ts';

/** The notification queue's consumer. */
export const handler = mailConsumer(MailRequest, (request, deadline) =>
  request.mail === 'webhookDisabled' ? sendWebhookMail(request) : sendOrderMail(request, deadline),
);
