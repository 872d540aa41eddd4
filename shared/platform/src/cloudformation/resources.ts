import { createResolver, type ResolveContext } from './resolve.ts';
import { checkProperties, type ResourceContext, type ResourceType, type Surroundings } from './resourceType.ts';
import { apiGateway } from './services/apiGateway.ts';
import { cloudfront } from './services/cloudfront.ts';
import { cognito } from './services/cognito.ts';
import { dynamodb } from './services/dynamodb.ts';
import { lambda } from './services/lambda.ts';
import { messaging } from './services/messaging.ts';
import { operations } from './services/operations.ts';
import { s3 } from './services/s3.ts';
import { workflows } from './services/workflows.ts';
import { emptyPlan, type StackPlan } from './stackPlan.ts';
import { type Identity, type Template, TemplateError, type TemplateResource } from './template.ts';

/** Every supported resource type. */
const resourceTypes: Readonly<Record<string, ResourceType>> = {
  ...apiGateway,
  ...cloudfront,
  ...cognito,
  ...dynamodb,
  ...lambda,
  ...messaging,
  ...operations,
  ...s3,
  ...workflows,
};

/** The framework's own bucket for uploaded code: nothing is uploaded locally. */
const deploymentResources = new Set(['ServerlessDeploymentBucket', 'ServerlessDeploymentBucketPolicy']);

export type PlanContext = Pick<
  ResolveContext,
  'stack' | 'template' | 'region' | 'accountId' | 'storedParameter' | 'exportedValue'
> & {
  surroundings: Surroundings;
};

/**
 * Rejects a template with an unsupported resource type or property, before anything is started.
 *
 * @throws {TemplateError} that names the stack, the resource, its type and the property
 */
export const checkTemplate = (stack: string, template: Template): void => {
  for (const [logicalId, { Type: type, Properties = {} }] of ownResources(template)) {
    const known = resourceTypes[type];
    if (!known) {
      throw new TemplateError(
        `${stack}: ${logicalId} has the type ${type}, which the local platform does not know. ` +
          'The types are described in shared/platform/src/cloudformation/services.',
      );
    }
    checkProperties({ stack, logicalId, type }, known.properties, Properties);
  }
};

/**
 * Plans the resources of a stack. Creates nothing, but asks `surroundings` for the ids of user pool clients, so the pools of
 * `planUserPools` must exist.
 *
 * @throws {TemplateError} for an unknown type or property, an unresolvable reference, or a missing parameter
 */
export const planStack = (context: PlanContext): StackPlan => {
  checkTemplate(context.stack, context.template);
  return planResources(context, () => true);
};

/**
 * Plans only the stack's user pools: they have to exist before the rest is planned, since only Cognito knows the ids of their clients.
 *
 * @throws {TemplateError} like `planStack`
 */
export const planUserPools = (context: PlanContext): StackPlan['userPools'] => {
  checkTemplate(context.stack, context.template);
  return planResources(context, (type) => type === 'AWS::Cognito::UserPool').userPools;
};

const planResources = (context: PlanContext, wanted: (type: string) => boolean): StackPlan => {
  const contexts = createContexts(context);
  const plan = emptyPlan(context.stack);
  for (const [logicalId, { Type: type, Condition: condition, Properties = {} }] of ownResources(context.template)) {
    const resource = contexts.of(logicalId);
    const planResource = wanted(type) ? resourceTypes[type]?.plan : undefined;
    if (!planResource || (condition !== undefined && !resource.resolver.condition(condition))) continue;
    const properties = resource.resolver.resolve(Properties) as Record<string, unknown>;
    planResource(plan, properties, { ...resource, ...contexts.identity(logicalId) });
  }
  if (wanted('')) plan.exports = exportsOf(context, contexts.resolver);
  return plan;
};

/** A resource with every reference in its properties resolved. */
export type ResolvedResource = Identity & {
  type: string;
  properties: Record<string, unknown>;
};

/**
 * Returns the stack's resources by logical id, without the framework's own bucket for code.
 *
 * @throws {TemplateError} like `planStack`
 */
export const resolveResources = (context: PlanContext): Map<string, ResolvedResource> => {
  checkTemplate(context.stack, context.template);
  const contexts = createContexts(context);
  return new Map(
    ownResources(context.template).map(([logicalId, { Type: type, Properties = {} }]) => {
      const properties = contexts.resolver.resolve(Properties) as Record<string, unknown>;
      return [logicalId, { type, properties, ...contexts.identity(logicalId) }];
    }),
  );
};

const ownResources = (template: Template): [string, TemplateResource][] =>
  Object.entries(template.Resources).filter(([logicalId]) => !deploymentResources.has(logicalId));

/** Creates the contexts of resources. Identities are determined on first use, so that resources may refer to each other in any order. */
const createContexts = (context: PlanContext) => {
  const identities = new Map<string, Identity | 'pending'>();
  const identity = (logicalId: string): Identity => {
    const known = identities.get(logicalId);
    if (known === 'pending') {
      throw new TemplateError(`${context.stack}: the name of ${logicalId} depends on itself.`);
    }
    if (known) return known;
    identities.set(logicalId, 'pending');
    const found = identityOf(logicalId);
    identities.set(logicalId, found);
    return found;
  };
  const resolver = createResolver({ ...context, identity });
  const of = (logicalId: string): ResourceContext => ({ ...context, resolver, logicalId });
  const identityOf = (logicalId: string): Identity => {
    const { Type: type = '', Properties = {} } = context.template.Resources[logicalId] ?? {};
    const known = resourceTypes[type];
    if (!known) throw new TemplateError(`${context.stack}: ${logicalId} has the unknown type ${type}.`);
    return known.identity(of(logicalId), Properties);
  };
  return { identity, of, resolver };
};

const exportsOf = ({ template }: PlanContext, resolver: ResourceContext['resolver']): Record<string, string> => {
  const outputs = Object.values(template.Outputs ?? {}).filter(
    ({ Condition: condition }) => condition === undefined || resolver.condition(condition),
  );
  const exported = outputs.flatMap(({ Export, Value }) =>
    Export ? [[String(resolver.resolve(Export.Name)), String(resolver.resolve(Value))] as const] : [],
  );
  return Object.fromEntries(exported);
};
