import type { IncomingMessage } from 'node:http';
import type { Answer } from './answer.ts';

/** `AWS::ApiGatewayV2::Api.CorsConfiguration`. */
export type CorsConfiguration = {
  AllowOrigins?: string[];
  AllowMethods?: string[];
  AllowHeaders?: string[];
  ExposeHeaders?: string[];
  AllowCredentials?: boolean;
  /** In seconds. */
  MaxAge?: number;
};

/** Returns whether this is a preflight request, which an API with a CORS configuration answers itself, whatever its routes. */
export const isPreflight = ({ method, headers }: IncomingMessage): boolean =>
  method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;

/**
 * Returns the response to a preflight request: 204, with CORS headers if its origin, method and headers are allowed.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
 */
export const preflightAnswer = (cors: CorsConfiguration, request: IncomingMessage): Answer => {
  const { AllowMethods = [], AllowHeaders = [], MaxAge } = cors;
  const {
    origin,
    'access-control-request-method': method = '',
    'access-control-request-headers': asked = '',
  } = request.headers;
  const names = asked.split(',').map((name) => name.trim());
  const allowed = includes(AllowMethods, method) && names.every((name) => name === '' || includes(AllowHeaders, name));
  const headers = allowed ? originHeaders(cors, origin) : {};
  if (Object.keys(headers).length > 0) {
    headers['access-control-allow-methods'] = AllowMethods.join(',');
    if (AllowHeaders.length > 0) headers['access-control-allow-headers'] = AllowHeaders.join(',').toLowerCase();
    if (MaxAge !== undefined) headers['access-control-max-age'] = String(MaxAge);
  }
  return { status: 204, headers, body: '' };
};

/** Adds the gateway's CORS headers to a response's headers, in place of the function's. */
export const withCorsHeaders = (cors: CorsConfiguration, request: IncomingMessage, own: Answer['headers']) => {
  const headers = Object.fromEntries(Object.entries(own).filter(([name]) => !name.startsWith('access-control-')));
  const added = originHeaders(cors, request.headers.origin);
  if (Object.keys(added).length === 0) return headers;
  const { ExposeHeaders = [] } = cors;
  if (ExposeHeaders.length > 0) added['access-control-expose-headers'] = ExposeHeaders.join(',');
  if (added.vary && headers.vary) added.vary = `${headers.vary}, ${added.vary}`;
  return { ...headers, ...added };
};

/** Returns the headers for an origin; none if it is not allowed. */
const originHeaders = ({ AllowOrigins = [], AllowCredentials }: CorsConfiguration, origin: string | undefined) => {
  const headers: Record<string, string> = {};
  if (origin === undefined) return headers;
  const any = AllowOrigins.includes('*');
  if (!any && !AllowOrigins.some((pattern) => matchesOrigin(pattern, origin))) return headers;
  headers['access-control-allow-origin'] = any ? '*' : origin;
  if (!any) headers.vary = 'Origin';
  if (AllowCredentials) headers['access-control-allow-credentials'] = 'true';
  return headers;
};

/** Returns whether an origin is allowed. `https://*` and `http://*` allow every origin of their scheme. */
const matchesOrigin = (pattern: string, origin: string) =>
  pattern.endsWith('://*') ? origin.startsWith(pattern.slice(0, -1)) : pattern === origin;

const includes = (list: string[], value: string) =>
  list.some((item) => item === '*' || item.toLowerCase() === value.toLowerCase());
