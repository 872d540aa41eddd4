import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parse } from 'yaml';

/** How many requests per second a route accepts from all callers together, and how many at once. */
export type Throttle = {
  rate: number;
  burst: number;
};

/** A route as deployed by a `serverless.yml`. */
export type DeployedRoute = {
  /** Method and path. */
  route: string;
  /** The function's key. */
  functionName: string;
  /** The module that exports `handler`, from the repository's root. */
  file: string;
  throttle: Throttle;
};

type Settings = { ThrottlingRateLimit: number; ThrottlingBurstLimit: number };

type Serverless = {
  functions: Record<string, { handler: string; events?: { httpApi?: string }[] }>;
  custom?: { routeThrottles?: Record<string, Settings> };
};

const defaultThrottle: Settings = createRequire(import.meta.url)('../serverless/defaultThrottle.cjs');

/** Reads the routes of a stack, without the catch-all. */
export const readDeployedRoutes = (root: string, folder: string): DeployedRoute[] => {
  const text = readFileSync(join(root, folder, 'serverless.yml'), 'utf8');
  const { functions, custom } = parse(text, { logLevel: 'error' }) as Serverless;
  return Object.entries(functions).flatMap(([functionName, { handler, events = [] }]) =>
    events.flatMap(({ httpApi: route }) => {
      if (route === undefined || route === '*') return [];
      const settings = custom?.routeThrottles?.[route] ?? defaultThrottle;
      const throttle = { rate: settings.ThrottlingRateLimit, burst: settings.ThrottlingBurstLimit };
      return [{ route, functionName, file: join(folder, handler.replace(/\.handler$/, '.ts')), throttle }];
    }),
  );
};
