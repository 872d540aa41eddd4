import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { asciiJson } from '@ecommerce/shared/asciiJson.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import {
  OrderEvent,
  type OrderEventOf,
  type OrderEventType,
  orderEventId,
} from '@ecommerce/shared/events/orderEvents.ts';
import type { Order } from '../order/order.ts';

const { ORDER_EVENTS_TOPIC_ARN } = readEnvironment({ ORDER_EVENTS_TOPIC_ARN: name });
const sns = new SNSClient({});

/** What an event of this type tells beside the order. */
export type EventDetails<Type extends OrderEventType> = Omit<
  OrderEventOf<Type>['data'],
  keyof OrderEventOf<'ORDER_CREATED'>['data']
>;

/** Which of several events of one type it is, and when it happened (ISO 8601); both come from the order where they are absent. */
export type Occurrence = { occurrence?: string; occurredAt?: string };

/**
 * Tells the order-events topic of a change that is committed. Told again, it has the same event id. Subscribers can filter on the message
 * attributes `type`, `version` and `correlationId`.
 */
export const publishOrderEvent = async <Type extends OrderEventType>(
  type: Type,
  order: Order,
  details: EventDetails<Type>,
  { occurrence, occurredAt = type === 'ORDER_CREATED' ? order.createdAt : order.updatedAt }: Occurrence = {},
): Promise<void> => {
  const event = OrderEvent.parse({
    type,
    id: orderEventId(order.orderId, type, occurrence),
    version: 1,
    occurredAt,
    correlationId: order.correlationId,
    data: {
      orderId: order.orderId,
      customerId: order.customerId,
      items: order.items,
      total: order.total,
      currency: order.currency,
      ...details,
    },
  });
  await sns.send(
    new PublishCommand({
      TopicArn: ORDER_EVENTS_TOPIC_ARN,
      Message: asciiJson(event),
      MessageAttributes: {
        type: { DataType: 'String', StringValue: event.type },
        version: { DataType: 'Number', StringValue: String(event.version) },
        correlationId: { DataType: 'String', StringValue: event.correlationId },
      },
    }),
  );
};
