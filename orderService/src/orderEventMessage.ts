import { OrderEvent } from '@ecommerce/shared/events/orderEvents.ts';
import { faultyFields, type Message, parseJson } from './orderMessage.ts';

/**
 * The event that a message of the notification queue brings: the topic delivers its messages as they are, their attributes beside them.
 *
 * @throws Error that names the fields at fault, without their values
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html
 */
export const eventOf = ({ body }: Pick<Message, 'body'>): OrderEvent => {
  const { data: event, error } = OrderEvent.safeParse(parseJson(body));
  if (event) return event;
  throw new Error(`The message is no order event: ${faultyFields(error)}`);
};

/** The correlation id that an event bears as an attribute, readable even where its body is not. */
export const correlationOf = ({ messageAttributes }: Pick<Message, 'messageAttributes'>): string | undefined =>
  messageAttributes.correlationId?.stringValue;
