import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { forwardToBus } from '../forwardToBus.ts';

/** The queue of events for the bus. */
export const handler = eventHandler(
  async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => ({ batchItemFailures: await forwardToBus(Records) }),
);
