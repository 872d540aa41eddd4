import type { Resolver } from './resolve.ts';
import type { StackPlan } from './stackPlan.ts';
import { type Identity, TemplateError } from './template.ts';

/**
 * How the platform treats a property: `true` when it acts on it (or hands it to the local service that does), a text when
 * it has no effect on one machine, saying why, and an object for a property whose members are treated one by one
 * (of a list: the members of each item; `*` stands for any name).
 */
type Treatment = true | string | { readonly [property: string]: Treatment };

/** What a resource type's functions get to know about the resource at hand. */
export type ResourceContext = {
  stack: string;
  logicalId: string;
  region: string;
  accountId: string;
  resolver: Resolver;
  /** Addresses and ids that only the running platform knows. */
  surroundings: Surroundings;
};

export type Surroundings = {
  /** Endpoint of SQS; a queue's URL is below it. */
  sqsUrl: string;
  /** Endpoint of Cognito; a pool's issuer is below it. */
  cognitoUrl: string;
  /** Where the stack's HTTP API answers. */
  apiUrl: string;
  /** Folder of an unpacked function bundle, by the file name of its zip. */
  bundleDirectory(zipName: string): string;
  /** Id of the pool's client of this name, which is made if there is none; the same at every start. */
  userPoolClientId(client: UserPoolClientPlace): string;
};

export type UserPoolClientPlace = {
  userPoolId: string;
  name: string;
  properties: Record<string, unknown>;
};

export type ResourceType = {
  /** Every known property; a text for a type that as a whole has no effect on one machine. */
  properties: Readonly<Record<string, Treatment>> | string;
  /** Values of `Ref` and `Fn::GetAtt`. `properties` are as the template has them; take what is needed through the resolver. */
  identity(context: ResourceContext, properties: Record<string, unknown>): Identity;
  /** Adds what the resource asks for to the plan of its stack. `properties` are resolved. */
  plan?(plan: StackPlan, properties: Record<string, unknown>, context: ResourceContext & Identity): void;
};

/**
 * Refuses properties that the platform does not know.
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

/** Of the functions only `Fn::If` yields members that can be looked at before anything is resolved. */
const unknownInBranches = (
  treatments: Readonly<Record<string, Treatment>>,
  name: string,
  argument: unknown,
  path: string,
): string[] =>
  name === 'Fn::If' && Array.isArray(argument) ? unknownProperties(treatments, argument.slice(1), path) : [];

/** The resolved property as text, undefined when it is absent. */
export const textProperty = (context: ResourceContext, properties: Record<string, unknown>, name: string) => {
  const value = context.resolver.resolve(properties[name]);
  return value === undefined ? undefined : String(value);
};

/** The name that a resource gives itself, else one made of stack and logical id, as CloudFormation does (without its random part). */
export const physicalName = (context: ResourceContext, properties: Record<string, unknown>, property: string): string =>
  textProperty(context, properties, property) ?? `${context.stack}-${context.logicalId}`;

/** `arn:aws:{service}:{region}:{account}:{resource}` */
export const arn = (
  context: Pick<ResourceContext, 'region' | 'accountId'>,
  service: string,
  resource: string,
): string => `arn:aws:${service}:${context.region}:${context.accountId}:${resource}`;

/** Refuses what a template asks for and the platform cannot do. */
export const unsupported = (context: Pick<ResourceContext, 'stack' | 'logicalId'>, what: string): never => {
  throw new TemplateError(`${context.stack}: ${context.logicalId}: ${what}`);
};

/** A type that needs nothing on one machine; other resources may still refer to it. */
export const withoutLocalEffect = (reason: string, service: string, nameProperty = 'Name'): ResourceType => ({
  properties: reason,
  identity: (context, properties) => {
    const name = physicalName(context, properties, nameProperty);
    return { ref: name, attributes: { Arn: arn(context, service, name), Id: name } };
  },
});
