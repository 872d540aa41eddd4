import { type ResolvedResource, resolveResources } from '@ecommerce/platform/cloudformation';
import { packageStacks } from '@ecommerce/platform/packaging';
import type { Template, TemplateResource } from '@ecommerce/platform/template';
import { shopStacks } from '../../cli/stacks.ts';

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
export const compileStacks = async (stage: string, root = process.cwd()): Promise<CompiledStack[]> => {
  const packages = await packageStacks(shopStacks(root), { root, region: ACCOUNT.region, stage });
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
