import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { withCorrelation } from '@ecommerce/shared/correlation.ts';
import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import { log } from '@ecommerce/shared/log.ts';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { correlationOf, orderOf } from '../orderMessage.ts';
import { processOrder } from '../processOrder.ts';

/** The order queue's consumer: messages that fail are answered by id and come again, the others are done. */
export const handler = eventHandler((event: SQSEvent) =>
  processPartialResponse(event, processMessage, new BatchProcessor(EventType.SQS), { throwOnFullBatchFailure: false }),
);

const processMessage = (record: SQSRecord): Promise<void> =>
  withCorrelation(correlationOf(record), async () => {
    try {
      await processOrder(orderOf(record));
    } catch (error) {
      log.error('message failed', { messageId: record.messageId, error });
      throw error;
    }
  });
