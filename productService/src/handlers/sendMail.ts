import { mailConsumer } from '@ecommerce/shared/mailConsumer.ts';
import { sendRejectionMail } from '../review/rejectionMail.ts';
import { RejectionMailRequest } from '../review/rejectionMailRequest.ts';

/** The notification queue's consumer. */
export const handler = mailConsumer(RejectionMailRequest, sendRejectionMail);
