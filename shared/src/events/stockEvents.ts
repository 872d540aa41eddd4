import { v5 as uuidv5 } from 'uuid';
import * as z from 'zod';

/** The namespace of event ids: an event has the same id however often it is published. */
const EVENT_NAMESPACE = '6c2b3f0e-7d1a-4f59-9a64-0b7c5e8d2f13';

/** The message of productService's topic: the units of a variant have fallen to its `lowStockAt` or below. Once for each fall. */
export const StockEvent = z.strictObject({
  type: z.literal('STOCK_LOW'),
  id: z.uuid(),
  version: z.literal(1),
  /** When the stock fell, to the second. */
  occurredAt: z.iso.datetime(),
  correlationId: z.string(),
  data: z.strictObject({
    productId: z.string().min(1),
    variantId: z.string().min(1),
    /** The units that were left. */
    quantity: z.int().nonnegative(),
    lowStockAt: z.int().nonnegative(),
  }),
});
export type StockEvent = z.infer<typeof StockEvent>;

/** Returns the stable id of the event about a change of a variant's stock. @param sequence that of the change in the table's stream */
export const stockEventId = (variantId: string, sequence: string): string =>
  uuidv5(`${variantId}/STOCK_LOW/${sequence}`, EVENT_NAMESPACE);
