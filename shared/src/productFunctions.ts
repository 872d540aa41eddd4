import * as z from 'zod';

/** Inputs and outputs of the functions that productService offers to other services by Lambda invocation. */

const Line = z.strictObject({
  productId: z.string().min(1),
  /** Absent for the product's first variant, which has the product's id. */
  variantId: z.string().min(1).optional(),
  quantity: z.int().positive(),
});

/** Input of `readProducts`: variants by their product and, where it has several, their own id. */
export const ReadProductsInput = z.strictObject({
  items: z
    .array(z.strictObject({ productId: z.string().min(1), variantId: z.string().min(1).optional() }))
    .min(1)
    .max(50),
  correlationId: z.string(),
  /** Whether what discounts, shipping and taxes depend on is read, too. */
  withDetails: z.literal(true).optional(),
});

const OrderableProduct = z.strictObject({
  id: z.string(),
  productName: z.string(),
  /** Absent for the product's first variant, which has the product's id. */
  variantId: z.string().optional(),
  /** What the variant is called beside the product's name, such as `M / blue`. */
  variantName: z.string().optional(),
  sku: z.string().optional(),
  /** Integer minor units of `currency`. */
  unitPrice: z.int().positive(),
  currency: z.string().length(3),
  /** Units in stock at the moment. */
  quantity: z.int().nonnegative(),
  imageUrl: z.string(),
  /** The end of its address in the shop; only within productService. */
  slug: z.string().optional(),
  /** The rest only `withDetails`. */
  category: z.string().optional(),
  /** Of one unit. */
  weightGrams: z.int().nonnegative().optional(),
  taxCategory: z.string().optional(),
});
export type OrderableProduct = z.infer<typeof OrderableProduct>;

/** Output of `readProducts`: each of the variants, in the order of the input, or why it is not there. */
export const ReadProductsOutput = z.array(
  z.union([
    OrderableProduct,
    /** The product or its variant is not on sale. */
    z.literal('notOnSale'),
    /** The product has several variants, and none was named. */
    z.literal('variantRequired'),
  ]),
);
export type ReadProducts = z.infer<typeof ReadProductsOutput>;

/** The possible outcomes of a reservation. */
export const RESERVATION_OUTCOMES = [
  /** The order has its stock, reserved now or before. */
  'reserved',
  /** A product has fewer units than the order needs. */
  'insufficientStock',
  /** A product was deleted or is not on sale. */
  'productUnavailable',
  /** The order's stock was released before, so it is never reserved. */
  'released',
  /** Every attempt conflicted with other writes. Nothing was changed: try again. */
  'busy',
] as const;
export type ReservationOutcome = (typeof RESERVATION_OUTCOMES)[number];

/** Input of `reserveStock`, which takes the stock of all lines of an order or of none. Idempotent by `orderId`. */
export const ReserveStockInput = z.strictObject({
  orders: z
    .array(z.strictObject({ orderId: z.uuid(), correlationId: z.string(), items: z.array(Line).min(1).max(50) }))
    .min(1)
    .max(50),
});
/** The outcome of each order, in the sequence of the input. */
export const ReserveStockOutput = z.array(z.strictObject({ orderId: z.uuid(), outcome: z.enum(RESERVATION_OUTCOMES) }));

/** Input of `restock`, which puts returned units of an order back into stock. Idempotent by `returnId`. */
export const RestockInput = z.strictObject({
  returnId: z.uuid(),
  orderId: z.uuid(),
  correlationId: z.string(),
  items: z.array(Line).min(1).max(50),
});

/** Input of `releaseStock`, which returns an order's stock. Idempotent. Without a reservation, it prevents a later one. */
export const ReleaseStockInput = z.strictObject({ orderId: z.uuid(), correlationId: z.string() });
