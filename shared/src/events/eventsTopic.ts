import { PublishBatchCommand, type PublishBatchRequestEntry, SNSClient } from '@aws-sdk/client-sns';
import { checkBatch } from '../batchFailure.ts';
import { batchesOf } from './batchesOf.ts';
import { type Event, type PublishOptions, topicMessage } from './topicMessage.ts';

const sns = new SNSClient({});

/**
 * Publishes events of committed changes to a topic, in their order and in as few requests as possible. A repeated event has the same id.
 * Subscribers can filter on the message attributes `type`, `version` and `correlationId`.
 *
 * @throws Error if the topic did not accept all of them: those before it may have been published
 * @see https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html
 */
export const publishEvents = async (
  TopicArn: string,
  events: readonly Event[],
  options: PublishOptions = {},
): Promise<void> => {
  const entries = events.map((event) => ({ Id: event.id, ...topicMessage(event, options) }));
  for (const PublishBatchRequestEntries of batchesOf(entries, sizeOf)) {
    checkBatch('Events', await sns.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries })));
  }
};

/** ASCII; its attributes are a few hundred bytes. */
const sizeOf = ({ Message = '' }: PublishBatchRequestEntry): number => Message.length + 1_000;
