import { CORRELATION_HEADER } from '@ecommerce/shared/correlation.ts';
import { Order } from './order.ts';

/** A message of the order queue, as far as it is looked at. */
type Message = { body: string; messageAttributes: Record<string, { stringValue?: string | undefined }> };

/**
 * The order that a queue message brings.
 *
 * @throws Error that names the fields at fault, without their values
 */
export const orderOf = ({ body }: Pick<Message, 'body'>): Order => {
  const { data: order, error } = Order.safeParse(parseJson(body));
  if (!error && order.status === 'pending') return order;
  const fields = error?.issues.map(({ path }) => path.join('.') || 'the body') ?? ['status'];
  throw new Error(`The message is no new order: ${[...new Set(fields)].join(', ')}`);
};

/** The correlation id that a message bears, readable even where its body is not. */
export const correlationOf = ({ messageAttributes }: Pick<Message, 'messageAttributes'>): string | undefined =>
  messageAttributes[CORRELATION_HEADER]?.stringValue;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the parser's own message would quote the body
  }
}
