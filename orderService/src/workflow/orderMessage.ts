import { CORRELATION_HEADER } from '@ecommerce/shared/correlation.ts';
import { faultyFields, parseJson } from '@ecommerce/shared/queueMessage.ts';
import { Order } from '../order/order.ts';

/** A message of a queue, as far as it is looked at. */
export type Message = { body: string; messageAttributes: Record<string, { stringValue?: string | undefined }> };

/**
 * The order that a queue message brings.
 *
 * @throws Error that names the fields at fault, without their values
 */
export const orderOf = ({ body }: Pick<Message, 'body'>): Order => {
  const { data: order, error } = Order.safeParse(parseJson(body));
  if (!error && order.status === 'pending') return order;
  throw new Error(`The message is no new order: ${error ? faultyFields(error) : 'status'}`);
};

/** The correlation id that a message bears, readable even where its body is not. */
export const correlationOf = ({ messageAttributes }: Pick<Message, 'messageAttributes'>): string | undefined =>
  messageAttributes[CORRELATION_HEADER]?.stringValue;
