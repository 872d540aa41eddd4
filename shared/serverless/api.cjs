/** @import { FunctionDefinition, VariableResolution } from './framework.ts' */
/** @import { TemplateResource } from '@ecommerce/platform/template' */

const defaultThrottle = require('./defaultThrottle.cjs');

/**
 * What each service's HTTP API has beyond the routes of its `serverless.yml`: a `HEAD` route beside each `GET`, throttles
 * (`custom.routeThrottles` lists the routes that are tighter than the rest) and its address in Parameter Store under
 * `/ecommerce/{stage}/{service}/apiUrl`.
 *
 * @param {VariableResolution} resolution
 */
module.exports = async ({ resolveVariable }) => {
  const service = await resolveVariable('self:service');
  const stage = await resolveVariable('sls:stage');
  const heads = headRoutes(await resolveVariable('self:functions'));
  const routeThrottles = withHeads((await resolveVariable('self:custom.routeThrottles, null')) ?? {});
  return {
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
        // API Gateway refuses settings of a route that does not exist yet
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
 * HTTP APIs do not answer `HEAD` by a `GET` route: it needs one of its own, here on the same integration.
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
 * A `HEAD` costs what the `GET` costs, so it has the same throttle.
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
 * The logical id that the framework gives to a route, e.g. `POST /upload-url` → `HttpApiRoutePostUploadDashurl`.
 *
 * @param {string} route
 */
const routeLogicalId = (route) => {
  const [method, path] = route.split(' ');
  if (!method || !path) throw new Error(`"${route}" is no route of a method and a path, such as "GET /orders".`);
  const name = path
    .split('/')
    .map((part) =>
      part
        .replace(/^\{(.+?)\+?\}$/, (_, /** @type {string} */ variable) => `${capital(variable)}Var`)
        .replace(/-/g, 'Dash')
        .replace(/_/g, 'Underscore'),
    )
    .map(capital)
    .join('');
  return `HttpApiRoute${capital(method.toLowerCase())}${name}`;
};

/** @param {string} text */
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
