import { mailConsumer } from '@ecommerce/shared/mailConsumer.ts';
import { sendOwnerMail } from '../signUp/ownerMail.ts';
import { OwnerMailRequest } from '../signUp/ownerMailRequest.ts';

/** The notification queue's consumer. */
export const handler = mailConsumer(OwnerMailRequest, sendOwnerMail);
