import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Refusal } from './refusal.ts';

export type Credentials = {
  accessKeyId: string;
  secretAccessKey: string;
};

/** A request as received. */
export type WireRequest = {
  method: string;
  /** Path and query, percent-encoded as sent. */
  url: string;
  headers: IncomingHttpHeaders;
};

/** The parts of a signature, from the `Authorization` header or from the query of a presigned URL. */
type Signature = {
  credential: string;
  signedHeaders: string[];
  signature: string;
  /** ISO 8601 basic format, e.g. 20260131T235959Z. */
  date: string;
  payloadHash: string;
};

const algorithm = 'AWS4-HMAC-SHA256';
const skewMs = 15 * 60_000;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

const signatureMismatch: Refusal = {
  status: 403,
  code: 'SignatureDoesNotMatch',
  message:
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
};
const unknownKey: Refusal = {
  status: 403,
  code: 'InvalidAccessKeyId',
  message: 'The AWS Access Key Id you provided does not exist in our records.',
};
const malformed = (presigned: boolean, message: string): Refusal => ({
  status: 400,
  code: presigned ? 'AuthorizationQueryParametersError' : 'AuthorizationHeaderMalformed',
  message,
});

const toTime = (date: string): number =>
  Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));

const readAuthorization = (headers: IncomingHttpHeaders): Signature => {
  const fields = new Map(
    (headers.authorization ?? '')
      .slice(algorithm.length)
      .split(',')
      .map((field): [string, string] => {
        const [name = '', ...value] = field.trim().split('=');
        return [name, value.join('=')];
      }),
  );
  return {
    credential: fields.get('Credential') ?? '',
    signedHeaders: (fields.get('SignedHeaders') ?? '').split(';'),
    signature: fields.get('Signature') ?? '',
    date: String(headers['x-amz-date'] ?? ''),
    payloadHash: String(headers['x-amz-content-sha256'] ?? ''),
  };
};

