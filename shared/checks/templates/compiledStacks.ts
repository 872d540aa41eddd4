import { type ResolvedResource, resolveResources } from '@ecommerce/platform/cloudformation';
import { packageStacks, type StackSource } from '@ecommerce/platform/packaging';
import type { Template, TemplateResource } from '@ecommerce/platform/template';
import { EVENTS, shopStacks } from '../../cli/stacks.ts';

export const ACCOUNT = { region: 'eu-west-1', accountId: '000000000000' };

/** A stack's compiled template, with every reference in it resolved as on the local platform. */
export type CompiledStack = {
  name: string;
  stage: string;
  template: Template;
  resources: ReadonlyMap<string, ResolvedResource>;
};

/** A resource of a compiled stack: type, resolved properties, ARN and name, and its source in the template. */
export type CompiledResource = ResolvedResource & {
  stack: string;
  logicalId: string;
  source: TemplateResource & { DeletionPolicy?: string; UpdateReplacePolicy?: string };
};

/** Packages all stacks for a stage (only those that have changed since they were last packaged) and resolves their templates. */
export const compileStacks = (stage: string, root = process.cwd()): Promise<CompiledStack[]> =>
  compile(stage, root, []);

/** The same with the stack that forwards events, as it is with all of its parameters. */
export const compileAllStacks = (stage: string, root = process.cwd()): Promise<CompiledStack[]> =>
  compile(stage, root, [EVENTS]);

/** Stage parameters that turn on all that is optional; on prod with brokers in a VPC and the function's role. */
export const everythingOf = (stage: string): string[] => [
  ...['kafkaBrokers=broker-1.example:9096,broker-2.example:9096', 'eventBus=yes'],
  ...(stage === 'prod'
    ? ['kafkaAuth=iam', 'kafkaSubnets=subnet-0a1b2c3d,subnet-0a1b2c3e', 'kafkaSecurityGroups=sg-0a1b2c3d']
    : []),
];

const compile = async (stage: string, root: string, optional: StackSource[]): Promise<CompiledStack[]> => {
  const at = { root, region: ACCOUNT.region, stage };
  const packages = [
    ...(await packageStacks(shopStacks(root), at)),
    ...(optional.length > 0 ? await packageStacks(optional, { ...at, params: everythingOf(stage) }) : []),
  ];
  const resolve = (stored: ReadonlyMap<string, string>): CompiledStack[] =>
    packages.map(({ name, template }) => ({ name, stage, template, resources: resolveStack(name, template, stored) }));
  // Stacks read parameters that other stacks write, so a first pass collects all of them.
  return resolve(parametersOf(resolve(new Map())));
};

/** Resolves the resources of a template; `stored` holds the parameters of Parameter Store. */
export const resolveStack = (stack: string, template: Template, stored: ReadonlyMap<string, string>) =>
  resolveResources({
    ...ACCOUNT,
    stack,
    template,
    storedParameter: (name) => stored.get(name) ?? `value of ${name}`,
    surroundings: {
      sqsUrl: 'https://sqs',
      cognitoUrl: 'https://cognito',
      apiUrl: `https://${stack}`,
      bundleDirectory: (zip) => zip,
      userPoolClientId: ({ name }) => name,
    },
  });

const parametersOf = (stacks: readonly CompiledStack[]): Map<string, string> =>
  new Map(
    resourcesOf(stacks, 'AWS::SSM::Parameter').map(({ properties }) => [
      String(properties.Name),
      String(properties.Value),
    ]),
  );

/** Returns all resources of one type in all the stacks. */
export const resourcesOf = (stacks: readonly CompiledStack[], type: string): CompiledResource[] =>
  stacks.flatMap(({ name, template, resources }) =>
    [...resources].flatMap(([logicalId, resource]) => {
      const source = template.Resources[logicalId];
      return resource.type === type && source ? [{ ...resource, stack: name, logicalId, source }] : [];
    }),
  );

/** Returns a value that a template may give once or as a list, always as a list. */
export const asList = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];
