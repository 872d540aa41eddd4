import { isDeepStrictEqual } from 'node:util';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BucketAlreadyExists, BucketAlreadyOwnedByYou, CreateBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SchedulePlan, StackPlan, SubscriptionPlan } from '../cloudformation/stackPlan.ts';
import type { Endpoints } from '../endpoints.ts';
import {
  type QueueMapping,
  type StreamMapping,
  startQueueMapping,
  startSchedule,
  startStreamMapping,
  subscribeFunction,
} from '../events/eventSources.ts';
import type { FunctionDefinition, LambdaRuntime } from '../functions/lambdaRuntime.ts';
import type { PlatformLog } from '../log/functionLog.ts';
import { ensureMessaging } from './messagingResources.ts';
import { createRunningSources } from './runningSources.ts';
import { createStackApi } from './stackApi.ts';
import { ensureTable } from './tables.ts';

/** The shared context of a platform's stacks. */
export type StackSurroundings = {
  endpoints: Endpoints;
  clients: { dynamodb: DynamoDBClient; s3: S3Client; sns: SNSClient; sqs: SQSClient };
  runtime: LambdaRuntime;
  region: string;
  accountId: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  log: PlatformLog;
};

export type RunningStack = ReturnType<typeof createRunningStack>;

/**
 * Creates a running stack. `provide` and then `connect` apply a plan, at the start and after each change of the stack's code or template.
 */
export const createRunningStack = (shared: StackSurroundings, options: { name: string; port: number }) => {
  const { runtime, endpoints } = shared;
  const api = createStackApi({ ...shared, ...options });
  const sources = createSources(shared);
  let defined = new Map<string, FunctionDefinition>();
  let notifications: StackPlan['notifications'] = [];

  return {
    name: options.name,
    /** Creates the stack's data stores, workflows and functions; nothing calls them yet. */
    async provide(plan: StackPlan): Promise<string[]> {
      await Promise.all([
        ...plan.tables.map((table) => ensureTable(shared.clients.dynamodb, table)),
        ensureMessaging(shared.clients, plan),
        ensureBuckets(shared, plan),
      ]);
      for (const group of plan.groups) endpoints.cognito.createGroup(group);
      const changed = plan.functions.filter(
        (definition) => !isDeepStrictEqual(defined.get(definition.name), definition),
      );
      for (const definition of changed) runtime.define(definition);
      defined = new Map(plan.functions.map((definition) => [definition.name, definition]));
      for (const machine of plan.stateMachines) endpoints.stepFunctions.createStateMachine(machine);
      return changed.map(({ name }) => name);
    },
    /** Connects requests and events to the functions. */
    async connect(plan: StackPlan): Promise<void> {
      notifications = plan.notifications;
      await Promise.all([api.replace(plan), sources.replace(plan)]);
    },
    notifications: () => notifications,
    async close(): Promise<void> {
      await Promise.all([api.close(), sources.close()]);
    },
  };
};

/** Creates the event sources of functions: queues, streams, topics and schedules. */
const createSources = (shared: StackSurroundings) => {
  const { runtime, endpoints, region, accountId, credentials, log } = shared;
  const messaging = { endpoint: endpoints.urls.sqs, region, credentials, log };
  const invoke = (functionArn: string, event: unknown, options?: { requestId: string }) =>
    runtime.invoke(functionArn, event, options);
  const invokeAsync = (functionArn: string, event: unknown) => runtime.invokeAsync(functionArn, event);
  const mappings = createRunningSources<QueueMapping>((mapping) =>
    startQueueMapping({ ...messaging, ...mapping, invoke }),
  );
  const streams = createRunningSources<StreamMapping>((mapping) =>
    startStreamMapping({ ...messaging, ...mapping, invoke, openStream: endpoints.dynamodb.openStream }),
  );
  const subscriptions = createRunningSources<SubscriptionPlan>(
    ({ topicArn, endpoint, filterPolicy, filterPolicyScope }) =>
      subscribeFunction({
        ...messaging,
        topicArn,
        functionArn: endpoint,
        invokeAsync,
        ...(filterPolicy === undefined ? {} : { filterPolicy }),
        ...(filterPolicyScope === undefined ? {} : { filterPolicyScope }),
      }),
  );
  const schedules = createRunningSources<SchedulePlan>((schedule) =>
    startSchedule({ ...schedule, region, accountId, invokeAsync, log }),
  );
  return {
    async replace(plan: StackPlan): Promise<void> {
      await Promise.all([
        mappings.replace(plan.queueMappings),
        streams.replace(plan.streamMappings),
        subscriptions.replace(plan.subscriptions.filter(({ protocol }) => protocol === 'lambda')),
        schedules.replace(plan.schedules),
      ]);
    },
    async close(): Promise<void> {
      await Promise.all([mappings.close(), streams.close(), subscriptions.close(), schedules.close()]);
    },
  };
};

const ensureBuckets = async ({ clients, endpoints }: StackSurroundings, plan: StackPlan): Promise<void> => {
  await Promise.all(
    plan.buckets.map(async ({ name, cors }) => {
      try {
        await clients.s3.send(new CreateBucketCommand({ Bucket: name }));
      } catch (error) {
        if (!(error instanceof BucketAlreadyOwnedByYou) && !(error instanceof BucketAlreadyExists)) throw error;
      }
      if (cors) endpoints.storage.setBucketCors(name, cors);
    }),
  );
  for (const { bucket, document } of plan.bucketPolicies) endpoints.storage.setBucketPolicy(bucket, document);
};