const readQuery = (query: URLSearchParams): Signature => ({
  credential: query.get('X-Amz-Credential') ?? '',
  signedHeaders: (query.get('X-Amz-SignedHeaders') ?? '').split(';'),
  signature: query.get('X-Amz-Signature') ?? '',
  date: query.get('X-Amz-Date') ?? '',
  payloadHash: query.get('X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD',
});

const canonicalRequest = (
  { method, headers }: WireRequest,
  path: string,
  query: URLSearchParams,
  signed: Signature,
) => {
  const canonicalQuery = [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
  const canonicalHeaders = signed.signedHeaders
    .map(
      (name) =>
        `${name}:${String(headers[name] ?? '')
          .trim()
          .replace(/ +/g, ' ')}\n`,
    )
    .join('');
  const canonicalPath = decodeURIComponent(path).split('/').map(encode).join('/');
  return [
    method,
    canonicalPath,
    canonicalQuery,
    canonicalHeaders,
    signed.signedHeaders.join(';'),
    signed.payloadHash,
  ].join('\n');
};

const presignedTimeRefusal = (query: URLSearchParams, now: number): Refusal | undefined => {
  const start = toTime(query.get('X-Amz-Date') ?? '');
  const seconds = Number(query.get('X-Amz-Expires') ?? Number.NaN);
  if (Number.isNaN(start)) {
    return malformed(true, "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
  }
  if (!Number.isInteger(seconds) || seconds < 0) return malformed(true, 'X-Amz-Expires must be a non-negative number');
  if (seconds > 604_800) {
    return malformed(
      true,
      'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
    );
  }
  if (start > now + skewMs) return { status: 403, code: 'AccessDenied', message: 'Request is not valid yet' };
  const expires = start + seconds * 1000;
  if (now <= expires) return undefined;
  const details = {
    'X-Amz-Expires': String(seconds),
    Expires: new Date(expires).toISOString(),
    ServerTime: new Date(now).toISOString(),
  };
  return { status: 403, code: 'AccessDenied', message: 'Request has expired', details };
};

const headerTimeRefusal = (date: string, now: number): Refusal | undefined =>
  Math.abs(toTime(date) - now) <= skewMs
    ? undefined
    : {
        status: 403,
        code: 'RequestTimeTooSkewed',
        message: 'The difference between the request time and the current time is too large.',
      };

/** Rejects unsigned headers that change what the request does: copy sources, metadata, ACLs. */
const unsignedHeadersRefusal = (headers: IncomingHttpHeaders, signedHeaders: string[]): Refusal | undefined => {
  const mustBeSigned = (name: string) =>
    name === 'host' || (name.startsWith('x-amz-') && name !== 'x-amz-content-sha256');
  const loose = Object.keys(headers).filter((name) => mustBeSigned(name) && !signedHeaders.includes(name));
  if (loose.length === 0) return undefined;
  const message = 'There were headers present in the request which were not signed';
  return { status: 403, code: 'AccessDenied', message, details: { HeadersNotSigned: loose.join(', ') } };
};

const queryMethodRefusal = (query: URLSearchParams): Refusal | undefined =>
  query.get('X-Amz-Algorithm') === algorithm
    ? undefined
    : malformed(true, 'X-Amz-Algorithm only supports "AWS4-HMAC-SHA256"');

const headerMethodRefusal = ({ authorization = '' }: IncomingHttpHeaders): Refusal | undefined =>
  authorization.startsWith(`${algorithm} `)
    ? undefined
    : {
        status: 400,
        code: 'InvalidRequest',
        message: 'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
      };

/**
 * Creates the check of AWS Signature Version 4, in the header or in the query (presigned URLs), for one key pair and one region.
 * @returns a function that tells why a request is rejected; `undefined` if its signature is valid, 'unsigned' if it has none.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
export const signatureCheck = ({ accessKeyId, secretAccessKey }: Credentials, region: string) => {
  const signingKeys = new Map<string, Buffer>();
  const signingKey = (day: string, service: string): Buffer => {
    const scope = `${day}/${service}`;
    const known = signingKeys.get(scope);
    if (known) return known;
    const key = hmac(hmac(hmac(hmac(`AWS4${secretAccessKey}`, day), region), service), 'aws4_request');
    signingKeys.set(scope, key);
    return key;
  };

  return (request: WireRequest, now = Date.now()): Refusal | 'unsigned' | undefined => {
    const [path = '/', ...rest] = request.url.split('?');
    const query = new URLSearchParams(rest.join('?'));
    const presigned = query.has('X-Amz-Signature') || query.has('X-Amz-Algorithm');
    if (!presigned && request.headers.authorization === undefined) return 'unsigned';
    const methodRefusal = presigned ? queryMethodRefusal(query) : headerMethodRefusal(request.headers);
    if (methodRefusal) return methodRefusal;

    const signed = presigned ? readQuery(query) : readAuthorization(request.headers);
    const [key, day = '', signedRegion, service = '', terminator] = signed.credential.split('/');
    if (key !== accessKeyId) return unknownKey;
    if (signedRegion !== region || terminator !== 'aws4_request' || !signed.date.startsWith(day)) {
      return malformed(presigned, `The credential scope is malformed; expecting the region '${region}'.`);
    }
    const timeRefusal = presigned ? presignedTimeRefusal(query, now) : headerTimeRefusal(signed.date, now);
    if (timeRefusal) return timeRefusal;

    const scope = `${day}/${region}/${service}/aws4_request`;
    const text = [algorithm, signed.date, scope, sha256(canonicalRequest(request, path, query, signed))].join('\n');
    const given = Buffer.from(signed.signature, 'hex');
    const expected = hmac(signingKey(day, service), text);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return signatureMismatch;
    return unsignedHeadersRefusal(request.headers, signed.signedHeaders);
  };
};
