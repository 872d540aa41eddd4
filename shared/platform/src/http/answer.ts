import { validateHeaderName, validateHeaderValue } from 'node:http';

/** A response of the gateway. */
export type Answer = { status: number; headers: Record<string, string | string[]>; body: string | Buffer };

/** Headers that belong to the connection, not to the function's response. */
const OWN_HEADERS = new Set(['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding', 'upgrade']);

/** Creates a response of the gateway itself: `{"message":"Not Found"}`. */
export const gatewayAnswer = (status: number, message: string): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ message }),
});

/**
 * Converts a function's result to a response. Without a `statusCode` the whole result is the body, with status 200.
 *
 * @returns `undefined` if the result does not have the format that API Gateway expects
 * @see
 *   https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html#http-api-develop-integrations-lambda.v2
 */
export const toAnswer = (result: unknown): Answer | undefined => {
  if (typeof result !== 'object' || result === null || !('statusCode' in result)) {
    const body = typeof result === 'string' ? result : JSON.stringify(result ?? null);
    return { status: 200, headers: { 'content-type': 'application/json' }, body };
  }
  const { statusCode, headers, cookies, body, isBase64Encoded } = result as Record<string, unknown>;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599) return undefined;
  if (body !== undefined && body !== null && typeof body !== 'string') return undefined;
  const answerHeaders = readHeaders(headers ?? {}, cookies ?? []);
  if (!answerHeaders) return undefined;
  const text = body ?? '';
  if (text !== '') answerHeaders['content-type'] ??= 'text/plain;charset=UTF-8';
  return { status, headers: answerHeaders, body: isBase64Encoded === true ? Buffer.from(text, 'base64') : text };
};

const readHeaders = (headers: unknown, cookies: unknown): Answer['headers'] | undefined => {
  if (typeof headers !== 'object' || headers === null || !Array.isArray(cookies)) return undefined;
  const entries: [string, string | string[]][] = Object.entries(headers)
    .filter(([name]) => !OWN_HEADERS.has(name.toLowerCase()))
    .map(([name, value]) => [name.toLowerCase(), String(value)]);
  if (cookies.length > 0) entries.push(['set-cookie', cookies.map(String)]);
  try {
    for (const [name, value] of entries) {
      validateHeaderName(name);
      for (const one of [value].flat()) validateHeaderValue(name, one);
    }
  } catch {
    return undefined;
  }
  return Object.fromEntries(entries);
};
