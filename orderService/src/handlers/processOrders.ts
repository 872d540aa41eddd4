import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import type { SQSEvent } from 'aws-lambda';
import { processOrders } from '../workflow/processOrders.ts';

/** The order queue's consumer. */
export const handler = eventHandler(async ({ Records }: SQSEvent) => ({
  batchItemFailures: await processOrders(Records),
}));
