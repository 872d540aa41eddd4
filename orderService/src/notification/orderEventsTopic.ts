import { PublishBatchCommand, type PublishBatchRequestEntry, SNSClient } from '@aws-sdk/client-sns';
import { checkBatch } from '@ecommerce/shared/batchFailure.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import type { OrderEvent } from '@ecommerce/shared/events/orderEvents.ts';
import { topicMessage } from '@ecommerce/shared/events/topicMessage.ts';

const { ORDER_EVENTS_TOPIC_ARN } = readEnvironment({ ORDER_EVENTS_TOPIC_ARN: name });
const sns = new SNSClient({});

/** The limits of one PublishBatch. */
const MAX_ENTRIES = 10;
const MAX_BYTES = 262_144;

/**
 * Publishes events of committed changes. A repeated event has the same id. Subscribers can filter on the message attributes `type`,
 * `version` and `correlationId`.
 *
 * @throws Error if the topic did not accept all of them
 * @see https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html
 */
export const publishOrderEvents = async (events: OrderEvent[]): Promise<void> => {
  for (const group of groupsOf(events.map(entryOf))) {
    const batch = new PublishBatchCommand({ TopicArn: ORDER_EVENTS_TOPIC_ARN, PublishBatchRequestEntries: group });
    checkBatch('Events', await sns.send(batch));
  }
};

const entryOf = (event: OrderEvent): PublishBatchRequestEntry => ({
  Id: event.id,
  ...topicMessage(event),
});

/** Splits entries into as few batches as fit the limits: one for almost every order. */
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
