import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { withCorrelation } from '@ecommerce/shared/correlation.ts';
import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import { log } from '@ecommerce/shared/log.ts';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { OrderError } from './order.ts';

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
    if (isAwaited(error)) log.info('message comes again', { messageId: record.messageId, reason: error.message });
    else log.error('message failed', { messageId: record.messageId, error });
    throw error;
  }
};

/** Two copies of an event at once are nothing to look into: the second waits for the first one's mail. */
const isAwaited = (error: unknown): error is OrderError =>
  error instanceof OrderError && error.name === 'MailBeingSent';
