import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parse, type ScalarTag } from 'yaml';
import type { TableSetting } from './rows.ts';

/*
 * Reads functions, tables, queues and state machines from the services' serverless.yml files, so that the simulation
 * runs with the real settings. Names of resources are `service.LogicalId`. References that stay unresolved are not
 * needed here.
 */

type Tree = Record<string, unknown>;

export type FunctionSetting = {
  service: string;
  name: string;
  /** Path of its module from the root, and the name of the export. */
  module: string;
  timeoutSeconds: number;
  environment: Record<string, string>;
};
export type QueueSetting = {
  name: string;
  visibilitySeconds: number;
  maxReceives: number;
  deadLetterQueue: string | undefined;
};
export type ConsumerSetting = { queue: string; functionName: string; batchSize: number; concurrency: number };
export type MachineSetting = { name: string; definition: object };
export type SubscriptionSetting = { topic: string; queue: string; types: string[] };
export type Deployment = {
  functions: FunctionSetting[];
  tables: TableSetting[];
  queues: QueueSetting[];
  consumers: ConsumerSetting[];
  machines: MachineSetting[];
  subscriptions: SubscriptionSetting[];
  /** Scheduled functions, and how often they run (ms). */
  schedules: { functionName: string; everyMs: number }[];
};

const require = createRequire(import.meta.url);

const customTags: ScalarTag[] = ['Ref', 'GetAtt', 'Sub'].map((name) => ({
  tag: `!${name}`,
  resolve: (text: string) => ({ [name]: text }),
}));
const readYaml = (file: string): Tree =>
  parse(readFileSync(file, 'utf8'), {
    customTags: (tags) => [...tags, ...customTags],
    logLevel: 'silent',
    merge: true,
  });

/** Reads the deployment of these services. */
export const readDeployment = async (root: string, services: string[]): Promise<Deployment> => {
  const all = await Promise.all(services.map((service) => readService(root, service)));
  return {
    functions: all.flatMap(({ functions }) => functions),
    tables: all.flatMap(({ tables }) => tables),
    queues: all.flatMap(({ queues }) => queues),
    consumers: all.flatMap(({ consumers }) => consumers),
    machines: all.flatMap(({ machines }) => machines),
    subscriptions: all.flatMap(({ subscriptions }) => subscriptions),
    schedules: all.flatMap(({ schedules }) => schedules),
  };
};

const readService = async (root: string, service: string): Promise<Deployment> => {
  const directory = join(root, service);
  const file = readYaml(join(directory, 'serverless.yml'));
  const resolve = resolver(service, directory, file);
  const fragments = ([resolve(file.resources ?? [])].flat(2) as Tree[]).filter((part) => typeof part === 'object');
  const resources = new Map(
    fragments.flatMap(({ Resources = {} }) => Object.entries(Resources as Tree)) as [string, Tree][],
  );
  const parameters = new Map(
    fragments.flatMap(({ Parameters = {} }) => Object.entries(Parameters as Tree)) as [string, Tree][],
  );
  const idOf = (reference: unknown): string => identify(service, parameters, reference);
  const of = (type: string) =>
    [...resources].flatMap(([id, { Type, Properties }]) =>
      Type === type ? [{ name: `${service}.${id}`, properties: resolve(Properties) as Tree }] : [],
    );
  const functions = Object.entries(resolve(file.functions) as Record<string, Tree>);
  const defaults = resolve(file.provider) as Tree;
  const machines = Object.entries(((file.stepFunctions as Tree)?.stateMachines ?? {}) as Record<string, Tree>);
  return {
    functions: functions.map(([name, setting]) => ({
      service,
      name: `${service}.${name}`,
      module: `${service}/${String(setting.handler).replace(/\.\w+$/, '')}.ts`,
      timeoutSeconds: Number(setting.timeout ?? defaults.timeout ?? 10),
      environment: Object.fromEntries(
        Object.entries((setting.environment ?? {}) as Tree).map(([key, value]) => [key, idOf(value)]),
      ),
    })),
    tables: of('AWS::DynamoDB::Table').map(({ name, properties }) => tableOf(name, properties)),
    queues: of('AWS::SQS::Queue').map(({ name, properties }) => {
      const redrive = properties.RedrivePolicy as Tree | undefined;
      return {
        name,
        visibilitySeconds: Number(properties.VisibilityTimeout ?? 30),
        maxReceives: Number(redrive?.maxReceiveCount ?? Number.POSITIVE_INFINITY),
        deadLetterQueue: redrive && idOf(redrive.deadLetterTargetArn),
      };
    }),
    consumers: functions.flatMap(([name, { events = [] }]) =>
      (events as Tree[]).flatMap(({ sqs }) => (sqs ? [consumerOf(`${service}.${name}`, sqs as Tree, idOf)] : [])),
    ),
    machines: await Promise.all(
      machines.map(async ([, { id, definition }]) => ({
        name: `${service}.${id}`,
        definition: references(await definitionOf(directory, file, definition), idOf) as Tree,
      })),
    ),
    subscriptions: of('AWS::SNS::Subscription').flatMap(({ properties }) =>
      properties.Protocol === 'sqs' && String(idOf(properties.Endpoint)).includes('Notification')
        ? [
            {
              topic: idOf(properties.TopicArn),
              queue: idOf(properties.Endpoint),
              types: (properties.FilterPolicy as { type: string[] }).type,
            },
          ]
        : [],
    ),
    schedules: functions.flatMap(([name, { events = [] }]) =>
      (events as Tree[]).flatMap(({ schedule }) => {
        const minutes = /^rate\((\d+) minutes?\)$/.exec(String(schedule))?.[1];
        return minutes === undefined ? [] : [{ functionName: `${service}.${name}`, everyMs: Number(minutes) * 60_000 }];
      }),
    ),
  };
};

