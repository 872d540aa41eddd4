import { OrderEvent } from '@ecommerce/shared/events/orderEvents.ts';
import { log } from '@ecommerce/shared/log.ts';
import { requestMail } from '@ecommerce/shared/mailQueue.ts';
import * as z from 'zod';

/** The mail that the order was received, or the one that says how it ended. What it says is read from the order's row when it is sent. */
const OrderMailRequest = z.strictObject({ mail: z.enum(['received', 'outcome']), orderId: z.uuid() });
type OrderMailRequest = z.infer<typeof OrderMailRequest>;

/** A message of the notification queue: a request, or an event as the order-events topic delivers it. */
export const MailMessage = z.union([OrderMailRequest, OrderEvent]);
export type MailMessage = z.infer<typeof MailMessage>;

/** Requests a mail about an order. It is sent once, however often it is requested. */
export const requestOrderMail = async (orderId: string, mail: OrderMailRequest['mail']): Promise<void> => {
  await requestMail({ mail, orderId } satisfies OrderMailRequest);
  log.info('mail requested', { orderId, kind: mail });
};
