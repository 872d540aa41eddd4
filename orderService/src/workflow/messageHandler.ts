import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { withCorrelation } from '@ecommerce/shared/correlation.ts';
import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import { log } from '@ecommerce/shared/log.ts';
import type { SQSEvent, SQSRecord } from 'aws-lambda';

/**
 * The handler of a function behind a queue: each message on its own, under its own correlation id. Messages that fail are answered by
 * their ids and come again, the others are done.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
export const messageHandler = (
  handle: (record: SQSRecord) => Promise<void>,
  correlationOf: (record: SQSRecord) => string | undefined,
) =>
  eventHandler((event: SQSEvent) =>
    processPartialResponse(
      event,
      (record: SQSRecord) => withCorrelation(correlationOf(record), () => handleOne(record, handle)),
      new BatchProcessor(EventType.SQS),
      { throwOnFullBatchFailure: false },
    ),
  );

const handleOne = async (record: SQSRecord, handle: (record: SQSRecord) => Promise<void>): Promise<void> => {
  try {
    await handle(record);
  } catch (error) {
    log.error('message failed', { messageId: record.messageId, error });
    throw error;
  }
};
