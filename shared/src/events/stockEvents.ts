import { v5 as uuidv5 } from 'uuid';
import * as z from 'zod';

/** The namespace of event ids: an event has the same id however often it is published. */
const EVENT_NAMESPACE = '6c2b3f0e-7d1a-4f59-9a64-0b7c5e8d2f13';

const Variant = z.strictObject({
  productId: z.string().min(1),
  /** The product's first variant has the product's id. */
  variantId: z.string().min(1),
  /** The units that were left: those that are not reserved. */
  quantity: z.int().nonnegative(),
});

const event = <Type extends string, Data extends z.ZodType>(type: Type, data: Data) =>
  z.strictObject({
    type: z.literal(type),
    id: z.uuid(),
    version: z.literal(1),
    /** When the stock changed, to the second. */
    occurredAt: z.iso.datetime(),
    correlationId: z.string(),
    data,
  });

/**
 * The message of productService's topic about stock: the units of a variant have fallen to its `lowStockAt` or below (`STOCK_LOW`, once for
 * each fall), or have changed (`STOCK_CHANGED`, of several changes within a second often one).
 */
export const StockEvent = z.discriminatedUnion('type', [
  event('STOCK_LOW', Variant.extend({ lowStockAt: z.int().nonnegative() })),
  event(
    'STOCK_CHANGED',
    Variant.extend({
      /** Of two about a variant, the one with the higher `sequence` is right: 40 digits, so that texts compare like numbers. */
      sequence: z.string().regex(/^\d{40}$/),
    }),
  ),
]);
export type StockEvent = z.infer<typeof StockEvent>;
export type StockEventType = StockEvent['type'];
export const STOCK_EVENT_TYPES = ['STOCK_LOW', 'STOCK_CHANGED'] as const;

/** Returns the stable id of the event about a change of a variant's stock. @param sequence that of the change in the table's stream */
export const stockEventId = (variantId: string, type: StockEventType, sequence: string): string =>
  uuidv5(`${variantId}/${type}/${sequence}`, EVENT_NAMESPACE);
