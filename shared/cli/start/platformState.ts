import type { PlatformAddresses } from '@ecommerce/platform';
import paths from '../../gateway/paths.cjs';

/** Where the gateway has the API of each service. */
const API_PATHS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(paths.apis).map(([name, service]) => [service, `/api/${name}`]),
);

/** What the start page shows of a service. */
type ServiceState = {
  name: string;
  url: string;
  /** Its address at the gateway. */
  path?: string | undefined;
  isUp: boolean;
  milliseconds: number;
  routes: number;
  functions: number;
  tables: number;
  queues: number;
};

/** What the start page shows. Counts are absent where the server that knows them does not respond. */
export type PlatformState = {
  /** Whether all stacks run. */
  isReady: boolean;
  services: ServiceState[];
  /** The addresses of pages, by name. */
  pages: Record<string, string>;
  emails?: number;
  payments?: { waiting: number; all: number };
};

const PAGES = ['mailbox', 'payments', 'pages'];

const PATIENCE_MS = 2000;

/** Asks all parts of the platform how they are. Nothing that does not respond fails it. */
export const platformState = async (addresses: PlatformAddresses | undefined): Promise<PlatformState> => {
  if (addresses === undefined) return { isReady: false, services: [], pages: {} };
  const { urls, apis } = addresses;
  const [services, mails, payments] = await Promise.all([
    Promise.all(Object.entries(apis).map(([name, url]) => stateOf(name, url, addresses.resources()[name] ?? {}))),
    ask<{ total: number }>(`${urls.mailbox}/mails?limit=0`),
    urls.payments === undefined ? undefined : ask<{ waiting: number; all: number }>(`${urls.payments}/test/counts`),
  ]);
  return {
    isReady: true,
    services,
    pages: {
      shop: '/',
      console: '/console/',
      ...(urls.graphql === undefined ? {} : { graphql: '/graphql' }),
      ...Object.fromEntries(Object.entries(urls).filter(([name]) => PAGES.includes(name))),
    },
    ...(mails ? { emails: mails.total } : {}),
    ...(payments ? { payments } : {}),
  };
};

/** Finds out whether an API responds, with a request that runs no function: a preflight. */
const stateOf = async (
  name: string,
  url: string,
  resources: Readonly<Record<string, number>>,
): Promise<ServiceState> => {
  const started = performance.now();
  const headers = { origin: url, 'access-control-request-method': 'GET' };
  const isUp = await fetch(url, { method: 'OPTIONS', headers, signal: AbortSignal.timeout(PATIENCE_MS) }).then(
    ({ status }) => status < 500,
    () => false,
  );
  const count = (type: string) => resources[`AWS::${type}`] ?? 0;
  return {
    name,
    url,
    path: API_PATHS[name],
    isUp,
    milliseconds: Math.round(performance.now() - started),
    routes: count('ApiGatewayV2::Route'),
    functions: count('Lambda::Function'),
    tables: count('DynamoDB::Table'),
    queues: count('SQS::Queue'),
  };
};

/** Returns the JSON at a URL; `undefined` if there is none. */
const ask = <Body>(url: string): Promise<Body | undefined> =>
  fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) }).then(
    (response) => (response.ok ? (response.json() as Promise<Body>) : undefined),
    () => undefined,
  );
