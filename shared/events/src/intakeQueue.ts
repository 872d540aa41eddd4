import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { checkBatch } from '@ecommerce/shared/batchFailure.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { batchesOf } from '@ecommerce/shared/events/batchesOf.ts';
import type { ForwardedEvent } from './forwardedEvent.ts';

const { INTAKE_QUEUE_URL, KAFKA_QUEUE_URL } = readEnvironment({ INTAKE_QUEUE_URL: name, KAFKA_QUEUE_URL: name });
const sqs = new SQSClient({});

/** Receives messages that the topics have delivered, waiting up to a second for the first. Each stays hidden for the queue's time. */
export const receiveMessages = async (): Promise<Message[]> => {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: INTAKE_QUEUE_URL,
      MaxNumberOfMessages: 10, // the most
      WaitTimeSeconds: 1,
      MessageAttributeNames: ['All'],
    }),
  );
  return Messages;
};

/** Deletes received messages. One that cannot be deleted comes again. */
export const deleteMessages = async (messages: readonly Message[]): Promise<void> => {
  for (const batch of batchesOf(messages)) {
    const Entries = batch.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: INTAKE_QUEUE_URL, Entries }));
  }
};

/**
 * Puts events into the queue that keeps the order of each key, in their order. A repetition within five minutes changes nothing,
 * unless another run of a replay has sent it.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-exactly-once-processing.html
 */
export const enqueueInOrder = async (events: readonly ForwardedEvent[]): Promise<void> => {
  for (const batch of batchesOf(events, ({ body }) => Buffer.byteLength(body))) {
    const Entries = batch.map(({ id, key, aggregate, body, isReplayed, replayId = 'replayed' }, index) => ({
      Id: String(index),
      MessageBody: body,
      MessageGroupId: `${aggregate}/${key}`,
      MessageDeduplicationId: isReplayed ? `${id}/${replayId}` : id,
      MessageAttributes: { replayed: { DataType: 'String', StringValue: String(isReplayed) } },
    }));
    checkBatch('Events', await sqs.send(new SendMessageBatchCommand({ QueueUrl: KAFKA_QUEUE_URL, Entries })));
  }
};
