import type { IncomingHttpHeaders } from 'node:http';
import type { Refusal } from './refusal.ts';

/** One rule of `AWS::S3::Bucket`'s CorsConfiguration. */
type CorsRule = {
  Id?: string;
  AllowedMethods: string[];
  AllowedOrigins: string[];
  AllowedHeaders?: string[];
  ExposedHeaders?: string[];
  /** How long a browser may cache a preflight response, in seconds. */
  MaxAge?: number;
};

export type CorsConfiguration = {
  CorsRules: CorsRule[];
};

/** At most one `*`, for any characters, as S3 has it. */
const matches = (pattern: string, text: string): boolean => {
  const [start = '', end] = pattern.split('*');
  if (end === undefined) return pattern === text;
  return text.length >= start.length + end.length && text.startsWith(start) && text.endsWith(end);
};

const requestedHeaders = (headers: IncomingHttpHeaders): string[] =>
  (headers['access-control-request-headers'] ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);

const allows = (rule: CorsRule, origin: string, method: string, names: string[]): boolean =>
  rule.AllowedMethods.includes(method) &&
  rule.AllowedOrigins.some((pattern) => matches(pattern, origin)) &&
  names.every((name) => rule.AllowedHeaders?.some((pattern) => matches(pattern.toLowerCase(), name)));

const answerHeaders = (rule: CorsRule, origin: string, names: string[]): Record<string, string> => ({
  ...(rule.AllowedOrigins.includes('*')
    ? { 'access-control-allow-origin': '*' }
    : { 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true' }),
  'access-control-allow-methods': rule.AllowedMethods.join(', '),
  ...(names.length > 0 && { 'access-control-allow-headers': names.join(', ') }),
  ...(rule.ExposedHeaders && { 'access-control-expose-headers': rule.ExposedHeaders.join(', ') }),
  ...(rule.MaxAge !== undefined && { 'access-control-max-age': String(rule.MaxAge) }),
  vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
});

/**
 * Returns the headers that a bucket's rules add to the response to a browser's request (one with `Origin`); none if no rule matches. For
 * a preflight, `method` is what it asks about.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html
 */
export const corsHeaders = (
  cors: CorsConfiguration | undefined,
  method: string,
  headers: IncomingHttpHeaders,
): Record<string, string> | undefined => {
  const { origin } = headers;
  if (origin === undefined) return undefined;
  const names = requestedHeaders(headers);
  const rule = cors?.CorsRules.find((candidate) => allows(candidate, origin, method, names));
  return rule && answerHeaders(rule, origin, names);
};

/** Returns S3's response to a preflight request that no rule of the bucket allows. */
export const preflightRefusal = (cors: CorsConfiguration | undefined, headers: IncomingHttpHeaders): Refusal => {
  if (headers.origin === undefined) {
    return { status: 400, code: 'BadRequest', message: 'Insufficient information. Origin request header needed.' };
  }
  const reason = cors
    ? "This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec."
    : 'CORS is not enabled for this bucket.';
  return { status: 403, code: 'AccessForbidden', message: `CORSResponse: ${reason}` };
};
