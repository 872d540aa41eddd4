import * as z from 'zod';
import { MAIL_KINDS } from '../order/order.ts';

/** The emails about a return: one for each decision of the shop's. */
export const RETURN_MAILS = ['returnApproved', 'returnRefused', 'returnReceived'] as const;

/** A request for an email about an order. Its content comes from the order's row when it is sent. */
export const OrderMailRequest = z.discriminatedUnion('mail', [
  z.strictObject({ mail: z.enum(MAIL_KINDS), orderId: z.uuid() }),
  /** `eventId` is that of ORDER_REFUNDED; `refundKey` is the refund's key in the row. */
  z.strictObject({ mail: z.literal('refunded'), orderId: z.uuid(), eventId: z.uuid(), refundKey: z.string() }),
  /** `eventId` is that of ORDER_FULFILLED. */
  z.strictObject({ mail: z.literal('fulfilled'), orderId: z.uuid(), eventId: z.uuid(), fulfilmentId: z.uuid() }),
  /** `eventId` is that of RETURN_APPROVED, RETURN_REFUSED or RETURN_RECEIVED. */
  z.strictObject({ mail: z.enum(RETURN_MAILS), orderId: z.uuid(), eventId: z.uuid(), returnId: z.uuid() }),
  /** `eventId` is that of PAYMENT_FAILED; `failure` is the provider's message for the customer. */
  z.strictObject({ mail: z.literal('paymentFailed'), orderId: z.uuid(), eventId: z.uuid(), failure: z.string() }),
]);
export type OrderMailRequest = z.infer<typeof OrderMailRequest>;

/** A request for the email to staff about a webhook that was disabled. */
export const WebhookMailRequest = z.strictObject({ mail: z.literal('webhookDisabled'), webhookId: z.string().min(1) });
export type WebhookMailRequest = z.infer<typeof WebhookMailRequest>;

/** Any request for an email of orderService. */
export const MailRequest = z.union([OrderMailRequest, WebhookMailRequest]);
export type MailRequest = z.infer<typeof MailRequest>;
