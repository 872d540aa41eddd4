import { mailConsumer } from '@ecommerce/shared/mailConsumer.ts';
import { RejectionMailRequest, sendRejectionMail } from '../rejectionMail.ts';

/** The notification queue's consumer. */
export const handler = mailConsumer(RejectionMailRequest, sendRejectionMail);
