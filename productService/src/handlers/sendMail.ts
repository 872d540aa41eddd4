import { mailConsumer } from '@ecommerce/shared/mailConsumer.ts';
import * as z from 'zod';
import { sendLowStockMail } from '../lowStock/lowStockMail.ts';
import { LowStockMailRequest } from '../lowStock/lowStockMailRequest.ts';
import { sendRejectionMail } from '../review/rejectionMail.ts';
import { RejectionMailRequest } from '../review/rejectionMailRequest.ts';
import { sendBackInStockMail } from '../stockAlert/stockAlertMail.ts';
import { BackInStockMailRequest } from '../stockAlert/stockAlertMailRequest.ts';

const MailRequest = z.discriminatedUnion('mail', [RejectionMailRequest, BackInStockMailRequest, LowStockMailRequest]);

/** The notification queue's consumer. */
export const handler = mailConsumer(MailRequest, (request, deadline) => {
  if (request.mail === 'lowStock') return sendLowStockMail(request);
  return request.mail === 'rejected' ? sendRejectionMail(request, deadline) : sendBackInStockMail(request, deadline);
});
