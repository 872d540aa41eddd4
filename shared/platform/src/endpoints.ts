import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LambdaRuntime } from './functions/lambdaRuntime.ts';
import type { PlatformLog } from './log/functionLog.ts';
import type { PlatformPorts } from './ports.ts';
import { type Sidecar, startSidecars } from './sidecars.ts';

export type EndpointOptions = {
  ports: PlatformPorts;
  /** Directory with a folder for each endpoint's data; if absent, data is kept in memory. */
  directory?: string;
  region: string;
  accountId: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  runtime: LambdaRuntime;
  log: PlatformLog;
  /** How long a DynamoDB transaction locks its rows, in milliseconds. */
  transactionMs?: number;
  /** The cost of password hashing; see `CognitoOptions`. */
  passwordCost?: number;
  sidecars: readonly Sidecar[];
};

/** URLs by service, as in platform.json. */
export type AwsUrls = {
  dynamodb: string;
  s3: string;
  sqs: string;
  sns: string;
  cognito: string;
  sfn: string;
  ses: string;
  ssm: string;
  lambda: string;
};

export type Endpoints = Awaited<ReturnType<typeof startEndpoints>>;

type Closable = {
  close(): Promise<void>;
};

/** Starts all AWS endpoints and sidecars of the platform concurrently. If one fails, the others are closed again. */
export const startEndpoints = async (options: EndpointOptions) => {
  const starting = beginStarting(options);
  const failed = (await Promise.allSettled(Object.values(starting))).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') {
    await closeAll(Object.values(starting));
    throw failed.reason;
  }
  const endpoints = {
    dynamodb: await starting.dynamodb,
    storage: await starting.storage,
    mailbox: await starting.mailbox,
    cognito: await starting.cognito,
    stepFunctions: await starting.stepFunctions,
    parameters: await starting.parameters,
    lambda: await starting.lambda,
    sidecars: await starting.sidecars,
  };
  const { stepFunctions, ...others } = endpoints;
  return {
    ...endpoints,
    urls: urlsOf(endpoints),
    /** Closes workflows, then functions, then the services that functions need. */
    async close(): Promise<void> {
      await stepFunctions.close();
      await options.runtime.close();
      await closeAll(Object.values(others));
    },
  };
};

const closeAll = async (endpoints: readonly (Closable | Promise<Closable>)[]): Promise<void> => {
  const settled = await Promise.allSettled(endpoints);
  await Promise.all(settled.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value.close() : undefined)));
};

/** Starts the endpoints. Modules are loaded here, so that loading one overlaps with starting another. */
const beginStarting = (options: EndpointOptions) => {
  const { ports, region, accountId, credentials, runtime, log, transactionMs } = options;
  const at = (name: string) => {
    if (options.directory === undefined) return {};
    const directory = join(options.directory, name);
    mkdirSync(directory, { recursive: true });
    return { directory };
  };

  const dynamodb = import('./aws/dynamodb.ts').then(({ startDynamoDb }) =>
    startDynamoDb({
      port: ports.dynamodb,
      region,
      accountId,
      ...(transactionMs === undefined ? {} : { transactionMs }),
      ...at('dynamodb'),
    }),
  );
  const storage = import('./aws/storage.ts').then(({ startStorageAndMessaging }) =>
    startStorageAndMessaging({ port: ports.storage, region, accountId, credentials, ...at('storage') }),
  );
  const mailbox = import('./aws/mailbox.ts').then(({ startMailbox }) =>
    startMailbox({ port: ports.mailbox, ...at('mailbox') }),
  );
  const cognito = import('./aws/cognito/cognito.ts').then(({ startCognito }) =>
    startCognito({
      port: ports.cognito,
      region,
      accountId,
      ...(options.passwordCost === undefined ? {} : { passwordCost: options.passwordCost }),
      invokeTrigger: (functionArn, event) => runtime.invoke(functionArn, event),
      deliver: async (mail) => (await mailbox).deliver(mail),
      ...at('cognito'),
    }),
  );
  const stepFunctions = import('./aws/stepFunctions.ts').then(({ startStepFunctions }) =>
    startStepFunctions({
      port: ports.stepFunctions,
      region,
      accountId,
      invokeFunction: (functionArn, payload) => runtime.invoke(functionArn, payload),
      logFailure: (machine, message, fields) => log.write('ERROR', machine, message, fields),
    }),
  );
  const parameters = import('./aws/ssm.ts').then(({ startParameterStore }) =>
    startParameterStore({ port: ports.parameters, region, accountId }),
  );
  const lambda = import('./aws/lambda.ts').then(({ startLambdaEndpoint }) =>
    startLambdaEndpoint({ port: ports.lambda, runtime }),
  );

  const sidecars = startSidecars(options.sidecars, { ports: ports.sidecars, directory: options.directory });

  return { dynamodb, storage, mailbox, cognito, stepFunctions, parameters, lambda, sidecars };
};

type Addresses = Record<
  'dynamodb' | 'storage' | 'mailbox' | 'cognito' | 'stepFunctions' | 'parameters' | 'lambda',
  { url: string }
>;

const urlsOf = (endpoints: Addresses): AwsUrls => ({
  dynamodb: endpoints.dynamodb.url,
  s3: endpoints.storage.url,
  sqs: endpoints.storage.url,
  sns: endpoints.storage.url,
  cognito: endpoints.cognito.url,
  sfn: endpoints.stepFunctions.url,
  ses: endpoints.mailbox.url,
  ssm: endpoints.parameters.url,
  lambda: endpoints.lambda.url,
});

/** Returns the environment variables that give the AWS SDK in functions the local endpoints and credentials. */
export const sdkEnvironment = (
  urls: AwsUrls,
  region: string,
  credentials: EndpointOptions['credentials'],
): Record<string, string> => ({
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: urls.cognito,
  AWS_ENDPOINT_URL_DYNAMODB: urls.dynamodb,
  AWS_ENDPOINT_URL_LAMBDA: urls.lambda,
  AWS_ENDPOINT_URL_S3: urls.s3,
  AWS_ENDPOINT_URL_SES: urls.ses,
  AWS_ENDPOINT_URL_SFN: urls.sfn,
  AWS_ENDPOINT_URL_SNS: urls.sns,
  AWS_ENDPOINT_URL_SQS: urls.sqs,
  AWS_ENDPOINT_URL_SSM: urls.ssm,
});
