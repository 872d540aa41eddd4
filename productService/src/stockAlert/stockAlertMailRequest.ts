import * as z from 'zod';

/** A message of the notification queue that requests the email about a variant that is back in stock. */
export const BackInStockMailRequest = z.strictObject({
  mail: z.literal('backInStock'),
  variantId: z.string().min(1),
  customerId: z.string().min(1),
  askedAt: z.iso.datetime(),
});
export type BackInStockMailRequest = z.infer<typeof BackInStockMailRequest>;
