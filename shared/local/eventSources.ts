import type { PlatformLog } from './functionLog.ts';
import type { ExhaustedInvocation } from './lambdaRuntime.ts';

/** Something that brings events to a function until it is closed; `close` waits up to 5 s for work in flight. */
export type EventSource = { close(): Promise<void> };

type Invoke = (functionArn: string, event: unknown) => Promise<unknown>;
type InvokeAsync = (functionArn: string, event: unknown) => unknown;

/** What every event source that talks to SQS and SNS needs. */
export type Messaging = {
  /** URL of the SQS and SNS endpoint. */
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  log: PlatformLog;
};

/** `AWS::Lambda::EventSourceMapping` of a queue. */
export type QueueMapping = {
  queueArn: string;
  functionArn: string;
  /** 10 by default. */
  batchSize?: number;
  maximumBatchingWindowInSeconds?: number;
  /** `ScalingConfig.MaximumConcurrency`: batches in flight; 5 by default, with which Lambda starts. */
  maximumConcurrency?: number;
  /** `FunctionResponseTypes` holds `ReportBatchItemFailures`. */
  reportBatchItemFailures?: boolean;
};

/** Polls a queue and invokes the function with batches of its messages. */
export declare function startQueueMapping(options: Messaging & QueueMapping & { invoke: Invoke }): EventSource;

/** Subscribes a function to a topic, by way of a queue of the platform's own, so that nothing published is lost by a kill. */
export declare function subscribeFunction(
  options: Messaging & {
    topicArn: string;
    functionArn: string;
    filterPolicy?: unknown;
    filterPolicyScope?: string;
    invokeAsync: InvokeAsync;
  },
): Promise<EventSource>;

/** Invokes a function by an EventBridge schedule: `rate(2 minutes)` or `cron(0 12 * * ? *)`. */
export declare function startSchedule(options: {
  /** ARN of the rule or schedule. */
  arn: string;
  expression: string;
  functionArn: string;
  region: string;
  accountId: string;
  /** Constant input instead of the `Scheduled Event`. */
  input?: unknown;
  invokeAsync: InvokeAsync;
  log: PlatformLog;
}): EventSource;

/** One of a bucket's `NotificationConfiguration.LambdaConfigurations`. */
export type BucketNotification = {
  bucket: string;
  /** `s3:ObjectCreated:*` */
  events: string[];
  prefix?: string;
  suffix?: string;
  functionArn: string;
};

/** Takes an S3 event apart: each record goes to every function whose notification matches it, as an event of its own. */
export declare function deliverObjectEvent(
  event: { Records: { eventName: string; s3: { bucket: { name: string }; object: { key: string } } }[] },
  notifications: BucketNotification[],
  invokeAsync: InvokeAsync,
): void;

/** Sends an event that failed for good to its dead-letter queue or topic, with Lambda's message attributes. */
export declare function sendToDeadLetter(options: Messaging, invocation: ExhaustedInvocation): Promise<void>;
