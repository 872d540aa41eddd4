import { httpHandler, respondFile } from '@ecommerce/shared/http.ts';
import { documentFile } from '../invoicing/documentFile.ts';
import { getInvoiceRoute } from '../invoicing/invoiceRoutes.ts';
import { readOwnOrderOrAsStaff } from '../order/orderAccess.ts';

/** Returns the invoice or a credit note of the requester's own order as PDF; to staff, of any order. */
export const handler = httpHandler(getInvoiceRoute, async ({ path: { id }, query: { document }, caller }) =>
  respondFile(await documentFile(await readOwnOrderOrAsStaff(caller, id), document)),
);
