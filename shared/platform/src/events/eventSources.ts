import { createHash } from 'node:crypto';
import { ListSubscriptionsByTopicCommand, SNSClient, SubscribeCommand, UnsubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, type Message } from '@aws-sdk/client-sqs';
import type { ExhaustedInvocation } from '../functions/lambdaRuntime.ts';
import { failedMessages } from './batchResult.ts';
import { sendTo } from './failureDestination.ts';
import { consumeQueue, type EventSource, type Messaging, sqsClient } from './queueConsumer.ts';

export type { EventSource, Messaging } from './queueConsumer.ts';
export { startSchedule } from './schedule.ts';
export { type StreamMapping, startStreamMapping } from './streamMapping.ts';

type Invoke = (functionArn: string, event: unknown) => Promise<unknown>;
type InvokeAsync = (functionArn: string, event: unknown) => unknown;

/** `AWS::Lambda::EventSourceMapping` of a queue. */
export type QueueMapping = {
  queueArn: string;
  functionArn: string;
  /** 10 by default. */
  batchSize?: number;
  maximumBatchingWindowInSeconds?: number;
  /** `ScalingConfig.MaximumConcurrency`: batches in flight; 5 by default, Lambda's initial number. */
  maximumConcurrency?: number;
  /** `FunctionResponseTypes` contains `ReportBatchItemFailures`. */
  reportBatchItemFailures?: boolean;
};

const nameOf = (arn: string) => arn.slice(arn.lastIndexOf(':') + 1);

/**
 * Polls a queue and invokes the function with batches of its messages. Handled messages are deleted; the others become visible again
 * after their visibility timeout. Unlike on AWS, the number of concurrent batches does not scale automatically.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export const startQueueMapping = (options: Messaging & QueueMapping & { invoke: Invoke }): EventSource => {
  const { queueArn, functionArn, reportBatchItemFailures = false, log } = options;
  const queueName = nameOf(queueArn);
  return consumeQueue({
    ...options,
    queueName,
    batchSize: options.batchSize ?? 10,
    windowSeconds: options.maximumBatchingWindowInSeconds ?? 0,
    concurrency: options.maximumConcurrency ?? 5,
    handle: async (messages) => {
      const records = messages.map((message) => toSqsRecord(message, queueArn, options.region));
      try {
        const result = await options.invoke(functionArn, { Records: records });
        if (!reportBatchItemFailures) return messages;
        const failed = failedMessages(
          result,
          records.map(({ messageId }) => messageId),
        );
        if (failed === 'all')
          log.write('ERROR', queueName, 'malformed batch result: the whole batch failed', { result });
        return failed === 'all' ? [] : messages.filter(({ MessageId = '' }) => !failed.has(MessageId));
      } catch (error) {
        const reason = error instanceof Error ? error.name : String(error);
        log.write('WARN', queueName, `batch of ${messages.length} failed`, { function: nameOf(functionArn), reason });
        return [];
      }
    },
  });
};

const toSqsRecord = (message: Message, queueArn: string, region: string) => {
  const attributes = Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [
    name,
    {
      ...(value.StringValue === undefined ? {} : { stringValue: value.StringValue }),
      ...(value.BinaryValue ? { binaryValue: Buffer.from(value.BinaryValue).toString('base64') } : {}),
      ...{ stringListValues: [], binaryListValues: [], dataType: value.DataType },
    },
  ]);
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes ?? {},
    messageAttributes: Object.fromEntries(attributes),
    ...(message.MD5OfMessageAttributes ? { md5OfMessageAttributes: message.MD5OfMessageAttributes } : {}),
    ...{ md5OfBody: message.MD5OfBody, eventSource: 'aws:sqs', eventSourceARN: queueArn, awsRegion: region },
  };
};

/**
 * Subscribes a function to a topic. Published messages wait in an internal queue until they are stored as asynchronous invocations, so a
 * kill loses nothing; every message is a separate event, as on AWS. Subscribing again changes the filter.
 *
 * @param options.filterPolicy the subscription's `FilterPolicy`, as an object
 * @param options.filterPolicyScope `MessageAttributes` (default) or `MessageBody`
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
 */
