import { type MessageAttributeValue, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueUrlCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { type Messaging, sqsClient } from './queueConsumer.ts';

type Attributes = Record<string, { DataType: string } & MessageAttributeValue>;

/** Sends a finally failed event to a queue or topic, by its ARN. */
export const sendTo = async (
  options: Messaging,
  arn: string,
  body: string,
  attributes: Attributes = {},
): Promise<void> => {
  if (arn.startsWith('arn:aws:sns:')) {
    const { endpoint, region, credentials } = options;
    const sns = new SNSClient({ endpoint, region, credentials });
    const command = new PublishCommand({ TopicArn: arn, Message: body, MessageAttributes: attributes });
    await sns.send(command).finally(() => sns.destroy());
    return;
  }
  const sqs = sqsClient(options);
  try {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: arn.slice(arn.lastIndexOf(':') + 1) }));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body, MessageAttributes: attributes }));
  } finally {
    sqs.destroy();
  }
};
