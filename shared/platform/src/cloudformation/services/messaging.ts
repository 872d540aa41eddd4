import {
  arn,
  physicalName,
  type ResourceType,
  textProperty,
  unsupported,
  withoutLocalEffect,
} from '../resourceType.ts';
import type { SubscriptionPlan } from '../stackPlan.ts';

const iam = 'IAM is not evaluated locally';
const encryption = 'encryption at rest is the disk’s business';
const tags = 'for billing and search on AWS';

/** Converts a template's value to an attribute of SQS or SNS: text, or JSON for objects. */
const attributeText = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value));

const queueAttributes = [
  'ContentBasedDeduplication',
  'DelaySeconds',
  'FifoQueue',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'RedrivePolicy',
  'VisibilityTimeout',
] as const;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html */
const queue: ResourceType = {
  properties: {
    QueueName: true,
    ...Object.fromEntries(queueAttributes.map((name) => [name, true] as const)),
    DeduplicationScope: 'a quota of high-throughput FIFO queues',
    FifoThroughputLimit: 'a quota of high-throughput FIFO queues',
    KmsDataKeyReusePeriodSeconds: encryption,
    KmsMasterKeyId: encryption,
    RedriveAllowPolicy: iam,
    SqsManagedSseEnabled: encryption,
    Tags: tags,
  },
  identity: (context, properties) => {
    const name = physicalName(context, properties, 'QueueName');
    const url = `${context.surroundings.sqsUrl}/${context.accountId}/${name}`;
    return { ref: url, attributes: { Arn: arn(context, 'sqs', name), QueueName: name, QueueUrl: url } };
  },
  plan: (plan, properties, { attributes }) => {
    const given = queueAttributes.filter((name) => properties[name] !== undefined);
    plan.queues.push({
      name: attributes.QueueName ?? '',
      attributes: Object.fromEntries(given.map((name) => [name, attributeText(properties[name])])),
    });
  },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topic.html */
const topic: ResourceType = {
  properties: {
    TopicName: true,
    FifoTopic: true,
    ContentBasedDeduplication: true,
    Subscription: { Protocol: true, Endpoint: true },
    DeliveryStatusLogging: 'logging',
    DisplayName: 'shown in mails and text messages, which are not sent locally',
    KmsMasterKeyId: encryption,
    SignatureVersion: 'nothing local checks the signature of a message',
    Tags: tags,
    TracingConfig: 'tracing',
  },
  identity: (context, properties) => {
    const name = physicalName(context, properties, 'TopicName');
    const topicArn = arn(context, 'sns', name);
    return { ref: topicArn, attributes: { TopicArn: topicArn, TopicName: name } };
  },
  plan: (plan, properties, context) => {
    const given = ['FifoTopic', 'ContentBasedDeduplication'].filter((name) => properties[name] !== undefined);
    plan.topics.push({
      name: context.attributes.TopicName ?? '',
      arn: context.ref,
      attributes: Object.fromEntries(given.map((name) => [name, attributeText(properties[name])])),
    });
    const inline = Array.isArray(properties.Subscription) ? properties.Subscription : [];
    for (const { Protocol, Endpoint } of inline) {
      const subscription = toSubscription({ TopicArn: context.ref, Protocol, Endpoint });
      if (subscription) plan.subscriptions.push(subscription);
    }
  },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-subscription.html */
const subscription: ResourceType = {
  properties: {
    TopicArn: true,
    Protocol: true,
    Endpoint: true,
    FilterPolicy: true,
    FilterPolicyScope: true,
    RawMessageDelivery: true,
    DeliveryPolicy: 'for HTTP endpoints',
    RedrivePolicy: 'a local delivery does not fail; a function that fails has its own dead-letter queue',
    Region: 'one region',
    SubscriptionRoleArn: iam,
  },
  identity: (context, properties) => {
    const ref = `${textProperty(context, properties, 'TopicArn')}:${context.logicalId}`;
    return { ref, attributes: { Arn: ref } };
  },
  plan: (plan, properties, context) => {
    const planned = toSubscription(properties);
    if (planned) plan.subscriptions.push(planned);
    else if (!String(properties.Protocol).startsWith('email') && properties.Protocol !== 'sms') {
      unsupported(context, `a subscription with the protocol ${properties.Protocol} does not run locally.`);
    }
  },
};

/** Returns `undefined` for protocols that reach people outside this machine. */
const toSubscription = (properties: Record<string, unknown>): SubscriptionPlan | undefined => {
  const { TopicArn, Protocol, Endpoint, FilterPolicy, FilterPolicyScope, RawMessageDelivery } = properties;
  if (Protocol !== 'lambda' && Protocol !== 'sqs') return undefined;
  return {
    topicArn: String(TopicArn),
    protocol: Protocol,
    endpoint: String(Endpoint),
    ...(FilterPolicy === undefined ? {} : { filterPolicy: FilterPolicy }),
    ...(FilterPolicyScope === undefined ? {} : { filterPolicyScope: String(FilterPolicyScope) }),
    ...(RawMessageDelivery === undefined ? {} : { rawMessageDelivery: String(RawMessageDelivery) === 'true' }),
  };
};

export const messaging: Record<string, ResourceType> = {
  'AWS::SQS::Queue': queue,
  'AWS::SQS::QueuePolicy': withoutLocalEffect(iam, 'sqs'),
  'AWS::SQS::QueueInlinePolicy': withoutLocalEffect(iam, 'sqs'),
  'AWS::SNS::Topic': topic,
  'AWS::SNS::Subscription': subscription,
  'AWS::SNS::TopicPolicy': withoutLocalEffect(iam, 'sns'),
  'AWS::SNS::TopicInlinePolicy': withoutLocalEffect(iam, 'sns'),
};
