import type { SQSEvent, SQSRecord } from 'aws-lambda';
import type * as z from 'zod';
import { eventHandler } from './eventHandler.ts';
import { faultyFields, parseJson } from './queueMessage.ts';

/**
 * Creates the consumer of a queue that is given one message at a time (`batchSize: 1`). If it throws, the invocation has failed, which the alarm
 * `functionErrors` counts, and the message returns after the queue's visibility timeout.
 *
 * @param schema of the message's body
 * @param handle returns `false` if the message is not done and returns later
 */
export const messageHandler = <Message>(
  schema: z.ZodType<Message>,
  handle: (message: Message, record: SQSRecord) => Promise<boolean>,
) =>
  eventHandler(
    async ({ Records }: SQSEvent) => {
      const batchItemFailures = [];
      for (const record of Records) {
        const { data, error } = schema.safeParse(parseJson(record.body));
        if (error) throw new Error(`The message is not valid: ${faultyFields(error)}`);
        if (!(await handle(data, record))) batchItemFailures.push({ itemIdentifier: record.messageId });
      }
      return { batchItemFailures };
    },
    ({ Records }) => Records[0]?.messageAttributes.correlationId?.stringValue,
  );
