import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { publishEvents } from '@ecommerce/shared/events/eventsTopic.ts';
import type { OrderEvent } from '@ecommerce/shared/events/orderEvents.ts';
import type { PublishOptions } from '@ecommerce/shared/events/topicMessage.ts';

const { ORDER_EVENTS_TOPIC_ARN } = readEnvironment({ ORDER_EVENTS_TOPIC_ARN: name });

/** Publishes events of orders: see `publishEvents`. */
export const publishOrderEvents = (events: OrderEvent[], options: PublishOptions = {}): Promise<void> =>
  publishEvents(ORDER_EVENTS_TOPIC_ARN, events, options);
