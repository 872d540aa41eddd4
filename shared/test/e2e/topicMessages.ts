import { randomUUID } from 'node:crypto';
import { ListTopicsCommand, SubscribeCommand, UnsubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { type Attribute, undocumented } from '../asyncapi/documentedMessages.ts';
import type { PlatformClients } from './platformClients.ts';

type Clients = Pick<PlatformClients, 'sns' | 'sqs'>;

/** A notification as SNS puts it into a queue. */
export type Notification = { Message: string; MessageAttributes: Record<string, Attribute> };

/** Returns the ARN of the topic of that physical name. */
export const topicArn = async (name: string, { sns }: Clients): Promise<string> => {
  const { Topics = [] } = await sns.send(new ListTopicsCommand());
  const arn = Topics.map(({ TopicArn = '' }) => TopicArn).find((known) => known.endsWith(`:${name}`));
  if (arn === undefined) throw new Error(`There is no topic ${name}`);
  return arn;
};

/** Without this policy a topic may not put anything into the queue. */
const takesFrom = (topicArn: string, queueArn: string | undefined) => ({
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Principal: { Service: 'sns.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: queueArn,
    Condition: { ArnEquals: { 'aws:SourceArn': topicArn } },
  },
});

const checkAgainstDocument = ({ Message, MessageAttributes }: Notification): void => {
  const problems = undocumented(Message, MessageAttributes);
  if (problems.length > 0) throw new Error(`Not as in docs/asyncapi.json: ${problems.join('; ')}\n${Message}`);
};

/**
 * A queue of the test's own that hears a topic, by the doors that anyone has: SNS and SQS. What it hears of orders, categories, products and stock
 * has to fit docs/asyncapi.json.
 *
 * @param name the topic's physical name
 * @param clients of the platform that has it
 */
export const listenTo = async (name: string, clients: Clients) => {
  const { sns, sqs } = clients;
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: `test-${randomUUID()}` }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const TopicArn = await topicArn(name, clients);
  const Policy = JSON.stringify(takesFrom(TopicArn, Attributes?.QueueArn));
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
  const { SubscriptionArn } = await sns.send(
    new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: Attributes?.QueueArn }),
  );
  return {
    /** What has come since the last call. */
    messages: async (): Promise<Notification[]> => {
      const all: Notification[] = [];
      for (;;) {
        const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
        if (Messages.length === 0) return all;
        const heard = Messages.map(({ Body = '' }) => JSON.parse(Body) as Notification);
        if (/(Order|Category|Product|Stock)Events$/.test(name)) heard.forEach(checkAgainstDocument);
        all.push(...heard);
        const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
        await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
      }
    },
    close: async () => {
      await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
      await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    },
  };
};
