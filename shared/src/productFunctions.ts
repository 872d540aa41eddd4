import * as z from 'zod';

/** The functions that productService offers to other services, by Lambda invocation: what goes in, what comes out, what they throw. */

const Line = z.strictObject({ productId: z.string().min(1), quantity: z.int().positive() });

/** `readProducts`: `{ productIds }` → those of them that are on sale, in no particular order. */
export const ReadProductsInput = z.strictObject({
  productIds: z.array(z.string().min(1)).min(1).max(50),
  correlationId: z.string(),
});
export const ReadProductsOutput = z.array(
  z.strictObject({
    id: z.string(),
    productName: z.string(),
    /** Integer minor units of `currency`. */
    unitPrice: z.int().positive(),
    currency: z.string().length(3),
    /** Units in stock now. */
    quantity: z.int().nonnegative(),
    imageUrl: z.string(),
  }),
);
export type OrderableProduct = z.infer<typeof ReadProductsOutput>[number];

/** How a reservation may end. */
export const RESERVATION_OUTCOMES = [
  /** The order has its stock, since now or before. */
  'reserved',
  /** A product has fewer units than the order wants. */
  'insufficientStock',
  /** A product is gone or off sale. */
  'productUnavailable',
  /** The order's stock was released before: it is never reserved. */
  'released',
  /** Conflicts with others outlasted all attempts; nothing was changed, and trying again is right. */
  'busy',
] as const;
export type ReservationOutcome = (typeof RESERVATION_OUTCOMES)[number];

/** `reserveStock`: takes the stock of all lines of each order or of none, once per `orderId` however often it is called. */
export const ReserveStockInput = z.strictObject({
  orders: z
    .array(z.strictObject({ orderId: z.uuid(), correlationId: z.string(), items: z.array(Line).min(1).max(50) }))
    .min(1)
    .max(50),
});
/** What became of each order, in the order of the input. */
export const ReserveStockOutput = z.array(z.strictObject({ orderId: z.uuid(), outcome: z.enum(RESERVATION_OUTCOMES) }));

/** `releaseStock`: gives the order's stock back, once however often it is called, also where no reservation ever came. */
export const ReleaseStockInput = z.strictObject({ orderId: z.uuid(), correlationId: z.string() });
