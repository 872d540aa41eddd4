import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { asciiJson } from '@ecommerce/shared/asciiJson.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { CORRELATION_HEADER } from '@ecommerce/shared/correlation.ts';
import type { Order } from './order.ts';

const { ORDER_QUEUE_URL } = readEnvironment({ ORDER_QUEUE_URL: name });
const sqs = new SQSClient({});

/**
 * Sends a new order on its way: once the queue has taken it, the order will be processed. The message is the whole row, so that
 * nothing else needs to be there; its correlation id is also an attribute, readable without the body.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export const enqueueOrder = async (order: Order): Promise<void> => {
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: ORDER_QUEUE_URL,
      MessageBody: asciiJson(order),
      MessageAttributes: { [CORRELATION_HEADER]: { DataType: 'String', StringValue: order.correlationId } },
    }),
  );
};
