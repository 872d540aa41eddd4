import { createHash } from 'node:crypto';
import type { CorsConfiguration, HttpRoute, Throttle } from '../../http/httpApi.ts';
import { type ResourceContext, type ResourceType, textProperty, unsupported } from '../resourceType.ts';
import type { ApiPlan, StackPlan } from '../stackPlan.ts';

const people = 'for people';
const tags = 'for billing and search on AWS';
const monitoring = 'monitoring';

const routeSettings = {
  ThrottlingBurstLimit: true,
  ThrottlingRateLimit: true,
  DataTraceEnabled: monitoring,
  DetailedMetricsEnabled: monitoring,
  LoggingLevel: monitoring,
} as const;

/** Returns an id in API Gateway's format, the same at every start. */
const apiId = ({ stack, logicalId }: ResourceContext) =>
  BigInt(`0x${createHash('sha256').update(`${stack}/${logicalId}`).digest('hex')}`)
    .toString(36)
    .slice(0, 10);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-api.html */
const api: ResourceType = {
  properties: {
    CorsConfiguration: true,
    ProtocolType: true,
    Description: people,
    DisableExecuteApiEndpoint: 'there is one address locally',
    Name: people,
    Tags: tags,
  },
  identity: (context) => {
    const id = apiId(context);
    return { ref: id, attributes: { ApiEndpoint: context.surroundings.apiUrl, ApiId: id } };
  },
  plan: (plan, properties, context) => {
    if (properties.ProtocolType !== 'HTTP')
      unsupported(context, `only HTTP APIs run locally, not ${properties.ProtocolType}.`);
    const planned = apiOf(plan, context.ref);
    if (properties.CorsConfiguration) planned.cors = properties.CorsConfiguration as CorsConfiguration;
  },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-stage.html */
const stage: ResourceType = {
  properties: {
    ApiId: true,
    DefaultRouteSettings: routeSettings,
    RouteSettings: { '*': routeSettings },
    StageName: true,
    AccessLogSettings: monitoring,
    AutoDeploy: 'a saved route is live at once',
    Description: people,
    Tags: tags,
  },
  identity: (context, properties) => ({ ref: String(textProperty(context, properties, 'StageName')), attributes: {} }),
  plan: (plan, properties) => {
    const planned = apiOf(plan, String(properties.ApiId));
    planned.stageName = String(properties.StageName);
    const throttle = toThrottle(properties.DefaultRouteSettings);
    if (throttle) planned.defaultThrottle = throttle;
    for (const [routeKey, settings] of Object.entries(properties.RouteSettings ?? {})) {
      const routeThrottle = toThrottle(settings);
      if (routeThrottle) planned.routeThrottles[routeKey] = routeThrottle;
    }
  },
};

/** API Gateway's account-wide limits, the defaults of a setting with only one of the two. */
const accountLimit: Throttle = { rateLimit: 10_000, burstLimit: 5_000 };

const toThrottle = (settings: unknown): Throttle | undefined => {
  const { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst } = (settings ?? {}) as Record<string, unknown>;
  if (rate === undefined && burst === undefined) return undefined;
  return { rateLimit: Number(rate ?? accountLimit.rateLimit), burstLimit: Number(burst ?? accountLimit.burstLimit) };
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-route.html */
const route: ResourceType = {
  properties: { ApiId: true, AuthorizationType: true, RouteKey: true, Target: true, OperationName: people },
  identity: (context) => ({ ref: context.logicalId, attributes: { RouteId: context.logicalId } }),
  plan: (plan, properties, context) => {
    const { AuthorizationType: authorization = 'NONE' } = properties;
    if (authorization !== 'NONE') {
      unsupported(
        context,
        `AuthorizationType ${authorization} does not run locally: tokens are checked in the handlers.`,
      );
    }
    apiOf(plan, String(properties.ApiId)).routes.push({
      routeKey: String(properties.RouteKey),
      integrationId: String(properties.Target).replace(/^integrations\//, ''),
    });
  },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-integration.html */
const integration: ResourceType = {
  properties: {
    ApiId: true,
    IntegrationType: true,
    IntegrationUri: true,
    PayloadFormatVersion: true,
    TimeoutInMillis: true,
    ConnectionType: 'loopback',
    CredentialsArn: 'IAM is not evaluated locally',
    Description: people,
    IntegrationMethod: 'functions are always invoked by POST',
  },
  identity: (context) => ({ ref: context.logicalId, attributes: { IntegrationId: context.logicalId } }),
  plan: (plan, properties, context) => {
    const { IntegrationType: type, PayloadFormatVersion: version, TimeoutInMillis: timeout } = properties;
    if (type !== 'AWS_PROXY' || version !== '2.0') {
      unsupported(context, `only AWS_PROXY integrations with payload 2.0 run locally, not ${type} ${version}.`);
    }
    plan.integrations[context.ref] = {
      functionArn: String(properties.IntegrationUri),
      ...(timeout === undefined ? {} : { timeoutMs: Number(timeout) }),
    };
  },
};

const apiOf = (plan: StackPlan, id: string): ApiPlan => {
  const known = plan.apis.find((candidate) => candidate.apiId === id);
  if (known) return known;
  const added: ApiPlan = { apiId: id, stageName: '$default', routes: [], routeThrottles: {} };
  plan.apis.push(added);
  return added;
};

/**
 * Returns the routes of an API with the function, timeout and throttle from their integration and stage.
 *
 * @throws {TemplateError} if a route's integration is not in the stack
 */
export const httpRoutes = (plan: StackPlan, { routes, routeThrottles }: ApiPlan): HttpRoute[] =>
  routes.map(({ routeKey, integrationId }) => {
    const target = plan.integrations[integrationId];
    if (!target)
      return unsupported({ stack: plan.stack, logicalId: routeKey }, `its integration ${integrationId} is missing.`);
    const throttle = routeThrottles[routeKey];
    return { routeKey, ...target, ...(throttle ? { throttle } : {}) };
  });

export const apiGateway: Record<string, ResourceType> = {
  'AWS::ApiGatewayV2::Api': api,
  'AWS::ApiGatewayV2::Stage': stage,
  'AWS::ApiGatewayV2::Route': route,
  'AWS::ApiGatewayV2::Integration': integration,
};
