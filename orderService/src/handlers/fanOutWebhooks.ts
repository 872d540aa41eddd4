import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import type { SQSEvent } from 'aws-lambda';
import { fanOutMessages } from '../webhookDelivery/fanOutEvents.ts';

/** The consumer of the queue of events: writes a delivery to each endpoint that wants an event. */
export const handler = eventHandler(async ({ Records }: SQSEvent) => ({
  batchItemFailures: await fanOutMessages(Records),
}));
