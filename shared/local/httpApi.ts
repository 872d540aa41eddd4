import type { PlatformLog } from './functionLog.ts';

/** Token bucket of a route: `rateLimit` requests a second on average, `burstLimit` at once. */
export type Throttle = { rateLimit: number; burstLimit: number };

export type HttpRoute = {
  /** `GET /products/{id}`, `ANY /{proxy+}`, `$default`. */
  routeKey: string;
  functionArn: string;
  /** Of the stage's `RouteSettings`; absent: the API's `defaultThrottle`. */
  throttle?: Throttle;
  /** Of the integration's `TimeoutInMillis`; 30 000 by default. */
  timeoutMs?: number;
};

/** `AWS::ApiGatewayV2::Api.CorsConfiguration`. */
export type CorsConfiguration = {
  AllowOrigins?: string[];
  AllowMethods?: string[];
  AllowHeaders?: string[];
  ExposeHeaders?: string[];
  AllowCredentials?: boolean;
  MaxAge?: number;
};

export type HttpApiOptions = {
  port: number;
  /** Name in the log: `order`. */
  name: string;
  apiId: string;
  accountId: string;
  /** `$default`, or a stage whose name is the first segment of every path. */
  stageName: string;
  routes: HttpRoute[];
  /** The stage's `DefaultRouteSettings`; each route has a bucket of its own. */
  defaultThrottle?: Throttle;
  cors?: CorsConfiguration;
  invoke(functionArn: string, event: unknown, options: { traceId: string }): Promise<unknown>;
  log: PlatformLog;
};

export type HttpApi = {
  /** `http://127.0.0.1:4005`, no slash at the end. */
  url: string;
  /** Replaces the routes without a gap; a route whose throttle is the same keeps its bucket. */
  replaceRoutes(routes: HttpRoute[]): void;
  /** Lets running requests finish for up to 5 s. */
  close(): Promise<void>;
};

/** @throws an Error with one clear sentence when the port is in use */
export declare function startHttpApi(options: HttpApiOptions): Promise<HttpApi>;
