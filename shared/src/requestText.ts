import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { DomainError, invalidInput } from './errors.ts';

/** The largest body that a route accepts, in bytes. The largest legitimate one, a product, stays under 16 kB. */
export const MAX_BODY_BYTES = 64 * 1024;

/** Names of UTF-8 and of its subsets. */
const UTF8_NAMES = ['utf-8', 'utf8', 'us-ascii', 'ascii'];

/** The character that decoders put in place of invalid bytes. */
const REPLACEMENT = '\ufffd';

const utf8 = new TextDecoder('utf-8', { fatal: true }); // drops a byte order mark

/**
 * Returns the bytes of a request's body. API Gateway passes JSON and `text/*` as text, and anything else as base64, including the form
 * content type of `curl -d`.
 *
 * @throws DomainError BODY_TOO_LARGE
 */
export const bodyBytes = ({ body = '', isBase64Encoded }: APIGatewayProxyEventV2): Buffer => {
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > MAX_BODY_BYTES) {
    throw new DomainError('BODY_TOO_LARGE', `The body is larger than ${MAX_BODY_BYTES} bytes.`);
  }
  return bytes;
};

/**
 * Decodes a body. U+FFFD is rejected like bytes that are not UTF-8. If API Gateway decoded the body, it has put U+FFFD in place of such
 * bytes. If the client sent it, the client had already lost a character.
 *
 * @throws DomainError UNSUPPORTED_MEDIA_TYPE, INVALID_ENCODING
 */
export const decodeText = (bytes: Buffer, headers: APIGatewayProxyEventV2['headers']): string => {
  refuseOtherEncodings(headers);
  return decoded(bytes);
};

const refuseOtherEncodings = (headers: APIGatewayProxyEventV2['headers']): void => {
  const charset = /;\s*charset\s*=\s*"?([^";,\s]*)/i.exec(headers['content-type'] ?? '')?.[1] ?? 'utf-8';
  if (!UTF8_NAMES.includes(charset.toLowerCase())) {
    throw new DomainError('UNSUPPORTED_MEDIA_TYPE', 'The body must be UTF-8: its Content-Type names another charset.');
  }
  if (!/^\s*(?:identity\s*)?$/i.test(headers['content-encoding'] ?? '')) {
    throw new DomainError('UNSUPPORTED_MEDIA_TYPE', 'The body must not be compressed: it has a Content-Encoding.');
  }
};

const decoded = (bytes: Buffer): string => {
  try {
    const text = utf8.decode(bytes);
    if (!text.includes(REPLACEMENT)) return text;
  } catch {
    // Bytes that are not UTF-8
  }
  throw new DomainError(
    'INVALID_ENCODING',
    'The body is not valid UTF-8, or holds U+FFFD in the place of a lost character.',
    {
      issues: [{ path: '', message: 'must be UTF-8' }],
    },
  );
};

/** Returns the query parameters of a request. @throws DomainError INVALID_INPUT if they are not percent-encoded UTF-8 */
export const queryOf = ({
  rawQueryString = '',
  queryStringParameters = {},
}: APIGatewayProxyEventV2): Record<string, string | undefined> => {
  try {
    if (!decodeURIComponent(rawQueryString).includes(REPLACEMENT)) return queryStringParameters;
  } catch {
    // A percent sign without two digits, or bytes that are not UTF-8
  }
  throw invalidInput([{ path: 'query', message: 'must be percent-encoded UTF-8' }]);
};

/**
 * Collects the parameters that begin with `{name}.` as one, in which each may be repeated: `attr.Size=M&attr.Size=L` is
 * `attr: { Size: ['M', 'L'] }`. API Gateway joins repeated ones with commas, which values may hold too, so the query is read as it was sent.
 *
 * @throws DomainError INVALID_INPUT if they are not percent-encoded UTF-8
 */
export const queryWithGroup = (event: APIGatewayProxyEventV2, name: string): Record<string, unknown> => {
  const query: Record<string, unknown> = queryOf(event);
  const group = new Map<string, string[]>();
  for (const [key, value] of new URLSearchParams(event.rawQueryString)) {
    if (!key.startsWith(`${name}.`)) continue;
    const own = key.slice(name.length + 1);
    group.set(own, [...(group.get(own) ?? []), value]);
  }
  const others = Object.entries(query).filter(([key]) => !key.startsWith(`${name}.`));
  return { ...(group.size > 0 ? { [name]: Object.fromEntries(group) } : {}), ...Object.fromEntries(others) };
};
