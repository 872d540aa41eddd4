import { mailConsumer } from '@ecommerce/shared/mailConsumer.ts';
import { sendOwnerMail } from '../ownerMail.ts';
import { OwnerMailRequest } from '../ownerMailRequest.ts';

/** The notification queue's consumer. */
export const handler = mailConsumer(OwnerMailRequest, sendOwnerMail);
