/** The route that matches a request. */
type RouteMatch<Route> = { route: Route; pathParameters?: Record<string, string> };

export type RouteTable<Route> = {
  /** @param path decoded, as in `rawPath`; a trailing slash makes it a different path, as with HTTP APIs (unlike REST APIs) */
  find(method: string, path: string): RouteMatch<Route> | undefined;
};

type Segment = { kind: 'text' | 'variable' | 'greedy'; name: string };
type Entry<Route> = { route: Route; method: string; segments: Segment[] | undefined };

const RANK = { text: 'a', variable: 'b', greedy: 'c' };

/**
 * Creates the table for choosing routes like an HTTP API: the most specific path first (text before `{variable}` before `{greedy+}`,
 * segment by segment), for the same path a method before `ANY`, `$default` last.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 * @see https://forum.serverless.com/t/switching-to-http-api-and-trailing-slash-issue/12717
 */
export const routeTable = <Route extends { routeKey: string }>(routes: Route[]): RouteTable<Route> => {
  const entries = routes.map(parse).sort(bySpecificity);
  return {
    find: (method, path) => {
      const parts = split(path);
      for (const { route, segments, method: routeMethod } of entries) {
        if (routeMethod !== 'ANY' && routeMethod !== method) continue;
        if (!segments) return { route };
        const pathParameters = matchSegments(segments, parts);
        if (pathParameters) return Object.keys(pathParameters).length > 0 ? { route, pathParameters } : { route };
      }
      return undefined;
    },
  };
};

const parse = <Route extends { routeKey: string }>(route: Route): Entry<Route> => {
  if (route.routeKey === '$default') return { route, method: 'ANY', segments: undefined };
  const [method = '', path = ''] = route.routeKey.split(' ');
  return { route, method, segments: split(path).map(parseSegment) };
};

const parseSegment = (text: string): Segment => {
  const [, name, greedy] = /^\{([^}+]+)(\+)?\}$/.exec(text) ?? [];
  if (name === undefined) return { kind: 'text', name: text };
  return { kind: greedy ? 'greedy' : 'variable', name };
};

const split = (path: string) => path.slice(1).split('/');

/** Compares routes by a total order: comparing segment by segment alone is not transitive, as sorting requires. */
const bySpecificity = (a: Entry<unknown>, b: Entry<unknown>): number =>
  specificity(a) < specificity(b) ? -1 : Number(specificity(a) > specificity(b));

const specificity = ({ segments, method }: Entry<unknown>): string =>
  segments ? `${segments.map(({ kind }) => RANK[kind]).join('')}${method === 'ANY' ? 'z' : ''}` : 'zz';

const matchSegments = (segments: Segment[], parts: string[]): Record<string, string> | undefined => {
  const parameters: Record<string, string> = {};
  for (const [index, { kind, name }] of segments.entries()) {
    const part = parts[index];
    if (part === undefined) return undefined;
    if (kind === 'greedy') {
      const rest = parts.slice(index).join('/');
      return rest === '' ? undefined : { ...parameters, [name]: rest };
    }
    if (kind === 'text' ? part !== name : part === '') return undefined;
    if (kind === 'variable') parameters[name] = part;
  }
  return parts.length === segments.length ? parameters : undefined;
};
