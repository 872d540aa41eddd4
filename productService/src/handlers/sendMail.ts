import { mailConsumer } from '@ecommerce/shared/mailConsumer.ts';
import { sendRejectionMail } from '../rejectionMail.ts';
import { RejectionMailRequest } from '../rejectionMailRequest.ts';

/** The notification queue's consumer. */
export const handler = mailConsumer(RejectionMailRequest, sendRejectionMail);
