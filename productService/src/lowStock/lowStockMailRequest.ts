import * as z from 'zod';

/** A message of the notification queue that requests the email to staff about a variant that is about to sell out. */
export const LowStockMailRequest = z.strictObject({
  mail: z.literal('lowStock'),
  productId: z.string().min(1),
  variantId: z.string().min(1),
  lowStockAt: z.int().nonnegative(),
});
export type LowStockMailRequest = z.infer<typeof LowStockMailRequest>;
