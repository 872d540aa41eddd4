import { CreateTopicCommand, type SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueUrlCommand,
  QueueNameExists,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { QueuePlan, StackPlan, SubscriptionPlan } from '../cloudformation/stackPlan.ts';

/** Creates the stack's queues and topics, and updates existing ones. */
export const ensureMessaging = async (clients: { sqs: SQSClient; sns: SNSClient }, plan: StackPlan): Promise<void> => {
  // A dead-letter queue has to exist before the queues that refer to it.
  const [targets, others] = partition(plan.queues, ({ attributes }) => attributes.RedrivePolicy === undefined);
  await Promise.all(targets.map((queue) => ensureQueue(clients.sqs, queue)));
  await Promise.all(others.map((queue) => ensureQueue(clients.sqs, queue)));
  await Promise.all(
    plan.topics.map(({ name, attributes }) =>
      clients.sns.send(new CreateTopicCommand({ Name: name, Attributes: attributes })),
    ),
  );
  const toQueues = plan.subscriptions.filter(({ protocol }) => protocol === 'sqs');
  await Promise.all(toQueues.map((subscription) => subscribeQueue(clients.sns, subscription)));
};

const ensureQueue = async (sqs: SQSClient, { name, attributes }: QueuePlan): Promise<void> => {
  try {
    await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
  } catch (error) {
    if (!(error instanceof QueueNameExists)) throw error;
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: name }));
    const { FifoQueue: _fixed, ...changeable } = attributes;
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: changeable }));
  }
};

const subscribeQueue = async (sns: SNSClient, subscription: SubscriptionPlan): Promise<void> => {
  const { topicArn, endpoint, filterPolicy, filterPolicyScope, rawMessageDelivery } = subscription;
  await sns.send(
    new SubscribeCommand({
      TopicArn: topicArn,
      Protocol: 'sqs',
      Endpoint: endpoint,
      Attributes: {
        ...(filterPolicy === undefined ? {} : { FilterPolicy: JSON.stringify(filterPolicy) }),
        ...(filterPolicyScope === undefined ? {} : { FilterPolicyScope: filterPolicyScope }),
        ...(rawMessageDelivery === undefined ? {} : { RawMessageDelivery: String(rawMessageDelivery) }),
      },
    }),
  );
};

const partition = <Item>(items: readonly Item[], test: (item: Item) => boolean): [Item[], Item[]] => [
  items.filter(test),
  items.filter((item) => !test(item)),
];
