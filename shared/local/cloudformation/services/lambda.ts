import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
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

interface FunctionProperties {
  Code?: { S3Key?: string };
  Handler?: string;
  Timeout?: number;
  MemorySize?: number;
  Environment?: { Variables?: Record<string, unknown> };
  DeadLetterConfig?: { TargetArn?: string };
}

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

/** The bundle's file and the name of its handler: `src/handlers/createOrder.handler` is `handler` of that module in the zip. */
function findBundle(
  context: ResourceContext,
  { Code, Handler }: FunctionProperties,
): { file: string; exportName: string } {
  const [, module = '', exportName = ''] = /^(.+)\.([^.]+)$/.exec(Handler ?? '') ?? [];
  const zipName = basename(Code?.S3Key ?? '');
  const directory = context.surroundings.bundleDirectory(zipName);
  const file = ['.mjs', '.js'].map((ending) => join(directory, `${module}${ending}`)).find((path) => existsSync(path));
  return file
    ? { file, exportName }
    : unsupported(context, `${zipName} holds no ${module}.mjs for the handler ${Handler}.`);
}

interface MappingProperties {
  EventSourceArn?: string;
  FunctionName?: string;
  Enabled?: boolean;
  BatchSize?: number;
  MaximumBatchingWindowInSeconds?: number;
  ScalingConfig?: { MaximumConcurrency?: number };
  FunctionResponseTypes?: string[];
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html */
const eventSourceMapping: ResourceType = {
  properties: {
    BatchSize: true,
    Enabled: true,
    EventSourceArn: true,
    FunctionName: true,
    FunctionResponseTypes: true,
    MaximumBatchingWindowInSeconds: true,
    ScalingConfig: { MaximumConcurrency: true },
    MetricsConfig: 'monitoring',
    Tags: 'for billing and search on AWS',
  },
  identity: (context) => ({ ref: context.logicalId, attributes: { Id: context.logicalId } }),
  plan: (plan, properties, context) => {
    const mapping = properties as MappingProperties;
    const source = String(mapping.EventSourceArn);
    if (mapping.Enabled === false) return;
    if (!source.startsWith('arn:aws:sqs:')) unsupported(context, `only queues bring events locally, not ${source}.`);
    plan.queueMappings.push({
      queueArn: source,
      functionArn: toFunctionArn(context, String(mapping.FunctionName)),
      ...(mapping.BatchSize === undefined ? {} : { batchSize: Number(mapping.BatchSize) }),
      ...(mapping.MaximumBatchingWindowInSeconds === undefined
        ? {}
        : { maximumBatchingWindowInSeconds: Number(mapping.MaximumBatchingWindowInSeconds) }),
      ...(mapping.ScalingConfig?.MaximumConcurrency === undefined
        ? {}
        : { maximumConcurrency: Number(mapping.ScalingConfig.MaximumConcurrency) }),
      reportBatchItemFailures: mapping.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
    });
  },
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
