import type { IncomingHttpHeaders } from 'node:http';

/** The services that order flows call, as `platform.json` names them. S3 is left alone: its URLs are given away. */
export const FAULTY_SERVICES = ['dynamodb', 'sqs', 'sns', 'cognito', 'sfn', 'ses', 'ssm', 'lambda'] as const;
export type FaultyService = (typeof FAULTY_SERVICES)[number];

/** A request as it reaches an endpoint. */
export type AwsRequest = { path: string; headers: IncomingHttpHeaders; body: Buffer };

const REST: Partial<Record<FaultyService, [RegExp, string][]>> = {
  lambda: [[/\/invocations/, 'Invoke']],
};

/** The operation that a request asks for, e.g. `dynamodb:UpdateItem`. */
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
 * What the layer answers by itself: a message that a consumer wants to hide for up to ten minutes comes again when its queue's own, shorter time
 * is over. A run has no time for more, and a call that is changed on its way would need another signature.
 */
export const ownAnswer = (operation: string) =>
  operation === 'sqs:ChangeMessageVisibility'
    ? { status: 200, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: Buffer.from('{}') }
    : undefined;

/** How AWS refuses a call: an error code and its status, in the service's own format. */
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
