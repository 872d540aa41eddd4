import { describe, expect, test } from '@jest/globals';
import { awsError } from './sdkCalls.ts';

const { isOutage, outageError } = await import('../src/outages.ts');

const answered = (httpStatusCode: number) => ({ $metadata: { httpStatusCode } });

const cancelled = (...codes: string[]): Error =>
  awsError('TransactionCanceledException', { CancellationReasons: codes.map((Code) => ({ Code })) });

describe('is an outage', () => {
  test.each([
    ['throttling', awsError('ThrottlingException', answered(400))],
    ['a table beyond its capacity', awsError('ProvisionedThroughputExceededException', answered(400))],
    ['an account beyond its request rate', awsError('RequestLimitExceeded', answered(400))],
    ['Lambda without free concurrency', awsError('TooManyRequestsException', answered(429))],
    ['a status of 429 under any name', awsError('Unknown', answered(429))],
    ['SQS throttling', awsError('RequestThrottled', answered(403))],
    ['S3 asking to slow down', awsError('SlowDown', answered(503))],
    ['KMS throttling behind SQS', awsError('KmsThrottled', answered(400))],
    ['KMS throttling behind Lambda', awsError('KMSThrottlingException', answered(502))],
    ['a fault of DynamoDB', awsError('InternalServerError', answered(500))],
    ['a fault of Cognito', awsError('InternalErrorException', answered(500))],
    ['a 5xx that the SDK does not repeat', awsError('Unknown', answered(507))],
    ['an error that the service calls retryable', awsError('Busy', { $retryable: {} })],
    ['a timeout', awsError('TimeoutError')],
    ['no connection', awsError('Error', { code: 'ECONNREFUSED' })],
    ['a reset connection', awsError('Error', { code: 'ECONNRESET' })],
    ['a connection that could not be made in time', awsError('Error', { code: 'ETIMEDOUT' })],
    ['a connection closed while writing', awsError('Error', { code: 'EPIPE' })],
    ['a name that is not resolved', awsError('Error', { code: 'EAI_AGAIN' })],
    ['fetch without a connection', new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } })],
    ['one wrapped by a library', new Error('no parameter', { cause: awsError('ThrottlingException') })],
    ['one that is no Error of this context', { name: 'Error', message: 'aborted', code: 'ECONNRESET' }],
    ['a transaction that was throttled', cancelled('None', 'ThrottlingError')],
    ['a transaction beyond a table’s capacity', cancelled('ProvisionedThroughputExceeded')],
    ['a transaction that met another one', cancelled('TransactionConflict', 'None')],
    ['a write that met a transaction', awsError('TransactionConflictException', answered(400))],
    ['an invoked function that ran out of time', awsError('Sandbox.Timedout')],
    ['what an invoked function calls one', outageError(awsError('SlowDown'))],
    [
      'what a trigger of the user pool calls one',
      awsError('UserLambdaValidationException', {
        message: `PostAuthentication failed with error ${outageError(awsError('SlowDown')).message}.`,
      }),
    ],
  ])('%s', (_, error) => {
    expect(isOutage(error)).toBe(true);
  });
});

describe('is not an outage', () => {
  test.each([
    ['a fault of ours', new TypeError("Cannot read properties of undefined (reading 'id')")],
    ['a missing permission', awsError('AccessDeniedException', answered(400))],
    ['a missing table', awsError('ResourceNotFoundException', answered(400))],
    ['bad input', awsError('ValidationException', answered(400))],
    ['a failed condition', awsError('ConditionalCheckFailedException', answered(400))],
    ['a transaction whose condition failed', cancelled('ConditionalCheckFailed', 'None')],
    ['a trigger’s refusal', awsError('UserLambdaValidationException', { message: 'PreSignUp failed with error no.' })],
    ['an invoked function that crashed', awsError('Runtime.ExitError')],
    ['a missing file', awsError('Error', { code: 'ENOENT' })],
    ['nothing', undefined],
    ['a text', 'ThrottlingException'],
  ])('%s', (_, error) => {
    expect(isOutage(error)).toBe(false);
  });
});

test('a wrapped outage keeps its cause and message', () => {
  const error = awsError('SlowDown');

  expect(outageError(error)).toMatchObject({
    name: 'ServiceUnavailable',
    message: 'ServiceUnavailable: SlowDown',
    cause: error,
  });
});
