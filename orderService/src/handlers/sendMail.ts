import { mailConsumer } from '@ecommerce/shared/mailConsumer.ts';
import { MailMessage } from '../mails/mailRequest.ts';
import { sendOrderMail } from '../mails/sendOrderMail.ts';

/** The notification queue's consumer. */
export const handler = mailConsumer(MailMessage, sendOrderMail);
