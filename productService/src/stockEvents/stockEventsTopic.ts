import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { publishEvents } from '@ecommerce/shared/events/eventsTopic.ts';
import type { StockEvent } from '@ecommerce/shared/events/stockEvents.ts';

const { STOCK_EVENTS_TOPIC_ARN } = readEnvironment({ STOCK_EVENTS_TOPIC_ARN: name });

/** Publishes events about variants' stock: see `publishEvents`. */
export const publishStockEvents = (events: StockEvent[]): Promise<void> =>
  publishEvents(STOCK_EVENTS_TOPIC_ARN, events);
