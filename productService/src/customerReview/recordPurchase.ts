import * as z from 'zod';
import { unwrittenReview } from './customerReview.ts';
import { putUnwritten } from './customerReviewStore.ts';

/**
 * What is read of orderService's event that a parcel has left. Other fields are ignored, so that orderService may add some and be deployed
 * first.
 */
export const Shipment = z.object({
  type: z.literal('ORDER_FULFILLED'),
  occurredAt: z.iso.datetime(),
  data: z.object({
    customerId: z.string().min(1),
    fulfilledItems: z.array(z.object({ productId: z.string().min(1) })),
  }),
});
export type Shipment = z.infer<typeof Shipment>;

/** Begins the `customerId` of a guest's order. */
const GUEST = 'guest-';

/** Lets a customer review the products of a parcel. Idempotent, in any order. Guests have no account to review with. */
export const recordPurchase = async ({ occurredAt, data }: Shipment): Promise<void> => {
  const { customerId, fulfilledItems } = data;
  if (customerId.startsWith(GUEST)) return;
  const products = [...new Set(fulfilledItems.map(({ productId }) => productId))];
  await Promise.all(products.map((productId) => putUnwritten(unwrittenReview(productId, customerId, occurredAt))));
};
