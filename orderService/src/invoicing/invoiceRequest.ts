import * as z from 'zod';

/** A message of the invoice queue: this order lacks documents, which follow from its row. In `version` it has nothing else left to do. */
export const InvoiceRequest = z.strictObject({
  orderId: z.uuid(),
  version: z.int().positive(),
  correlationId: z.string().min(1),
});
export type InvoiceRequest = z.infer<typeof InvoiceRequest>;
