import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { publishEvents } from '@ecommerce/shared/events/eventsTopic.ts';
import type { ProductEvent } from '@ecommerce/shared/events/productEvents.ts';

const { PRODUCT_EVENTS_TOPIC_ARN } = readEnvironment({ PRODUCT_EVENTS_TOPIC_ARN: name });

/** Publishes events about products: see `publishEvents`. */
export const publishProductEvents = (events: ProductEvent[]): Promise<void> =>
  publishEvents(PRODUCT_EVENTS_TOPIC_ARN, events);
