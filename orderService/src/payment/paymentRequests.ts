import * as z from 'zod';

/** The words for a paid order that providers and shops use. */
const PAID = ['paid', 'succeeded', 'success', 'completed', 'confirmed'] as const;

/** Body of `POST /payments/confirmations`. */
export const ConfirmPaymentBody = z.strictObject({ orderId: z.string().max(128), paymentStatus: z.enum(PAID) });
