import { mailConsumer } from '@ecommerce/shared/mailConsumer.ts';
import { sendExportMail } from '../dataExport/sendExportMail.ts';
import { sendAccountMail } from '../mails/accountMail.ts';
import { AccountMailRequest } from '../mails/accountMailRequest.ts';

/** The notification queue's consumer. */
export const handler = mailConsumer(AccountMailRequest, (request, deadline) =>
  request.mail === 'exportReady' ? sendExportMail(request, deadline) : sendAccountMail(request),
);
