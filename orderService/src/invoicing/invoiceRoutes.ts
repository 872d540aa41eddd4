import { PathId, type RouteDefinition } from '@ecommerce/shared/route.ts';
import * as z from 'zod';

/** Query of `GET /orders/{id}/invoice`: the number of a credit note, or of the invoice. */
const DocumentQuery = z.strictObject({
  document: z.string().max(32).meta({ description: 'A number in `creditNotes`; by default the invoice’s.' }).optional(),
});

export const getInvoiceRoute = {
  route: 'GET /orders/{id}/invoice',
  auth: 'customerOrOrderKey',
  path: PathId,
  query: DocumentQuery,
  errors: ['NOT_FOUND', 'INVOICE_NOT_ISSUED'],
} as const satisfies RouteDefinition;
