import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { asciiJson } from '@ecommerce/shared/asciiJson.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { correlationAttribute } from '@ecommerce/shared/correlation.ts';
import type { StockEvent } from '@ecommerce/shared/events/stockEvents.ts';

const { STOCK_EVENTS_TOPIC_ARN: TopicArn } = readEnvironment({ STOCK_EVENTS_TOPIC_ARN: name });
const sns = new SNSClient({});

/** Publishes an event about a variant's stock. */
export const publishStockEvent = async (event: StockEvent): Promise<void> => {
  await sns.send(
    new PublishCommand({
      TopicArn,
      Message: asciiJson(event),
      MessageAttributes: {
        type: { DataType: 'String', StringValue: event.type },
        version: { DataType: 'Number', StringValue: String(event.version) },
        ...correlationAttribute(event.correlationId),
      },
    }),
  );
};
