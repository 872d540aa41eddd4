import { v5 as uuidv5 } from 'uuid';
import * as z from 'zod';

/** The namespace of event ids: an event has the same id however often it is published. */
const EVENT_NAMESPACE = '3f1d5b7c-8e2a-4c61-b0d9-7a4e6c2f9b18';

/** A product on sale, without its texts and pictures: `GET /products/{id}` has the rest. Prices are integer minor units of `currency`. */
const ProductOnSale = z.strictObject({
  productName: z.string().min(1),
  /** Absent of a product that has had no slug since there are slugs. */
  slug: z.string().optional(),
  category: z.string(),
  currency: z.string().length(3),
  /** The lowest price of its variants. */
  unitPrice: z.int().nonnegative(),
  imageUrl: z.string(),
  variants: z.array(
    z.strictObject({
      /** The product's first variant has the product's id. */
      variantId: z.string().min(1),
      sku: z.string().optional(),
      unitPrice: z.int().nonnegative(),
      /** The price before a reduction. */
      compareAtPrice: z.int().nonnegative().optional(),
    }),
  ),
});
export type ProductOnSale = z.infer<typeof ProductOnSale>;

/**
 * Which product, and which of its changes. Of two events about a product, the one with the higher `sequence` is right, in whatever order
 * they arrive: 40 digits, so that texts compare like numbers.
 */
const Change = z.strictObject({ productId: z.string().min(1), sequence: z.string().regex(/^\d{40}$/) });

const event = <Type extends string, Data extends z.ZodType>(type: Type, data: Data) =>
  z.strictObject({
    type: z.literal(type),
    id: z.uuid(),
    version: z.literal(1),
    /** When the product was changed, to the second. */
    occurredAt: z.iso.datetime(),
    correlationId: z.string(),
    data,
  });

/**
 * The message of productService's topic about products: one has come on sale (`PRODUCT_APPROVED`), what anyone sees of it has changed or
 * it has gone off sale (`PRODUCT_CHANGED`), or it was deleted (`PRODUCT_DELETED`). Nothing is told of a product that was never on sale.
 */
export const ProductEvent = z.discriminatedUnion('type', [
  event('PRODUCT_APPROVED', Change.extend({ product: ProductOnSale })),
  event(
    'PRODUCT_CHANGED',
    Change.extend({
      /** Any other than `approved`: it is off sale. `pending`: until staff have approved a change of its texts or pictures. */
      status: z.enum(['approved', 'pending', 'rejected', 'archived']),
      /** Absent while it is off sale. */
      product: ProductOnSale.optional(),
    }),
  ),
  event('PRODUCT_DELETED', Change),
]);
export type ProductEvent = z.infer<typeof ProductEvent>;
export type ProductEventType = ProductEvent['type'];
export const PRODUCT_EVENT_TYPES = ['PRODUCT_APPROVED', 'PRODUCT_CHANGED', 'PRODUCT_DELETED'] as const;

/** Returns the stable id of the event about a change of a product. @param sequence that of the change in the table's stream */
export const productEventId = (productId: string, type: ProductEventType, sequence: string): string =>
  uuidv5(`${productId}/${type}/${sequence}`, EVENT_NAMESPACE);
