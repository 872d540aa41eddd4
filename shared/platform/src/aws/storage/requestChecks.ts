import { createHash } from 'node:crypto';
import { foreignRequest } from '../../http/foreignRequests.ts';
import { type CorsConfiguration, corsHeaders, preflightRefusal } from './bucketCors.ts';
import type { FauxqsApp, S3Store } from './fauxqs.ts';
import { accessDenied, type Refusal, toErrorElement, toErrorXml } from './refusal.ts';
import type { signatureCheck } from './sigV4.ts';

type AppRequest = Parameters<FauxqsApp['errorHandler']>[1];
type AppReply = Parameters<FauxqsApp['errorHandler']>[2];

/** The settings of a bucket. */
export type BucketRules = {
  isPublic?: (bucket: string, key: string) => boolean;
  cors?: CorsConfiguration;
};

export type RequestChecks = {
  checkSignature: ReturnType<typeof signatureCheck>;
  rulesOf(bucket: string): BucketRules;
  objects: S3Store;
};

/** The largest body that fauxqs accepts, in bytes. */
const bodyLimit = 11 * 1024 * 1024;

/** Returns whether a request is for S3: POST requests to the root are for SQS and SNS. */
export const isS3 = ({ method, url }: { method: string; url: string }): boolean =>
  method !== 'POST' || !/^\/(\?|$)/.test(url);

/** Returns the bucket and key of a path-style URL. Throws a URIError if its percent-encoding is invalid. */
export const objectOf = (url: string): { bucket: string; key: string } => {
  const [, bucket = '', ...key] = (url.split(/[?#]/)[0] ?? '').split('/');
  return { bucket: decodeURIComponent(bucket), key: decodeURIComponent(key.join('/')) };
};

const isReadable = (url: string): boolean => {
  try {
    objectOf(url);
    return true;
  } catch {
    return false;
  }
};

const refuse = (request: AppRequest, reply: AppReply, refusal: Refusal) => {
  if (isS3(request)) return reply.code(refusal.status).type('application/xml').send(toErrorXml(refusal));
  const { code, message, status } = refusal;
  if (request.headers['content-type']?.startsWith('application/x-amz-json')) {
    return reply.code(status).type('application/x-amz-json-1.0').send({ __type: code, message });
  }
  return reply
    .code(status)
    .type('text/xml')
    .send(`<ErrorResponse>${toErrorElement(refusal)}</ErrorResponse>`);
};

/**
 * Returns why a request without credentials is rejected: only GET and HEAD of public objects are allowed, and S3 does not reveal what is
 * missing.
 */
const anonymousRefusal = ({ method, url }: AppRequest, { rulesOf, objects }: RequestChecks): Refusal | undefined => {
  const { bucket, key } = objectOf(url);
  const query = new URLSearchParams(url.split('?')[1]);
  const isPlainRead = (method === 'GET' || method === 'HEAD') && key !== '' && !query.has('attributes');
  if (!isPlainRead || !rulesOf(bucket).isPublic?.(bucket, key)) return accessDenied;
  try {
    objects.headObject(bucket, key);
    return undefined;
  } catch {
    return accessDenied;
  }
};

const accessRefusal = (request: AppRequest, checks: RequestChecks): Refusal | undefined => {
  const refusal = checks.checkSignature({
    method: request.method,
    url: request.originalUrl,
    headers: request.raw.headers,
  });
  if (refusal !== 'unsigned') return refusal;
  if (isS3(request)) return anonymousRefusal(request, checks);
  return { status: 403, code: 'MissingAuthenticationToken', message: 'Request is missing Authentication Token' };
};

/** Adds the CORS headers of the bucket's rules or, for a preflight request, sends the whole response. */
const answerCors = (request: AppRequest, reply: AppReply, { rulesOf }: RequestChecks) => {
  const { cors } = rulesOf(objectOf(request.url).bucket);
  const { headers } = request.raw;
  const preflightMethod = headers['access-control-request-method'];
  const isPreflight = request.method === 'OPTIONS';
  const granted = corsHeaders(cors, isPreflight ? (preflightMethod ?? '') : request.method, headers);
  if (granted) reply.headers(granted);
  if (!isPreflight) return undefined;
  return granted ? reply.code(200).send() : refuse(request, reply, preflightRefusal(cors, headers));
};

/** Returns whether the body has the hash in the signature. */
const hasPromisedBody = (request: AppRequest): boolean => {
  const promised = request.headers['x-amz-content-sha256'];
  if (!isS3(request) || typeof promised !== 'string' || !/^[0-9a-f]{64}$/.test(promised)) return true;
  const body = Buffer.isBuffer(request.body) ? request.body : '';
  return createHash('sha256').update(body).digest('hex') === promised;
};

/** Reads the rest of the body, so that the client gets the response instead of a broken pipe. */
const drain = (request: AppRequest): Promise<void> =>
  new Promise((resolve) => {
    const { raw } = request;
    if (raw.readableEnded || raw.destroyed) return resolve();
    raw.once('end', resolve).once('close', resolve).once('error', resolve).resume();
  });

const failureRefusal = (error: unknown): Refusal => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    const message = 'Your proposed upload exceeds the maximum allowed size';
    return { status: 400, code: 'EntityTooLarge', message, details: { MaxSizeAllowed: String(bodyLimit) } };
  }
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return { status: 400, code: 'InvalidArgument', message: 'The Content-Type header is not valid.' };
  }
  console.error(error);
  return { status: 500, code: 'InternalError', message: 'We encountered an internal error. Please try again.' };
};

