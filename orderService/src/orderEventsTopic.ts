import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { type OrderEvent, orderEventId } from '@ecommerce/shared/events/orderEvents.ts';
import type { Order } from './order.ts';

const { ORDER_EVENTS_TOPIC_ARN } = readEnvironment({ ORDER_EVENTS_TOPIC_ARN: name });
const sns = new SNSClient({});

/**
 * Tells the order-events topic of a change that is committed. Told again, it has the same event id. Subscribers can filter on the message
 * attributes `type` and `correlationId`.
 */
export const publishOrderEvent = async (type: OrderEvent['type'], order: Order): Promise<void> => {
  const event = orderEvent(type, order);
  await sns.send(
    new PublishCommand({
      TopicArn: ORDER_EVENTS_TOPIC_ARN,
      Message: JSON.stringify(event),
      MessageAttributes: {
        type: { DataType: 'String', StringValue: event.type },
        correlationId: { DataType: 'String', StringValue: event.correlationId },
      },
    }),
  );
};

const orderEvent = (type: OrderEvent['type'], order: Order): OrderEvent => ({
  type,
  id: orderEventId(order.orderId, type),
  version: 1,
  occurredAt: type === 'ORDER_CREATED' ? order.createdAt : order.updatedAt,
  correlationId: order.correlationId,
  data: {
    orderId: order.orderId,
    customerId: order.customerId,
    items: order.items,
    total: order.total,
    currency: order.currency,
    ...(type === 'ORDER_REJECTED' ? { reason: order.reason } : {}),
  },
});
