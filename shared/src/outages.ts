import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';
import { isCancelledForNow } from './cancellationReasons.ts';

/** The name of the error that our functions throw when AWS failed, not their own code. Invoking functions recognise it. */
export const OUTAGE = 'ServiceUnavailable';

/** Transient errors that the SDK's lists lack: conflicts between transactions, throttled KMS keys, a function that timed out. */
const TRANSIENT_NAMES = [
  OUTAGE,
  'TransactionConflictException',
  'KMSThrottlingException',
  'KmsThrottledException',
  'KmsThrottled',
  'Sandbox.Timedout',
  'UnexpectedLambdaException',
];

/** The properties of an error that are inspected. `instanceof Error` would miss Node's own errors in other contexts. */
type Failure = {
  name?: unknown;
  message?: unknown;
  cause?: unknown;
};

/**
 * Returns whether an error, or one of its causes, means that AWS or the connection to it failed temporarily: throttling, a 5xx response,
 * no connection, a timeout. The same request may succeed later. Rejections (no permission, bad input, a failed condition) are not
 * outages.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export const isOutage = (error: unknown): boolean => {
  if (typeof error !== 'object' || error === null) return false;
  const { name, message, cause } = error as Failure;
  const sdkError = error as Parameters<typeof isThrottlingError>[0];
  return (
    isThrottlingError(sdkError) ||
    isTransientError(sdkError) ||
    isServerError(sdkError) ||
    TRANSIENT_NAMES.includes(String(name)) ||
    // Cognito passes on only the message of a trigger's error
    (name === 'UserLambdaValidationException' && String(message).includes(`${OUTAGE}: `)) ||
    isCancelledForNow(error) ||
    isOutage(cause)
  );
};

/** Wraps an outage so that it is still recognised after Lambda or Cognito, which pass on only name and message. */
export const outageError = (error: unknown): Error =>
  Object.assign(new Error(`${OUTAGE}: ${(error as Failure).message}`, { cause: error }), { name: OUTAGE });
