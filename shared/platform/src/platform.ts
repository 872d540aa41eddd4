import { removeAddresses, writeAddresses } from './addressFile.ts';
import { recordCalls } from './aws/callRecord.ts';
import { createClients } from './clients.ts';
import { type AwsUrls, type Endpoints, sdkEnvironment, startEndpoints } from './endpoints.ts';
import { deliverObjectEvent, sendToDeadLetter } from './events/eventSources.ts';
import { createLambdaRuntime, type LambdaRuntime } from './functions/lambdaRuntime.ts';
import type { PlatformLog } from './log/functionLog.ts';
import { findStacks } from './packaging/findStacks.ts';
import {
  type PackagedStack,
  type PackageProgress,
  packageStacks,
  type StackSource,
} from './packaging/packageStacks.ts';
import { choosePorts, type PlatformPorts } from './ports.ts';
import type { Sidecar } from './sidecars.ts';
import { createPlanner } from './stacks/planner.ts';
import { createStackSet } from './stacks/stackSet.ts';
import { takeStateDirectory } from './state/stateDirectory.ts';

const region = 'eu-west-1';
const accountId = '000000000000';
const keys = { accessKeyId: 'local', secretAccessKey: 'local' };
const credentials = { ...keys }; // the SDK modifies it

export type PlatformStack = StackSource & {
  /** Port of its HTTP API, relative to the platform's base port; from 30 on by default. */
  portOffset?: number;
};

export type PlatformOptions = {
  /** The repository's root. */
  root: string;
  /** First port; 0 for any free ports. ports.ts defines the offsets. */
  portBase: number;
  /** Directory of the data; if absent, in memory. Only one platform can use it at a time. */
  stateDirectory?: string;
  /** Whether stored data is deleted first. */
  fresh?: boolean;
  /** File to which the addresses are written, as JSON, while the platform is ready. */
  addressFile?: string;
  /** File for the permissions that functions use; see `recordCalls`. */
  callRecord?: string;
  /** By default every folder of the root that has a serverless.yml. */
  stacks?: readonly PlatformStack[];
  /** Servers next to the stacks. */
  sidecars?: readonly Sidecar[];
  /** Endpoints that functions call instead of the platform's own, such as proxies. */
  functionEndpoints?: Partial<AwsUrls>;
  /** How long a DynamoDB transaction locks its rows, in milliseconds; see `DynamoDbOptions`. */
  transactionMs?: number;
  /** The cost of password hashing; see `CognitoOptions`. */
  passwordCost?: number;
  /** Parameter Store entries that no stack writes. */
  parameters?: Readonly<Record<string, string>>;
  log: PlatformLog;
  onProgress?: (progress: PlatformProgress) => void;
};

export type PlatformProgress =
  | { step: 'package'; stack: string; state: Parameters<PackageProgress>[1]; milliseconds: number }
  | { step: 'endpoints' | 'stacks'; milliseconds: number };

/** Addresses by the short name of a stack (`auth` of `authService`), `mailbox`, and by the names of the sidecars. */
type PlatformUrls = Record<string, string> & { mailbox: string };

export type Platform = {
  urls: PlatformUrls;
  aws: AwsUrls & { region: string; accessKeyId: string; secretAccessKey: string };
  /** Packages changes on disk and replaces the running stacks; see `Reload`. */
  reload(): Promise<Reload>;
  /** Waits up to a few seconds for running work, then stops. Queued or waiting work continues at the next start. */
  close(): Promise<void>;
};

export type Reload = {
  /** Names of the functions with new code or settings, by stack. Empty if nothing has changed. */
  stacks: Record<string, string[]>;
  milliseconds: number;
};

/**
 * Packages the stacks with `serverless package` and runs them on this machine. Resolves once everything is ready.
 *
 * @throws {PackageError | TemplateError | PortInUseError | StateInUseError} with a message for the person who started it
 */
export const startPlatform = async (options: PlatformOptions): Promise<Platform> => {
  const { addressFile } = options;
  const stacks = options.stacks ?? findStacks(options.root);
  const lock = options.stateDirectory
    ? takeStateDirectory(options.stateDirectory, { fresh: options.fresh ?? false })
    : undefined;
  try {
    const ports = await choosePorts(options.portBase, { stacks, sidecars: options.sidecars ?? [] });
    if (addressFile) removeAddresses(addressFile); // left by a killed platform
    const platform = await start(options, stacks, ports);
    if (addressFile) writeAddresses(addressFile, platform);
    return {
      ...platform,
      close: async () => {
        if (addressFile) removeAddresses(addressFile);
        await platform.close().finally(() => lock?.release());
      },
    };
  } catch (error) {
    lock?.release();
    throw error;
  }
};

