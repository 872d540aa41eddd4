import { singleLineText } from '@ecommerce/shared/texts.ts';
import * as z from 'zod';
import { RequestedItems } from '../order/requestedItems.ts';

/** A page of the carrier, which the customer opens from an email: written out in ASCII, without a name and password before the host. */
const TrackingUrl = z
  .url({ protocol: /^https?$/, hostname: z.regexes.domain, error: 'must be an http or https address' })
  .max(1000)
  .regex(/^[\x21-\x7e]+$/, 'must be percent-encoded')
  .refine((url) => !URL.canParse(url) || new URL(url).username === '', 'must not hold a user name');

/** Body of `POST /orders/{id}/fulfilments`: without `items` all that is left. */
export const FulfilmentBody = z.strictObject({
  items: RequestedItems.optional(),
  carrier: singleLineText(100),
  trackingNumber: singleLineText(100).optional(),
  trackingUrl: TrackingUrl.optional(),
});
export type FulfilmentRequest = z.infer<typeof FulfilmentBody>;

/** Path of the route of one parcel. */
export const FulfilmentPath = z.object({ id: z.string().max(128), fid: z.string().max(128) });