/**
 * Returns whether a PUT that is only to create an object finds one.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
const isTaken = ({ method, url, headers }: AppRequest, objects: S3Store): boolean => {
  if (method !== 'PUT' || headers['if-none-match'] !== '*') return false;
  const { bucket, key } = objectOf(url);
  try {
    objects.headObject(bucket, key);
    return true;
  } catch {
    return false;
  }
};

/** Makes S3 read every body as bytes, whatever its type; requests to SNS, at the root, are forms. */
const readFormsOnlyForSns = (app: FauxqsApp): void => {
  const form = 'application/x-www-form-urlencoded';
  app.removeContentTypeParser(form);
  app.addContentTypeParser(form, { parseAs: 'buffer' }, (request, body, done) => {
    done(null, isS3(request) ? body : Object.fromEntries(new URLSearchParams(body.toString())));
  });
};

/**
 * Adds to fauxqs what it lacks of S3: signatures and their expiry, private buckets, CORS, conditional writes, S3's error format. SQS and SNS require signed
 * requests, too.
 */
export const addRequestChecks = (app: FauxqsApp, checks: RequestChecks): void => {
  readFormsOnlyForSns(app);
  app.addHook('onRequest', async (request, reply) => {
    const foreign = foreignRequest(request.raw.headers, isS3(request) ? 'any page' : 'own pages');
    if (foreign !== undefined) return refuse(request, reply, { status: 403, code: 'AccessDenied', message: foreign });
    if (!isReadable(request.url)) {
      return refuse(request, reply, { status: 400, code: 'InvalidURI', message: "Couldn't parse the specified URI." });
    }
    const corsAnswer = isS3(request) ? answerCors(request, reply, checks) : undefined;
    if (corsAnswer) return corsAnswer;
    const refusal = accessRefusal(request, checks);
    if (refusal) return refuse(request, reply, refusal);
    if (request.method === 'PUT') request.raw.headers['content-type'] ??= 'binary/octet-stream';
    return undefined;
  });
  app.addHook('preHandler', async (request, reply) => {
    if (hasPromisedBody(request)) return undefined;
    const message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
    return refuse(request, reply, { status: 400, code: 'XAmzContentSHA256Mismatch', message });
  });
  // Without a promise: nothing comes between this and the handler, which is synchronous
  app.addHook('preHandler', (request, reply, done) => {
    if (!isS3(request) || !isTaken(request, checks.objects)) return done();
    const message = 'At least one of the pre-conditions you specified did not hold';
    return refuse(request, reply, {
      status: 412,
      code: 'PreconditionFailed',
      message,
      details: { Condition: 'If-None-Match' },
    });
  });
  app.setErrorHandler(async (error, request, reply) => {
    await drain(request);
    return refuse(request, reply, failureRefusal(error));
  });
  // The hook sends the response, but only runs if there is a route.
  app.options('/*', (_request, reply) => reply.send());
};
