import * as z from 'zod';
import { MAIL_KINDS } from '../order/order.ts';

/** Request for one of an order's mails. What it says is read from the order's row when it is sent. */
export const MailRequest = z.discriminatedUnion('mail', [
  z.strictObject({ mail: z.enum(MAIL_KINDS), orderId: z.uuid() }),
  /** `eventId` is that of ORDER_REFUNDED, `refundKey` the refund's on the row. */
  z.strictObject({ mail: z.literal('refunded'), orderId: z.uuid(), eventId: z.uuid(), refundKey: z.string() }),
  /** `eventId` is that of ORDER_FULFILLED. */
  z.strictObject({ mail: z.literal('fulfilled'), orderId: z.uuid(), eventId: z.uuid(), fulfilmentId: z.uuid() }),
  /** `eventId` is that of PAYMENT_FAILED, `failure` the provider's word for people. */
  z.strictObject({ mail: z.literal('paymentFailed'), orderId: z.uuid(), eventId: z.uuid(), failure: z.string() }),
]);
export type MailRequest = z.infer<typeof MailRequest>;
