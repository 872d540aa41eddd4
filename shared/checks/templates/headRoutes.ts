import { type CompiledStack, resourcesOf } from './compiledStacks.ts';

type Properties = Record<string, unknown>;

/** Finds `GET` routes without a `HEAD` route that has the same integration and throttle. */
export const missingHeadRoutes = (stacks: readonly CompiledStack[]): string[] => {
  const routes = resourcesOf(stacks, 'AWS::ApiGatewayV2::Route');
  const stages = resourcesOf(stacks, 'AWS::ApiGatewayV2::Stage');
  return routes.flatMap(({ stack, properties }) => {
    const get = String(properties.RouteKey);
    if (!get.startsWith('GET ')) return [];
    const head = get.replace('GET', 'HEAD');
    const found = routes.find((route) => route.stack === stack && route.properties.RouteKey === head);
    if (!found || found.properties.Target !== properties.Target) return [`${stack}: ${get} has no ${head}`];
    const settings = (stages.find((stage) => stage.stack === stack)?.properties.RouteSettings ?? {}) as Properties;
    return JSON.stringify(settings[get]) === JSON.stringify(settings[head])
      ? []
      : [`${stack}: ${head} has another throttle`];
  });
};
