import { mailConsumer } from '@ecommerce/shared/mailConsumer.ts';
import { sendAccountMail } from '../mails/accountMail.ts';
import { AccountMailRequest } from '../mails/accountMailRequest.ts';

/** The notification queue's consumer. */
export const handler = mailConsumer(AccountMailRequest, sendAccountMail);
