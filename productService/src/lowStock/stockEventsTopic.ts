import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import type { StockEvent } from '@ecommerce/shared/events/stockEvents.ts';
import { topicMessage } from '@ecommerce/shared/events/topicMessage.ts';

const { STOCK_EVENTS_TOPIC_ARN: TopicArn } = readEnvironment({ STOCK_EVENTS_TOPIC_ARN: name });
const sns = new SNSClient({});

/** Publishes an event about a variant's stock. */
export const publishStockEvent = async (event: StockEvent): Promise<void> => {
  await sns.send(
    new PublishCommand({
      TopicArn,
      ...topicMessage(event),
    }),
  );
};
