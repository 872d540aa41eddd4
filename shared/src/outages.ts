import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';

/** The name of the error by which one of our functions tells whoever invoked it that AWS failed, and not its code. */
export const OUTAGE = 'ServiceUnavailable';

/** Reasons of a cancelled transaction that go away by themselves. */
const PASSING_REASONS = ['ThrottlingError', 'ProvisionedThroughputExceeded', 'TransactionConflict'];

/** What the SDK's lists of passing errors lack: conflicts between transactions, throttled keys of KMS, a function that ran out of time. */
const PASSING_NAMES = [
  OUTAGE,
  'TransactionConflictException',
  'KMSThrottlingException',
  'KmsThrottledException',
  'KmsThrottled',
  'Sandbox.Timedout',
  'UnexpectedLambdaException',
];

/** What is looked at of an error. Errors of Node itself are no instances of `Error` in every context, so shapes decide. */
type Failure = {
  name?: unknown;
  message?: unknown;
  cause?: unknown;
  CancellationReasons?: { Code?: string }[];
};

/**
 * Whether an error means that AWS, or the way to it, failed for the time being: throttling, a 5xx answer, no connection, no answer in
 * time. The same request may succeed later. Looks at the causes of an error too. Refusals (no permission, bad input, a failed
 * condition) are no outages.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export const isOutage = (error: unknown): boolean => {
  if (typeof error !== 'object' || error === null) return false;
  const { name, message, cause, CancellationReasons = [] } = error as Failure;
  const sdkError = error as Parameters<typeof isThrottlingError>[0];
  return (
    isThrottlingError(sdkError) ||
    isTransientError(sdkError) ||
    isServerError(sdkError) ||
    PASSING_NAMES.includes(String(name)) ||
    // Cognito passes on the message alone of the trigger that failed
    (name === 'UserLambdaValidationException' && String(message).includes(`${OUTAGE}: `)) ||
    CancellationReasons.some(({ Code = '' }) => PASSING_REASONS.includes(Code)) ||
    isOutage(cause)
  );
};

/** An outage as an error that keeps its meaning on the way through Lambda and Cognito, which pass on only name and message. */
export const outageError = (error: unknown): Error =>
  Object.assign(new Error(`${OUTAGE}: ${(error as Failure).message}`, { cause: error }), { name: OUTAGE });
