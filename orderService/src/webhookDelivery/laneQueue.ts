import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { asciiJson } from '@ecommerce/shared/asciiJson.ts';
import { checkBatch } from '@ecommerce/shared/batchFailure.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { correlationAttribute } from '@ecommerce/shared/correlation.ts';
import { batchesOf } from '@ecommerce/shared/events/batchesOf.ts';
import * as z from 'zod';

const { WEBHOOK_DELIVERY_QUEUE_URL } = readEnvironment({ WEBHOOK_DELIVERY_QUEUE_URL: name });
const sqs = new SQSClient({});

/** A message of the delivery queue: there may be something to send in this lane, which follows from the tables. */
export const LaneMessage = z.strictObject({ lane: z.string().min(3) });

/**
 * Has lanes looked at.
 *
 * @param delaySeconds 0 to 900
 * @throws Error if the queue did not accept all of them
 */
export const enqueueLanes = async (lanes: string[], delaySeconds = 0): Promise<void> => {
  for (const batch of batchesOf(lanes)) {
    const Entries = batch.map((lane, index) => ({
      Id: String(index),
      MessageBody: asciiJson({ lane } satisfies z.output<typeof LaneMessage>),
      MessageAttributes: correlationAttribute(),
      ...(delaySeconds > 0 ? { DelaySeconds: delaySeconds } : {}),
    }));
    const command = new SendMessageBatchCommand({ QueueUrl: WEBHOOK_DELIVERY_QUEUE_URL, Entries });
    checkBatch('Lanes', await sqs.send(command));
  }
};
