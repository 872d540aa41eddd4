import { PublishBatchCommand, type PublishBatchRequestEntry, SNSClient } from '@aws-sdk/client-sns';
import { checkBatch } from '../batchFailure.ts';
import { type Event, topicMessage } from './topicMessage.ts';

const sns = new SNSClient({});

/** The limits of one PublishBatch. */
const MAX_ENTRIES = 10;
const MAX_BYTES = 262_144;

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
  options: { isReplayed?: boolean } = {},
): Promise<void> => {
  const entries = events.map((event) => ({ Id: event.id, ...topicMessage(event, options) }));
  for (const PublishBatchRequestEntries of groupsOf(entries)) {
    checkBatch('Events', await sns.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries })));
  }
};

/** Splits entries into as few batches as fit the limits. */
const groupsOf = (entries: PublishBatchRequestEntry[]): PublishBatchRequestEntry[][] => {
  const groups: PublishBatchRequestEntry[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const entry of entries) {
    const size = (entry.Message?.length ?? 0) + 1_000; // ASCII; its attributes are a few hundred bytes
    const group = groups.at(-1);
    if (group && group.length < MAX_ENTRIES && bytes + size <= MAX_BYTES) {
      group.push(entry);
      bytes += size;
    } else {
      groups.push([entry]);
      bytes = size;
    }
  }
  return groups;
};
