import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** The path and query of a request. */
export type RequestTarget = {
  /** Decoded, as HTTP APIs pass it (unlike REST APIs and function URLs): `%2F` becomes a slash. */
  rawPath: string;
  /** As sent. */
  rawQueryString: string;
};

/** The context of a request: the API, its stage and the matching route. */
export type RequestSetting = {
  apiId: string;
  accountId: string;
  stage: string;
  routeKey: string;
  pathParameters?: Record<string, string>;
  requestId: string;
  traceId: string;
};

const TEXT = /^\s*(?:text\/[^;]*|application\/(?:json|xml|javascript))\s*(?:;|$)/i;
const DROPPED_HEADERS = new Set(['cookie', 'connection', 'keep-alive', 'transfer-encoding', 'expect', 'upgrade']);
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * Parses a request's target.
 * @returns `undefined` if it is malformed
 */
export const parseTarget = (target: string): RequestTarget | undefined => {
  const url = target.startsWith('/') ? target : /^https?:\/\/[^/]+(\/.*)$/.exec(target)?.[1];
  if (url === undefined) return undefined;
  const at = url.indexOf('?');
  const path = at === -1 ? url : url.slice(0, at);
  const rawQueryString = at === -1 ? '' : url.slice(at + 1);
  if (!path.includes('%')) return { rawPath: path, rawQueryString };
  try {
    // API Gateway decodes first and looks for the query string once more: an encoded question mark ends the path.
    return { rawPath: decodeURIComponent(path).replace(/\?.*$/s, ''), rawQueryString };
  } catch {
    return undefined;
  }
};

/** Creates an id in API Gateway's format: 16 characters, the last one `=`. */
export const newRequestId = (): string => randomBytes(11).toString('base64');

/** Creates a trace header for a request without one. */
export const newTraceId = (): string =>
  `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${randomBytes(12).toString('hex')}`;

/**
 * Creates the event in payload format 2.0. A body is text for `text/*` and for JSON, XML and JavaScript with their plain names; anything
 * else is base64, as on AWS: forms, `…+json`, and a body without a content type. Bytes of a text that are not UTF-8 become U+FFFD.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 * @see https://github.com/ministackorg/ministack/pull/766 for the content types as observed on AWS
 */
export const toEvent = (
  request: IncomingMessage,
  target: RequestTarget,
  body: Buffer,
  setting: RequestSetting,
): object => {
  const { headers, cookies } = readHeaders(request, body, setting.traceId);
  const now = new Date();
  const isText = TEXT.test(request.headers['content-type'] ?? '');
  return {
    version: '2.0',
    routeKey: setting.routeKey,
    rawPath: target.rawPath,
    rawQueryString: target.rawQueryString,
    ...(cookies.length > 0 ? { cookies } : {}),
    headers,
    ...(target.rawQueryString === '' ? {} : { queryStringParameters: queryParameters(target.rawQueryString) }),
    ...(setting.pathParameters ? { pathParameters: setting.pathParameters } : {}),
    requestContext: {
      accountId: setting.accountId,
      apiId: setting.apiId,
      domainName: request.headers.host ?? '',
      domainPrefix: setting.apiId,
      http: {
        method: request.method,
        path: target.rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '',
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId: setting.requestId,
      routeKey: setting.routeKey,
      stage: setting.stage,
      time: commonLogTime(now),
      timeEpoch: now.getTime(),
    },
    ...(body.length > 0 ? { body: body.toString(isText ? 'utf8' : 'base64') } : {}),
    isBase64Encoded: body.length > 0 && !isText,
  };
};

/**
 * Returns the headers: names in lower case, repeated ones joined with a comma, cookies separately, with those that a load balancer adds.
 */
const readHeaders = ({ rawHeaders, socket }: IncomingMessage, body: Buffer, traceId: string) => {
  const headers: Record<string, string> = Object.create(null);
  const cookies: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? '';
    const value = rawHeaders[index + 1] ?? '';
    if (name === 'cookie') cookies.push(...value.split(/;\s*/).filter(Boolean));
    if (DROPPED_HEADERS.has(name)) continue;
    const former = headers[name];
    headers[name] = former === undefined ? value : `${former},${value}`;
  }
  if (body.length > 0) headers['content-length'] = String(body.length);
  const client = socket.remoteAddress ?? '';
  headers['x-amzn-trace-id'] = traceId;
  headers['x-forwarded-for'] = headers['x-forwarded-for'] ? `${headers['x-forwarded-for']}, ${client}` : client;
  headers['x-forwarded-port'] = String(socket.localPort ?? '');
  headers['x-forwarded-proto'] = 'http';
  return { headers, cookies };
};

const queryParameters = (query: string): Record<string, string> => {
  const parameters: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(query)) {
    const former = parameters[name];
    parameters[name] = former === undefined ? value : `${former},${value}`;
  }
  return parameters;
};

const commonLogTime = (time: Date): string => {
  const iso = time.toISOString();
  return `${iso.slice(8, 10)}/${MONTHS[time.getUTCMonth()]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
};
