import type { CreateTableCommandInput, TimeToLiveSpecification } from '@aws-sdk/client-dynamodb';
import type { CorsConfiguration as BucketCors, PolicyDocument } from '../aws/storage.ts';
import type { BucketNotification, QueueMapping, StreamMapping } from '../events/eventSources.ts';
import type { FunctionDefinition } from '../functions/lambdaRuntime.ts';
import type { CorsConfiguration, Throttle } from '../http/httpApi.ts';

/** All resources of a stack, with every reference resolved. Plain data: nothing has been created yet. */
export type StackPlan = {
  stack: string;
  functions: FunctionDefinition[];
  apis: ApiPlan[];
  /** By integration id. */
  integrations: Record<string, { functionArn: string; timeoutMs?: number }>;
  tables: TablePlan[];
  queues: QueuePlan[];
  topics: TopicPlan[];
  subscriptions: SubscriptionPlan[];
  buckets: BucketPlan[];
  bucketPolicies: { bucket: string; document: PolicyDocument }[];
  notifications: BucketNotification[];
  queueMappings: QueueMapping[];
  streamMappings: StreamMapping[];
  schedules: SchedulePlan[];
  userPools: { id: string; properties: Record<string, unknown> }[];
  groups: { userPoolId: string; name: string }[];
  stateMachines: { name: string; definition: string }[];
  parameters: { name: string; value: string }[];
  /** Values for `Fn::ImportValue` in other stacks. */
  exports: Record<string, string>;
};

export type ApiPlan = {
  apiId: string;
  stageName: string;
  cors?: CorsConfiguration;
  defaultThrottle?: Throttle;
  routes: { routeKey: string; integrationId: string }[];
  routeThrottles: Record<string, Throttle>;
};

export type TablePlan = {
  input: CreateTableCommandInput & { TableName: string };
  timeToLive?: TimeToLiveSpecification;
};

export type QueuePlan = {
  name: string;
  /** In the format of SetQueueAttributes. */
  attributes: Record<string, string>;
};

type TopicPlan = {
  name: string;
  arn: string;
  attributes: Record<string, string>;
};

export type SubscriptionPlan = {
  topicArn: string;
  protocol: 'lambda' | 'sqs';
  /** ARN of the function or queue. */
  endpoint: string;
  filterPolicy?: unknown;
  filterPolicyScope?: string;
  rawMessageDelivery?: boolean;
};

type BucketPlan = {
  name: string;
  cors?: BucketCors;
};

export type SchedulePlan = {
  arn: string;
  expression: string;
  functionArn: string;
  input?: unknown;
};

export const emptyPlan = (stack: string): StackPlan => ({
  stack,
  functions: [],
  apis: [],
  integrations: {},
  tables: [],
  queues: [],
  topics: [],
  subscriptions: [],
  buckets: [],
  bucketPolicies: [],
  notifications: [],
  queueMappings: [],
  streamMappings: [],
  schedules: [],
  userPools: [],
  groups: [],
  stateMachines: [],
  parameters: [],
  exports: {},
});
