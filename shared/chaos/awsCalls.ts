import type { IncomingHttpHeaders } from 'node:http';

/** The services that order flows call, as `platform.json` names them. S3 is left out: its URLs are handed to clients. */
export const FAULTY_SERVICES = ['dynamodb', 'sqs', 'sns', 'cognito', 'sfn', 'ses', 'ssm', 'lambda'] as const;
export type FaultyService = (typeof FAULTY_SERVICES)[number];

/** A request as it reaches an endpoint. */
export type AwsRequest = { path: string; headers: IncomingHttpHeaders; body: Buffer };

const REST: Partial<Record<FaultyService, [RegExp, string][]>> = {
  lambda: [[/\/invocations/, 'Invoke']],
};

/** Returns the operation of a request, e.g. `dynamodb:UpdateItem`. */
export const operationOf = (service: FaultyService, { path, headers, body }: AwsRequest): string => {
  const target = headers['x-amz-target'];
  const name =
    (typeof target === 'string' ? target.split('.').at(-1) : undefined) ??
    REST[service]?.find(([pattern]) => pattern.test(path))?.[1] ??
    new URLSearchParams(body.toString()).get('Action') ??
    'other';
  return `${service}:${name}`;
};

/**
 * Returns the answer that the layer gives by itself, without calling AWS. It answers requests to hide a message for up to ten minutes, so
 * that the message returns after its queue's own, shorter visibility timeout: a run has no time for more, and a changed call would need a
 * new signature.
 */
export const ownAnswer = (operation: string) =>
  operation === 'sqs:ChangeMessageVisibility'
    ? { status: 200, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: Buffer.from('{}') }
    : undefined;

/** Returns an error as AWS would answer it: code and status in the service's own format. */
export const refusalBy = (service: FaultyService, kind: 'throttled' | 'failed') => {
  const throttled = kind === 'throttled';
  const status = !throttled ? 500 : service === 'lambda' ? 429 : 400;
  const code = throttled ? THROTTLES[service] : 'InternalServerError';
  if (service === 'sns' || service === 'ses') {
    const body = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>chaos</Message></Error><RequestId>chaos</RequestId></ErrorResponse>`;
    return { status, headers: { 'content-type': 'text/xml' }, body };
  }
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-errortype': code };
  return { status, headers, body: JSON.stringify({ __type: code, message: 'chaos' }) };
};

const THROTTLES: Record<FaultyService, string> = {
  dynamodb: 'ProvisionedThroughputExceededException',
  sqs: 'ThrottlingException',
  sns: 'Throttling',
  cognito: 'TooManyRequestsException',
  sfn: 'ThrottlingException',
  ses: 'Throttling',
  ssm: 'ThrottlingException',
  lambda: 'TooManyRequestsException',
};
