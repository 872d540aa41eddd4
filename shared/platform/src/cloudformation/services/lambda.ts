import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { QueueMapping, StreamMapping } from '../../events/eventSources.ts';
import {
  arn,
  physicalName,
  type ResourceContext,
  type ResourceType,
  textProperty,
  unsupported,
  withoutLocalEffect,
} from '../resourceType.ts';

const iam = 'IAM is not evaluated locally';

type FunctionProperties = {
  Code?: { S3Key?: string };
  Handler?: string;
  Timeout?: number;
  MemorySize?: number;
  Environment?: { Variables?: Record<string, unknown> };
  DeadLetterConfig?: { TargetArn?: string };
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html */
const lambdaFunction: ResourceType = {
  properties: {
    FunctionName: true,
    Code: { S3Bucket: 'bundles are read from the packaged output', S3Key: true },
    DeadLetterConfig: { TargetArn: true },
    Environment: { Variables: true },
    Handler: true,
    MemorySize: true,
    Timeout: true,
    Architectures: 'JavaScript runs on either',
    Description: 'for people',
    EphemeralStorage: 'the machine’s disk',
    KmsKeyArn: 'encryption at rest is the disk’s business',
    LoggingConfig: 'lines go to the platform’s log',
    PackageType: 'a zip is the only kind',
    RecursiveLoop: 'no loop detection',
    ReservedConcurrentExecutions: 'one process runs everything',
    Role: iam,
    Runtime: 'the npm package `node` is the same runtime',
    RuntimeManagementConfig: 'the npm package `node` is the same runtime',
    SnapStart: 'nothing to restore',
    Tags: 'for billing and search on AWS',
    TracingConfig: 'tracing',
    VpcConfig: 'one network: loopback',
  },
  identity: (context, properties) => {
    const name = physicalName(context, properties, 'FunctionName');
    return { ref: name, attributes: { Arn: arn(context, 'lambda', `function:${name}`) } };
  },
  plan: (plan, properties, context) => {
    const { Timeout = 3, MemorySize = 128, Environment, DeadLetterConfig, ...code } = properties as FunctionProperties;
    const deadLetterArn = DeadLetterConfig?.TargetArn;
    const variables = Object.entries(Environment?.Variables ?? {}).map(([name, value]) => [name, String(value)]);
    plan.functions.push({
      name: context.ref,
      arn: context.attributes.Arn ?? '',
      ...findBundle(context, code),
      environment: Object.fromEntries(variables),
      timeoutSeconds: Number(Timeout),
      memoryMb: Number(MemorySize),
      ...(deadLetterArn === undefined ? {} : { deadLetterArn }),
    });
  },
};

/** Finds the bundle's file and the name of its handler: `src/handlers/createOrder.handler` is `handler` of that module in the zip. */
const findBundle = (
  context: ResourceContext,
  { Code, Handler }: FunctionProperties,
): { file: string; exportName: string } => {
  const [, module = '', exportName = ''] = /^(.+)\.([^.]+)$/.exec(Handler ?? '') ?? [];
  const zipName = basename(Code?.S3Key ?? '');
  const directory = context.surroundings.bundleDirectory(zipName);
  const file = ['.mjs', '.js'].map((ending) => join(directory, `${module}${ending}`)).find((path) => existsSync(path));
  return file
    ? { file, exportName }
    : unsupported(context, `${zipName} holds no ${module}.mjs for the handler ${Handler}.`);
};

type MappingProperties = {
  EventSourceArn?: string;
  FunctionName?: string;
  Enabled?: boolean;
  BatchSize?: number;
  MaximumBatchingWindowInSeconds?: number;
  ScalingConfig?: { MaximumConcurrency?: number };
  FunctionResponseTypes?: string[];
  StartingPosition?: string;
  MaximumRetryAttempts?: number;
  MaximumRecordAgeInSeconds?: number;
  BisectBatchOnFunctionError?: boolean;
  DestinationConfig?: { OnFailure?: { Destination?: string } };
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html */
const eventSourceMapping: ResourceType = {
  properties: {
    BatchSize: true,
    BisectBatchOnFunctionError: true,
    DestinationConfig: { OnFailure: { Destination: true } },
    Enabled: true,
    EventSourceArn: true,
    FunctionName: true,
    FunctionResponseTypes: true,
    MaximumBatchingWindowInSeconds: true,
    MaximumRecordAgeInSeconds: true,
    MaximumRetryAttempts: true,
    ParallelizationFactor: 'one batch of a stream at a time keeps every order that several keep',
    StartingPosition: true,
    ScalingConfig: { MaximumConcurrency: true },
    MetricsConfig: 'monitoring',
    Tags: 'for billing and search on AWS',
  },
  identity: (context) => ({ ref: context.logicalId, attributes: { Id: context.logicalId } }),
  plan: (plan, properties, context) => {
    const mapping = properties as MappingProperties;
    const source = String(mapping.EventSourceArn);
    if (mapping.Enabled === false) return;
    if (source.startsWith('arn:aws:sqs:')) plan.queueMappings.push(toQueueMapping(context, source, mapping));
    else if (isTableStream(source)) plan.streamMappings.push(toStreamMapping(context, source, mapping));
    else unsupported(context, `only queues and streams of tables bring events locally, not ${source}.`);
  },
};

const isTableStream = (source: string) => /^arn:aws:dynamodb:.+\/stream\//.test(source);

/** Returns an object with a numeric property under the platform's name; empty if it is absent. */
const numeric = <Name extends string>(name: Name, value: number | undefined) =>
  (value === undefined ? {} : { [name]: Number(value) }) as { [name in Name]?: number };

/** Returns the settings that mappings of queues and streams have in common. */
const toMapping = (context: ResourceContext, mapping: MappingProperties) => ({
  functionArn: toFunctionArn(context, String(mapping.FunctionName)),
  ...numeric('batchSize', mapping.BatchSize),
  ...numeric('maximumBatchingWindowInSeconds', mapping.MaximumBatchingWindowInSeconds),
  reportBatchItemFailures: mapping.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
});

const toQueueMapping = (context: ResourceContext, queueArn: string, mapping: MappingProperties): QueueMapping => ({
  queueArn,
  ...toMapping(context, mapping),
  ...numeric('maximumConcurrency', mapping.ScalingConfig?.MaximumConcurrency),
});

const toStreamMapping = (context: ResourceContext, streamArn: string, mapping: MappingProperties): StreamMapping => {
  const { StartingPosition: startingPosition, DestinationConfig } = mapping;
  if (startingPosition !== 'TRIM_HORIZON' && startingPosition !== 'LATEST') {
    return unsupported(context, `a stream is read from TRIM_HORIZON or LATEST, not from ${startingPosition}.`);
  }
  const onFailureArn = DestinationConfig?.OnFailure?.Destination;
  return {
    streamArn,
    startingPosition,
    ...toMapping(context, mapping),
    ...numeric('maximumRetryAttempts', mapping.MaximumRetryAttempts),
    ...numeric('maximumRecordAgeInSeconds', mapping.MaximumRecordAgeInSeconds),
    bisectBatchOnFunctionError: mapping.BisectBatchOnFunctionError ?? false,
    ...(onFailureArn === undefined ? {} : { onFailureArn }),
  };
};

const toFunctionArn = (context: ResourceContext, name: string) =>
  name.startsWith('arn:') ? name : arn(context, 'lambda', `function:${name}`);

const version: ResourceType = {
  properties: 'the newest code is the only version',
  identity: (context, properties) => {
    const ref = `${toFunctionArn(context, String(textProperty(context, properties, 'FunctionName')))}:$LATEST`;
    return { ref, attributes: { Version: '$LATEST', FunctionArn: ref } };
  },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventinvokeconfig.html */
const eventInvokeConfig: ResourceType = {
  properties: {
    FunctionName: 'see the other properties',
    MaximumEventAgeInSeconds: 'three attempts within seconds',
    MaximumRetryAttempts: 'three attempts within seconds',
    Qualifier: 'the newest code is the only version',
  },
  identity: (context) => ({ ref: context.logicalId, attributes: {} }),
};

export const lambda: Record<string, ResourceType> = {
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Lambda::EventSourceMapping': eventSourceMapping,
  'AWS::Lambda::EventInvokeConfig': eventInvokeConfig,
  'AWS::Lambda::Version': version,
  'AWS::Lambda::Permission': withoutLocalEffect(iam, 'lambda'),
};
