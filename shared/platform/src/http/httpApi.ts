import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { PlatformLog } from '../log/functionLog.ts';
import { type Answer, gatewayAnswer, toAnswer } from './answer.ts';
import { readBody } from './body.ts';
import { type CorsConfiguration, isPreflight, preflightAnswer, withCorsHeaders } from './cors.ts';
import { newRequestId, newTraceId, parseTarget, type RequestTarget, toEvent } from './event.ts';
import { closeServer, listenOnLoopback } from './loopbackServer.ts';
import { type RouteTable, routeTable } from './routes.ts';
import { type Throttle, tokenBucket } from './throttle.ts';

export type { CorsConfiguration } from './cors.ts';
export type { Throttle } from './throttle.ts';

export type HttpRoute = {
  /** `GET /products/{id}`, `ANY /{proxy+}`, `$default`. */
  routeKey: string;
  functionArn: string;
  /** Of the stage's `RouteSettings`; if absent, the API's `defaultThrottle`. */
  throttle?: Throttle;
  /** Of the integration's `TimeoutInMillis`; 30 000 by default. */
  timeoutMs?: number;
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
  /** The stage's `DefaultRouteSettings`; each route has its own bucket. */
  defaultThrottle?: Throttle;
  cors?: CorsConfiguration;
  invoke(functionArn: string, event: unknown, options: { traceId: string }): Promise<unknown>;
  log: PlatformLog;
};

export type HttpApi = {
  /** `http://127.0.0.1:4005`, without a trailing slash. */
  url: string;
  /** Replaces the routes without interruption; a route with an unchanged throttle keeps its bucket. */
  replaceRoutes(routes: HttpRoute[]): void;
  /** Lets running requests finish for up to 5 s. */
  close(): Promise<void>;
};

type OpenRoute = HttpRoute & { take?: () => boolean; limits: string };

/** API Gateway's limit for the request line and all headers together. */
const MAX_HEADER_BYTES = 10_240;
const TIMEOUT_MS = 30_000;

/**
 * Starts an HTTP API of API Gateway with payload format 2.0, in front of functions.
 *
 * Simplifications compared with AWS: one request line in the log instead of access log formats; no account-wide throttle, no custom
 * domains, no authorizers (the functions check tokens themselves); HTTP without TLS.
 *
 * @throws an Error with one clear sentence when the port is in use
 */
export const startHttpApi = async (options: HttpApiOptions): Promise<HttpApi> => {
  const { log, name, cors } = options;
  let buckets = new Map<string, OpenRoute>();
  let table: RouteTable<OpenRoute>;
  const replaceRoutes = (routes: HttpRoute[]) => {
    const open = routes.map((route) => openRoute(route, options.defaultThrottle, buckets));
    buckets = new Map(open.map((route) => [route.routeKey, route]));
    table = routeTable(open);
  };
  replaceRoutes(options.routes);

  const answer = async (request: IncomingMessage, requestId: string): Promise<Answer | 'gone'> => {
    const target = parseTarget(request.url ?? '');
    if (!target) return gatewayAnswer(400, 'Bad Request');
    const path = pathInStage(target.rawPath, options.stageName);
    const match = path === undefined ? undefined : table.find(request.method ?? '', path);
    if (!match) {
      if (cors && request.method === 'OPTIONS') return { status: 204, headers: {}, body: '' };
      return gatewayAnswer(404, 'Not Found');
    }
    if (match.route.take?.() === false) return gatewayAnswer(429, 'Too Many Requests');
    const body = await readBody(request);
    if (body === 'gone') return 'gone';
    if (body === 'too large') return gatewayAnswer(413, 'Request Too Long');
    const { apiId, accountId, stageName: stage } = options;
    const traceId = traceOf(request);
    const setting = { apiId, accountId, stage, routeKey: match.route.routeKey, requestId, traceId };
    const parameters = match.pathParameters ? { pathParameters: match.pathParameters } : {};
    const event = toEvent(request, target, body, { ...setting, ...parameters });
    return integrate(match.route, () => options.invoke(match.route.functionArn, event, { traceId }), log, name);
  };
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const startedAt = performance.now();
    const requestId = newRequestId();
    const preflight = cors && isPreflight(request);
    const given = preflight ? preflightAnswer(cors, request) : await answer(request, requestId);
    if (given !== 'gone') {
      const final = cors && !preflight ? { ...given, headers: withCorsHeaders(cors, request, given.headers) } : given;
      send(response, final, requestId, !server.listening);
    }
    const status = given === 'gone' ? 499 : given.status;
    const path = (request.url ?? '').split('?', 1)[0];
    const line = `${request.method} ${path} ${status} ${Math.round(performance.now() - startedAt)} ms`;
    log.write(status >= 500 ? 'WARN' : 'INFO', name, line);
  };
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, (request, response) => {
    serve(request, response).catch((error: unknown) => {
      log.write('ERROR', name, 'request failed in the gateway', { error });
      if (!response.headersSent) send(response, gatewayAnswer(500, 'Internal Server Error'), newRequestId(), true);
    });
  });
  server.on('clientError', refuseMalformed);
  const url = await listenOnLoopback(server, options.port, 'any page');
  return { url, replaceRoutes, close: () => closeServer(server) };
};

