import { faultyFields, parseJson } from '@ecommerce/shared/queueMessage.ts';
import * as z from 'zod';

const OrderMessage = z.strictObject({ orderId: z.uuid(), correlationId: z.string().min(1) });

/**
 * Parses a message of the order queue.
 *
 * @throws Error that names the invalid fields, without their values
 */
export const parseOrderMessage = (body: string): z.infer<typeof OrderMessage> => {
  const { data, error } = OrderMessage.safeParse(parseJson(body));
  if (data) return data;
  throw new Error(`The message names no order: ${faultyFields(error)}`);
};
