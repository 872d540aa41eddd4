import { mailConsumer } from '@ecommerce/shared/mailConsumer.ts';
import { MailMessage } from '../mailRequest.ts';
import { sendOrderMail } from '../sendOrderMail.ts';

/** The notification queue's consumer. */
export const handler = mailConsumer(MailMessage, sendOrderMail);