const start = async (
  options: PlatformOptions,
  sources: readonly StackSource[],
  ports: PlatformPorts,
): Promise<Platform> => {
  const { log, stateDirectory: directory } = options;
  const runtime = createLambdaRuntime({
    log,
    region,
    accountId,
    ...(directory === undefined ? {} : { directory }),
    onExhausted: async (invocation) =>
      sendToDeadLetter({ endpoint: (await startingEndpoints).urls.sqs, region, credentials, log }, invocation),
  });
  const startingEndpoints = timed(options, 'endpoints', () =>
    startEndpoints({
      ports,
      region,
      accountId,
      credentials,
      runtime,
      log,
      ...(options.transactionMs === undefined ? {} : { transactionMs: options.transactionMs }),
      ...(options.passwordCost === undefined ? {} : { passwordCost: options.passwordCost }),
      sidecars: options.sidecars ?? [],
      ...(directory === undefined ? {} : { directory }),
    }),
  );
  const [endpoints, packages] = await Promise.all([startingEndpoints, packageSources(options, sources)]).catch(
    async (error) => {
      await startingEndpoints.then(
        ({ close }) => close(),
        () => runtime.close(),
      );
      throw error;
    },
  );
  return timed(options, 'stacks', () => run(options, { sources, ports, runtime, endpoints, packages }));
};

type Parts = {
  sources: readonly StackSource[];
  ports: PlatformPorts;
  runtime: LambdaRuntime;
  endpoints: Endpoints;
  packages: readonly PackagedStack[];
};

const run = async (options: PlatformOptions, parts: Parts): Promise<Platform> => {
  const { ports, runtime, endpoints, sources } = parts;
  const functionEndpoints = { ...endpoints.urls, ...options.functionEndpoints };
  runtime.setPlatformEnvironment(sdkEnvironment(functionEndpoints, region, credentials), endpoints.sidecars.variables);
  for (const { name, value, type } of endpoints.sidecars.parameters) endpoints.parameters.set(name, value, type);
  for (const [name, value] of Object.entries(options.parameters ?? {})) endpoints.parameters.set(name, value);
  const apiUrl = (stack: string) => `http://127.0.0.1:${ports.apis[stack]}`;
  const clients = createClients(endpoints.urls, region, credentials);
  const stacks = createStackSet(
    { endpoints, clients, runtime, region, accountId, credentials, log: options.log },
    createPlanner({ endpoints, sqsUrl: functionEndpoints.sqs, region, accountId, apiUrl }),
    ports.apis,
  );
  const endRecord = options.callRecord ? recordCalls(options.callRecord, { region, accountId }) : undefined;
  const close = async () => {
    await stacks.close();
    await endpoints.close();
    endRecord?.();
    for (const client of Object.values(clients)) client.destroy();
  };
  try {
    await stacks.bring(parts.packages);
    endpoints.storage.onObjectCreated((event) =>
      deliverObjectEvent(event, stacks.notifications(), (functionArn, record) =>
        runtime.invokeAsync(functionArn, record),
      ),
    );
    runtime.resume();
  } catch (error) {
    await close();
    throw error;
  }
  const byPort = sources.toSorted((left, right) => (ports.apis[left.name] ?? 0) - (ports.apis[right.name] ?? 0));
  const apis = Object.fromEntries(byPort.map(({ name }) => [name, apiUrl(name)]));
  const { sidecars = [] } = options;
  const isEntrance = (name: string) => sidecars.some((sidecar) => sidecar.name === name && sidecar.isEntrance);
  const ofSidecars = Object.entries(endpoints.sidecars.urls);
  const urls = {
    ...Object.fromEntries(ofSidecars.filter(([name]) => isEntrance(name))),
    ...Object.fromEntries(byPort.map(({ name }) => [name.replace(/Service$/, ''), apiUrl(name)])),
    mailbox: endpoints.mailbox.url,
    ...endpoints.sidecars.urls,
  };
  const aws = { ...endpoints.urls, region, ...keys };
  endpoints.sidecars.ready({ urls, apis, aws, resources: stacks.resources });
  return {
    urls,
    aws,
    reload: oneAtATime(async () => {
      const started = performance.now();
      const functions = await stacks.bring(await packageSources(options, sources));
      return { stacks: functions, milliseconds: performance.now() - started };
    }),
    close,
  };
};

const packageSources = ({ root, onProgress }: PlatformOptions, sources: readonly StackSource[]) =>
  packageStacks(sources, {
    root,
    region,
    ...(onProgress
      ? { onProgress: (stack, state, milliseconds) => onProgress({ step: 'package', stack, state, milliseconds }) }
      : {}),
  });

const timed = async <Result>(
  { onProgress }: PlatformOptions,
  step: 'endpoints' | 'stacks',
  work: () => Promise<Result>,
): Promise<Result> => {
  const started = performance.now();
  const result = await work();
  onProgress?.({ step, milliseconds: performance.now() - started });
  return result;
};

/** Runs calls one at a time. */
const oneAtATime = <Result>(work: () => Promise<Result>): (() => Promise<Result>) => {
  let last: Promise<unknown> = Promise.resolve();
  return () => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
};