const openRoute = (
  route: HttpRoute,
  defaultThrottle: Throttle | undefined,
  former: Map<string, OpenRoute>,
): OpenRoute => {
  const throttle = route.throttle ?? defaultThrottle;
  const limits = JSON.stringify(throttle ?? null);
  const before = former.get(route.routeKey);
  const take = before?.limits === limits ? before.take : throttle && tokenBucket(throttle);
  return take ? { ...route, limits, take } : { ...route, limits };
};

/** Returns the path without the stage's name; `undefined` if it does not begin with it. */
const pathInStage = (rawPath: RequestTarget['rawPath'], stage: string): string | undefined => {
  if (stage === '$default') return rawPath;
  if (rawPath === `/${stage}`) return '/';
  return rawPath.startsWith(`/${stage}/`) ? rawPath.slice(stage.length + 1) : undefined;
};

const traceOf = (request: IncomingMessage): string => {
  const sent = request.headers['x-amzn-trace-id'];
  return typeof sent === 'string' && /^[\w=;:.-]{1,256}$/.test(sent) ? sent : newTraceId();
};

/** Waits for the function, at most for the integration's timeout, and converts its result or failure to a response. */
const integrate = async (route: OpenRoute, invoke: () => Promise<unknown>, log: PlatformLog, name: string) => {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const timer = setTimeout(() => resolve(gatewayAnswer(503, 'Service Unavailable')), route.timeoutMs ?? TIMEOUT_MS);
  invoke().then(
    (result) => {
      const answer = toAnswer(result);
      if (!answer)
        log.write('ERROR', name, `${route.routeKey}: the function's result is not an HTTP answer`, { result });
      resolve(answer ?? gatewayAnswer(500, 'Internal Server Error'));
    },
    (error: unknown) => {
      const tooLong = error instanceof Error && error.name === 'RequestTooLargeException';
      resolve(tooLong ? gatewayAnswer(413, 'Request Too Long') : gatewayAnswer(500, 'Internal Server Error'));
    },
  );
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
};

/** Sends a response. Node discards the unread rest of the request, so that the connection can be reused. */
const send = (response: ServerResponse, { status, headers, body }: Answer, requestId: string, last: boolean): void => {
  // A response to HEAD has the length of the body that GET would get, or none
  const bodiless = status === 204 || status === 304 || (response.req.method === 'HEAD' && body.length === 0);
  response.writeHead(status, {
    ...headers,
    ...(bodiless ? {} : { 'content-length': Buffer.byteLength(body) }),
    'apigw-requestid': requestId,
    ...(last ? { connection: 'close' } : {}),
  });
  response.end(bodiless ? undefined : body);
};

/** Responds to requests that Node's parser rejects. */
const refuseMalformed = (error: NodeJS.ErrnoException, socket: Duplex): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const [status, message] =
    error.code === 'HPE_HEADER_OVERFLOW' ? [431, 'Request Header Fields Too Large'] : [400, 'Bad Request'];
  const body = JSON.stringify({ message });
  socket.end(
    `HTTP/1.1 ${status} ${message}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
  );
};