/** Creates a function that replaces `${…}` by its value; a reference that cannot be resolved here stays as it is. */
const resolver = (service: string, directory: string, file: Tree) => {
  const at = (tree: unknown, path: string): unknown =>
    path.split('.').reduce<unknown>((part, name) => (part as Tree | undefined)?.[name], tree);
  const meaningOf = (expression: string): unknown => {
    if (expression === 'self:service') return service;
    if (expression === 'sls:stage') return 'simulated';
    const [, parameter] = /^param:(\w+)$/.exec(expression) ?? [];
    if (parameter !== undefined) return (at(file, 'params.default') as Tree)[parameter];
    const [, own] = /^self:([\w.]+)$/.exec(expression) ?? [];
    if (own !== undefined) return resolve(at(file, own));
    const [, name, path] = /^file\((.+\.yml)\)(?::([\w.]+))?$/.exec(expression) ?? [];
    if (name === undefined) return undefined;
    const other = readYaml(join(directory, name));
    return resolve(path === undefined ? other : at(other, path));
  };
  const resolve = (value: unknown): unknown => {
    if (typeof value === 'string') {
      const whole = /^\$\{([^${}]+)\}$/.exec(value)?.[1];
      if (whole !== undefined) return meaningOf(whole) ?? value;
      return value.replace(/\$\{([^${}]+)\}/g, (text, expression) => String(meaningOf(expression) ?? text));
    }
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, resolve(part)]));
  };
  return resolve;
};

/** Returns the name that a `!Ref` or `!GetAtt` refers to: a resource or function of this service, or, by its parameter, of another. */
const identify = (service: string, parameters: Map<string, Tree>, reference: unknown): string => {
  if (typeof reference !== 'object' || reference === null) return String(reference);
  const { Ref, GetAtt, 'Fn::GetAtt': long } = reference as { Ref?: string; GetAtt?: string; 'Fn::GetAtt'?: string[] };
  const id = Ref ?? GetAtt?.split('.')[0] ?? long?.[0];
  if (id === undefined) return JSON.stringify(reference);
  const [, other, name] = /\/(\w+)\/(\w+)FunctionArn$/.exec(String(parameters.get(id)?.Default ?? '')) ?? [];
  if (other !== undefined) return `${other}.${name}`;
  const own = /^(\w+)LambdaFunction$/.exec(id)?.[1];
  return `${service}.${own === undefined ? id : own.charAt(0).toLowerCase() + own.slice(1)}`;
};

const tableOf = (name: string, properties: Tree): TableSetting => {
  type Key = { AttributeName: string; KeyType: string }[];
  const keys = (schema: unknown) => {
    const named = (type: string) => (schema as Key).find(({ KeyType }) => KeyType === type)?.AttributeName;
    return { partition: named('HASH') ?? '', sort: named('RANGE') };
  };
  const indexes = (properties.GlobalSecondaryIndexes ?? []) as {
    IndexName: string;
    KeySchema: Key;
    Projection: { ProjectionType: string; NonKeyAttributes?: string[] };
  }[];
  return {
    name,
    ...keys(properties.KeySchema),
    indexes: indexes.map(({ IndexName, KeySchema, Projection }) => ({
      name: IndexName,
      ...keys(KeySchema),
      projected: Projection.ProjectionType === 'ALL' ? undefined : (Projection.NonKeyAttributes ?? []),
    })),
  };
};

const consumerOf = (functionName: string, sqs: Tree, idOf: (reference: unknown) => string): ConsumerSetting => ({
  queue: idOf(sqs.arn),
  functionName,
  batchSize: Number(sqs.batchSize ?? 10),
  concurrency: Number(sqs.maximumConcurrency ?? 20) || 20,
});

const definitionOf = async (directory: string, file: Tree, definition: unknown): Promise<unknown> => {
  const name = /^\$\{file\((.+\.cjs)\)\}$/.exec(String(definition))?.[1];
  if (name === undefined) throw new Error(`The simulation does not know the definition ${definition}`);
  const exported: unknown = require(join(directory, name));
  if (typeof exported !== 'function') return exported;
  const resolveVariable = async (variable: string) =>
    ((file.params as Tree).default as Tree)[variable.replace(/^param:/, '')];
  return exported({ resolveVariable });
};

/** Replaces the references in a definition by names of functions. */
const references = (value: unknown, idOf: (reference: unknown) => string): unknown => {
  if (Array.isArray(value)) return value.map((part) => references(part, idOf));
  if (typeof value !== 'object' || value === null) return value;
  const keys = Object.keys(value);
  if (keys.length === 1 && (keys[0] === 'Ref' || keys[0] === 'Fn::GetAtt')) return idOf(value);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, references(part, idOf)]));
};
