import { PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns';
import { asciiJson } from '@ecommerce/shared/asciiJson.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { correlationAttribute } from '@ecommerce/shared/correlation.ts';
import type { CategoryEvent } from '@ecommerce/shared/events/categoryEvents.ts';

const { CATEGORY_EVENTS_TOPIC_ARN: TopicArn } = readEnvironment({ CATEGORY_EVENTS_TOPIC_ARN: name });
const sns = new SNSClient({});

/** The most messages of one request. @see https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html */
const BATCH = 10;

/** Publishes events in their order. Throws if SNS did not take one; those before it may have been published. */
export const publishCategoryEvents = async (events: CategoryEvent[]): Promise<void> => {
  for (let start = 0; start < events.length; start += BATCH) {
    const { Failed: [failed] = [] } = await sns.send(
      new PublishBatchCommand({
        TopicArn,
        PublishBatchRequestEntries: events.slice(start, start + BATCH).map((event, position) => ({
          Id: String(position),
          Message: asciiJson(event),
          MessageAttributes: {
            type: { DataType: 'String', StringValue: event.type },
            version: { DataType: 'Number', StringValue: String(event.version) },
            ...correlationAttribute(event.correlationId),
          },
        })),
      }),
    );
    if (failed) throw new Error(`SNS did not take an event: ${failed.Code} ${failed.Message ?? ''}`);
  }
};
