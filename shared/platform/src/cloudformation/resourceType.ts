import type { Resolver } from './resolve.ts';
import type { StackPlan } from './stackPlan.ts';
import { type Identity, TemplateError } from './template.ts';

/**
 * How the platform treats a property: `true` if it uses it (or passes it to a local service that does), a text that says why it has no
 * effect locally, or an object with the treatment of each member (for a list, of each item's members; `*` matches any name).
 */
type Treatment = true | string | { readonly [property: string]: Treatment };

/** The context of a resource that is passed to its type's functions. */
export type ResourceContext = {
  stack: string;
  logicalId: string;
  region: string;
  accountId: string;
  resolver: Resolver;
  /** Addresses and ids of the running platform. */
  surroundings: Surroundings;
};

export type Surroundings = {
  /** Endpoint of SQS; a queue's URL is below it. */
  sqsUrl: string;
  /** Endpoint of Cognito; a pool's issuer is below it. */
  cognitoUrl: string;
  /** URL of the stack's HTTP API. */
  apiUrl: string;
  /** Folder of an unpacked function bundle, by the file name of its zip. */
  bundleDirectory(zipName: string): string;
  /** Returns the id of the pool's client with this name, which is created if necessary; the same at every start. */
  userPoolClientId(client: UserPoolClientPlace): string;
};

export type UserPoolClientPlace = {
  userPoolId: string;
  name: string;
  properties: Record<string, unknown>;
};

export type ResourceType = {
  /** Every supported property, or a text that says why the whole type has no effect locally. */
  properties: Readonly<Record<string, Treatment>> | string;
  /** Returns the values of `Ref` and `Fn::GetAtt`. `properties` are unresolved; resolve those that are needed. */
  identity(context: ResourceContext, properties: Record<string, unknown>): Identity;
  /** Adds the resource to the plan of its stack. `properties` are resolved. */
  plan?(plan: StackPlan, properties: Record<string, unknown>, context: ResourceContext & Identity): void;
};

/**
 * Rejects unsupported properties.
 *
 * @throws {TemplateError} that names stack, resource, type and property
 */
export const checkProperties = (
  where: { stack: string; logicalId: string; type: string },
  treatments: ResourceType['properties'],
  properties: Record<string, unknown>,
): void => {
  const unknown = typeof treatments === 'string' ? [] : unknownProperties(treatments, properties, '');
  if (unknown.length === 0) return;
  throw new TemplateError(
    `${where.stack}: ${where.logicalId} (${where.type}) has ${unknown.length === 1 ? 'the property' : 'the properties'} ` +
      `${unknown.join(', ')}, which the local platform does not know. It is described in shared/platform/src/cloudformation/services.`,
  );
};

const unknownProperties = (treatments: Readonly<Record<string, Treatment>>, value: unknown, path: string): string[] => {
  if (Array.isArray(value)) return value.flatMap((item) => unknownProperties(treatments, item, path));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    if (name.startsWith('Fn::') || name === 'Ref') return unknownInBranches(treatments, name, member, path);
    const treatment = treatments[name] ?? treatments['*'];
    if (treatment === undefined) return [`${path}${name}`];
    return typeof treatment === 'object' ? unknownProperties(treatment, member, `${path}${name}.`) : [];
  });
};

/** Returns the unsupported members in the branches of `Fn::If`, the only function whose members can be checked before resolving. */
const unknownInBranches = (
  treatments: Readonly<Record<string, Treatment>>,
  name: string,
  argument: unknown,
  path: string,
): string[] =>
  name === 'Fn::If' && Array.isArray(argument) ? unknownProperties(treatments, argument.slice(1), path) : [];

/** Returns the resolved property as text; `undefined` if it is absent. */
export const textProperty = (context: ResourceContext, properties: Record<string, unknown>, name: string) => {
  const value = context.resolver.resolve(properties[name]);
  return value === undefined ? undefined : String(value);
};

/** Returns the resource's own name, otherwise one made of stack and logical id, like CloudFormation's without the random part. */
export const physicalName = (context: ResourceContext, properties: Record<string, unknown>, property: string): string =>
  textProperty(context, properties, property) ?? `${context.stack}-${context.logicalId}`;

/** Returns `arn:aws:{service}:{region}:{account}:{resource}`. */
export const arn = (
  context: Pick<ResourceContext, 'region' | 'accountId'>,
  service: string,
  resource: string,
): string => `arn:aws:${service}:${context.region}:${context.accountId}:${resource}`;

/** Rejects something in a template that the platform does not support. */
export const unsupported = (context: Pick<ResourceContext, 'stack' | 'logicalId'>, what: string): never => {
  throw new TemplateError(`${context.stack}: ${context.logicalId}: ${what}`);
};

/** Creates a type without effect locally; other resources may still refer to it. */
export const withoutLocalEffect = (reason: string, service: string, nameProperty = 'Name'): ResourceType => ({
  properties: reason,
  identity: (context, properties) => {
    const name = physicalName(context, properties, nameProperty);
    return { ref: name, attributes: { Arn: arn(context, service, name), Id: name } };
  },
});