export const subscribeFunction = async (
  options: Messaging & {
    topicArn: string;
    functionArn: string;
    filterPolicy?: unknown;
    filterPolicyScope?: string;
    invokeAsync: InvokeAsync;
  },
): Promise<EventSource> => {
  const { topicArn, functionArn, invokeAsync, log } = options;
  const hash = createHash('sha256').update(`${topicArn} ${functionArn}`).digest('hex').slice(0, 12);
  const queueName = `topic-to-${nameOf(functionArn).slice(0, 50)}-${hash}`;
  const queueArn = topicArn.replace(':sns:', ':sqs:').replace(/[^:]+$/, queueName);
  const sqs = sqsClient(options);
  await sqs.send(new CreateQueueCommand({ QueueName: queueName }));
  sqs.destroy();
  const subscriptionArn = await subscribeQueue(options, queueArn);
  return consumeQueue({
    ...options,
    ...{ queueName, batchSize: 10, windowSeconds: 0, concurrency: 1 },
    handle: async (messages) => {
      try {
        for (const { Body = '' } of messages) invokeAsync(functionArn, toSnsEvent(Body, subscriptionArn));
        return messages;
      } catch (error) {
        log.write('ERROR', nameOf(topicArn), 'messages could not be handed to their function; trying on', { error });
        return [];
      }
    },
  });
};

const subscribeQueue = async (
  options: Messaging & { topicArn: string; filterPolicy?: unknown; filterPolicyScope?: string },
  queueArn: string,
): Promise<string> => {
  const { endpoint, region, credentials, topicArn, filterPolicy, filterPolicyScope } = options;
  const sns = new SNSClient({ endpoint, region, credentials });
  try {
    const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn }));
    for (const { Endpoint, SubscriptionArn } of Subscriptions) {
      if (Endpoint === queueArn) await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    }
    const attributes: Record<string, string> = {
      ...(filterPolicy === undefined ? {} : { FilterPolicy: JSON.stringify(filterPolicy) }),
      ...(filterPolicyScope === undefined ? {} : { FilterPolicyScope: filterPolicyScope }),
    };
    const subscribe = { TopicArn: topicArn, Protocol: 'sqs', Endpoint: queueArn, Attributes: attributes };
    return (await sns.send(new SubscribeCommand(subscribe))).SubscriptionArn ?? '';
  } finally {
    sns.destroy();
  }
};

/** Converts a notification in a queue to Lambda's event, which spells two fields differently. */
const toSnsEvent = (body: string, subscriptionArn: string) => {
  const { SigningCertURL, UnsubscribeURL, Subject = null, MessageAttributes = {}, ...notification } = JSON.parse(body);
  const Sns = {
    ...notification,
    Subject,
    MessageAttributes,
    SigningCertUrl: SigningCertURL,
    UnsubscribeUrl: UnsubscribeURL,
  };
  return { Records: [{ EventSource: 'aws:sns', EventVersion: '1.0', EventSubscriptionArn: subscriptionArn, Sns }] };
};

/** One of a bucket's `NotificationConfiguration.LambdaConfigurations`. */
export type BucketNotification = {
  bucket: string;
  /** `s3:ObjectCreated:*` */
  events: string[];
  prefix?: string;
  suffix?: string;
  functionArn: string;
};

/**
 * Delivers each record of an S3 event separately, to every function whose notification matches.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html
 */
export const deliverObjectEvent = (
  event: { Records: { eventName: string; s3: { bucket: { name: string }; object: { key: string } } }[] },
  notifications: BucketNotification[],
  invokeAsync: InvokeAsync,
): void => {
  for (const record of event.Records) {
    const { bucket, object } = record.s3;
    const key = decodeURIComponent(object.key.replaceAll('+', ' '));
    for (const { events, prefix = '', suffix = '', functionArn, ...notification } of notifications) {
      if (notification.bucket !== bucket.name || !events.some((name) => matchesEvent(name, record.eventName))) continue;
      if (key.startsWith(prefix) && key.endsWith(suffix)) invokeAsync(functionArn, { Records: [record] });
    }
  }
};

/** @param eventName as in a record, without the leading `s3:` */
const matchesEvent = (pattern: string, eventName: string) =>
  pattern.endsWith('*') ? `s3:${eventName}`.startsWith(pattern.slice(0, -1)) : pattern === `s3:${eventName}`;

/**
 * Sends an event that failed after all retries to its dead-letter queue or topic, with Lambda's message attributes.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html#invocation-dlq
 */
export const sendToDeadLetter = async (options: Messaging, invocation: ExhaustedInvocation): Promise<void> => {
  const { deadLetterArn, payload, requestId, error } = invocation;
  const attributes = {
    RequestID: { DataType: 'String', StringValue: requestId },
    ErrorCode: { DataType: 'Number', StringValue: '200' },
    ErrorMessage: { DataType: 'String', StringValue: error.errorMessage.slice(0, 1024) || error.errorType },
  };
  await sendTo(options, deadLetterArn, payload, attributes);
};
