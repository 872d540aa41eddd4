import type { CloudFormationClientConfig, Parameter } from '@aws-sdk/client-cloudformation';
import type { Template, TemplateResource } from '@ecommerce/platform/template';

/** Types of the parts of the Serverless Framework that the `.cjs` files use: variables, plugins and sections of a `serverless.yml`. */

/** The variables that the `.cjs` files resolve, by address, with the types of their values. */
type Variables = {
  'self:service': string;
  'sls:stage': string;
  'self:functions': Record<string, FunctionDefinition>;
  'self:custom.alarms, null': AlarmSettings | null;
  'self:custom.cleanUpTopic': string;
  'self:custom.imageBucketName': string;
  'self:custom.permissions': Record<string, (Statement | Statement[])[] | null>;
  'self:custom.routeThrottles, null': Record<string, unknown> | null;
  'self:custom.tlsOnly': TlsOnlySettings;
  'param:eventBus': unknown;
  'param:kafkaAuth': unknown;
  'param:kafkaBrokers': unknown;
  'param:kafkaSecurityGroups': unknown;
  'param:kafkaSubnets': unknown;
  'param:kafkaTls': unknown;
  "param:cleanUpEmails, ''": string;
  'param:lowStockEmail': string;
  'param:importPictures': unknown;
  'param:webhookEmail': string;
  "param:cookieOrigin, 'none'": string;
  "param:corsOrigins, '*'": string;
  "param:gateway, 'no'": string;
  "param:gatewayOnly, 'no'": string;
  "param:mailIdentity, ''": string;
  "param:operationsEmails, ''": string;
  'param:currency': unknown;
  'param:gatewayCertificate': unknown;
  'param:gatewayDomain': unknown;
  'param:gatewayWebAcl': unknown;
  'param:imagesBy': unknown;
  'param:keepData': unknown;
  'param:mailFrom': unknown;
  'param:ownUrl': unknown;
  'param:shopName': unknown;
  'param:shopUrl': unknown;
  'param:webhookLoopback': unknown;
  'param:webhooks': unknown;
};

/** The argument of a function in a file that a variable `${file(…)}` refers to. */
export type VariableResolution = {
  resolveVariable: <Address extends keyof Variables>(address: Address) => Promise<Variables[Address]>;
};

/** The resources that a file adds to the template of its stack. */
export type AddedResources = {
  Resources: Record<string, TemplateResource>;
};

/** A function of a `serverless.yml`. */
export type FunctionDefinition = {
  handler: string;
  events?: { httpApi?: string }[];
  tracing?: string;
  package?: { artifact: string };
};

/** A statement of an IAM policy. */
export type Statement = {
  Sid?: string;
  Effect: string;
  Principal?: unknown;
  Action: string | string[];
  Resource: unknown;
  Condition?: unknown;
};

/** Log messages of functions that a metric counts. */
export type CountedLines = {
  functions: string[];
  messages: string[];
};

/** `custom.alarms` of a service; alarms.cjs describes each setting. */
type AlarmSettings = {
  deadLetterQueues?: string[];
  queues?: Record<string, number>;
  streams?: Record<string, string>;
  logLines?: Record<string, CountedLines & { description: string; seconds?: number }>;
  stageLines?: Record<string, CountedLines>;
  ofStage?: boolean;
  fewRequests?: boolean;
  callsOthers?: boolean;
  withoutApi?: boolean;
  counts?: Record<string, CountedLines>;
  rejecting?: string[];
  conditions?: Record<string, string>;
};

/** `custom.tlsOnly` of a service; tlsOnly.cjs describes each setting. */
type TlsOnlySettings = {
  queues?: string[];
  topics?: string[];
  alarmTopics?: string[];
  fedBy?: Record<string, string | string[]>;
};

/** The first argument of a plugin's constructor. */
export type Serverless = {
  serviceDir: string;
  service: Service;
  classes: { Error: new (message: string, code: string) => Error };
  getProvider(name: 'aws'): AwsProvider;
};

type Service = {
  /** The service's name. */
  service: string;
  custom?: { assets?: Record<string, string[]>; nativePackages?: Record<string, string[]> };
  provider: {
    compiledCloudFormationTemplate: Template;
    shouldNotDeploy?: boolean;
    stackParameters?: Parameter[];
  };
  getAllFunctions(): string[];
  getFunction(name: string): FunctionDefinition;
};

type AwsProvider = {
  naming: { getStackName(): string };
  getStage(): string;
  getRegion(): string;
  getAwsSdkV3Config(): Promise<SdkConfig>;
};

/** Region and credentials of the deployment, for any client of the SDK. */
export type SdkConfig = Pick<CloudFormationClientConfig, 'region' | 'credentials'>;

/** A plugin's actions by lifecycle event of a command. */
export type Hooks = Record<string, () => void | Promise<void>>;
