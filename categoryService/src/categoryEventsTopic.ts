import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import type { CategoryEvent } from '@ecommerce/shared/events/categoryEvents.ts';
import { publishEvents } from '@ecommerce/shared/events/eventsTopic.ts';

const { CATEGORY_EVENTS_TOPIC_ARN } = readEnvironment({ CATEGORY_EVENTS_TOPIC_ARN: name });

/** Publishes events of categories: see `publishEvents`. */
export const publishCategoryEvents = (events: CategoryEvent[]): Promise<void> =>
  publishEvents(CATEGORY_EVENTS_TOPIC_ARN, events);
