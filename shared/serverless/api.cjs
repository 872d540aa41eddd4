/** @import { FunctionDefinition, VariableResolution } from './framework.ts' */
/** @import { TemplateResource } from '@ecommerce/platform/template' */

const defaultThrottle = require('./defaultThrottle.cjs');
const gateway = require('./gateway.cjs');

/**
 * Adds to a service's HTTP API a `HEAD` route for each `GET` route, throttles (`custom.routeThrottles` lists the routes with lower ones),
 * and the API's address in Parameter Store as `/ecommerce/{stage}/{service}/apiUrl`. With a gateway, the stack reads the hash of its key.
 *
 * @param {VariableResolution} resolution
 */
module.exports = async (resolution) => {
  const { resolveVariable } = resolution;
  const service = await resolveVariable('self:service');
  const stage = await resolveVariable('sls:stage');
  const heads = headRoutes(await resolveVariable('self:functions'));
  const routeThrottles = withHeads((await resolveVariable('self:custom.routeThrottles, null')) ?? {});
  const { Parameters } = await gateway(resolution);
  return {
    Parameters,
    Resources: {
      ApiUrlParameter: {
        Type: 'AWS::SSM::Parameter',
        Properties: {
          Name: `/ecommerce/${stage}/${service}/apiUrl`,
          Type: 'String',
          Value: { 'Fn::GetAtt': ['HttpApi', 'ApiEndpoint'] },
        },
      },
      ...heads,
    },
    extensions: {
      HttpApiStage: {
        // API Gateway rejects settings of a route that does not exist yet
        DependsOn: Object.keys(routeThrottles).map(routeLogicalId),
        Properties: {
          DefaultRouteSettings: defaultThrottle,
          RouteSettings: routeThrottles,
        },
      },
    },
  };
};

const GET = /^GET (?=\/)/;

/**
 * Creates a `HEAD` route for each `GET` route, on the same integration: HTTP APIs do not serve `HEAD` by themselves.
 *
 * @param {Record<string, FunctionDefinition>} functions
 */
const headRoutes = (functions) => {
  const routes = Object.entries(functions).flatMap(([name, { events = [] }]) =>
    events.flatMap(({ httpApi = '' }) => (GET.test(httpApi) ? [{ name, route: httpApi.replace(GET, 'HEAD ') }] : [])),
  );
  return Object.fromEntries(routes.map(({ name, route }) => [routeLogicalId(route), routeTo(name, route)]));
};

/**
 * @param {string} functionName
 * @param {string} RouteKey
 * @returns {TemplateResource}
 */
const routeTo = (functionName, RouteKey) => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: {
    ApiId: { Ref: 'HttpApi' },
    RouteKey,
    Target: { 'Fn::Join': ['/', ['integrations', { Ref: `HttpApiIntegration${capital(functionName)}` }]] },
  },
});

/**
 * Gives each `HEAD` route the throttle of its `GET` route, since it costs the same.
 *
 * @param {Record<string, unknown>} throttles by route
 */
const withHeads = (throttles) =>
  Object.fromEntries(
    Object.entries(throttles).flatMap(([route, limits]) =>
      GET.test(route)
        ? [
            [route, limits],
            [route.replace(GET, 'HEAD '), limits],
          ]
        : [[route, limits]],
    ),
  );

/**
 * Returns the framework's logical id of a route, e.g. `POST /upload-url` → `HttpApiRoutePostUploadDashurl`.
 *
 * @param {string} route
 */
const routeLogicalId = (route) => {
  const [method, path] = route.split(' ');
  if (!method || !path) throw new Error(`"${route}" is not a route with a method and a path, such as "GET /orders".`);
  const name = path
    .split('/')
    .map((part) =>
      part
        .replace(/^\{(.+?)\+?\}$/, (_, /** @type {string} */ variable) => `${capital(variable)}Var`)
        .replace(/-/g, 'Dash')
        .replace(/_/g, 'Underscore')
        .replace(/[^0-9A-Za-z]/g, ''),
    )
    .map(capital)
    .join('');
  return `HttpApiRoute${capital(method.toLowerCase())}${name}`;
};

/** @param {string} text */
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
