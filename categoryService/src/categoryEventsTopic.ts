import { PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns';
import { checkBatch } from '@ecommerce/shared/batchFailure.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import type { CategoryEvent } from '@ecommerce/shared/events/categoryEvents.ts';
import { topicMessage } from '@ecommerce/shared/events/topicMessage.ts';

const { CATEGORY_EVENTS_TOPIC_ARN: TopicArn } = readEnvironment({ CATEGORY_EVENTS_TOPIC_ARN: name });
const sns = new SNSClient({});

/** The most messages of one request. @see https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html */
const BATCH = 10;

/** Publishes events in their order. Throws if SNS did not take one; those before it may have been published. */
export const publishCategoryEvents = async (events: CategoryEvent[]): Promise<void> => {
  for (let start = 0; start < events.length; start += BATCH) {
    const entries = events.slice(start, start + BATCH);
    const batch = new PublishBatchCommand({
      TopicArn,
      PublishBatchRequestEntries: entries.map((event) => ({ Id: event.id, ...topicMessage(event) })),
    });
    checkBatch('Category events', await sns.send(batch));
  }
};
