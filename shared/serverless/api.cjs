/**
 * What each service's HTTP API has beyond its routes: throttles (`custom.routeThrottles` lists the routes that are tighter
 * than the rest) and its address in Parameter Store under `/ecommerce/{stage}/{service}/apiUrl`.
 */
module.exports = async ({ resolveVariable }) => {
  const service = await resolveVariable('self:service');
  const stage = await resolveVariable('sls:stage');
  const routeThrottles = await resolveVariable('self:custom.routeThrottles, null');
  const routes = Object.keys(routeThrottles ?? {});
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
    },
    extensions: {
      HttpApiStage: {
        // API Gateway refuses settings of a route that does not exist yet
        DependsOn: routes.map((route) => routeLogicalId(route)),
        Properties: {
          DefaultRouteSettings: { ThrottlingRateLimit: 1000, ThrottlingBurstLimit: 2000 },
          RouteSettings: routeThrottles ?? {},
        },
      },
    },
  };
};

/** The logical id that the framework gives to a route, e.g. `POST /upload-url` → `HttpApiRoutePostUploadDashurl`. */
function routeLogicalId(route) {
  const [method, path] = route.split(' ');
  const name = path
    .split('/')
    .map((part) =>
      part
        .replace(/^\{(.+?)\+?\}$/, (_, variable) => `${capital(variable)}Var`)
        .replace(/-/g, 'Dash')
        .replace(/_/g, 'Underscore'),
    )
    .map(capital)
    .join('');
  return `HttpApiRoute${capital(method.toLowerCase())}${name}`;
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
