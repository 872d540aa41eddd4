import { backOff } from '@ecommerce/shared/backOff.ts';
import { OUTAGE } from '@ecommerce/shared/outages.ts';
import type { StepFailure } from '../order/orderStore.ts';

/** The number of permanent failures after which an order is given up. */
export const MAX_PERMANENT_FAILURES = 5;

/** How long an outage may delay an order's next step before the order is given up, in milliseconds. */
export const MAX_OUTAGE_MS = 24 * 60 * 60 * 1000;

/** How long an order's next step may be delayed before an alarm fires, in milliseconds. */
export const DELAY_ALARM_MS = 10 * 60 * 1000;

/** How long an order waits after its first failure, and the longest wait, in milliseconds. */
const RETRY_DELAYS_MS = { first: 30_000, longest: 10 * 60 * 1000 };

/** The same after a permanent failure, which may come from a bad deployment: people need time to roll it back. */
const PERMANENT_ERROR_DELAYS_MS = { first: 4 * 60 * 1000, longest: 14 * 60 * 1000 };

/**
 * Names of errors that say nothing about the order itself: outages as our functions report them, an unavailable payment provider,
 * conflicts over stock, missing permissions, keys, resources and variables, as named by DynamoDB, SQS, SNS, Step Functions and our code,
 * and failures of Lambda and Step Functions themselves.
 */
const TRANSIENT_ERRORS =
  /^(DomainError|StockBusy|AccessDenied(Exception)?|AuthorizationErrorException|KMS\w+|(Resource)?NotFoundException|QueueDoesNotExist|BadEnvironment|Sandbox\..*|Runtime\..*|Lambda\..*|States\.(Permissions|Timeout|TaskFailed))$/;

/** Returns whether an error, by the name that Step Functions reports, is permanent: no later attempt can succeed. */
export const isPermanent = (name: string): boolean => name !== OUTAGE && !TRANSIENT_ERRORS.test(name);

/** Returns the record of an order's failures after another failure of its next step. */
export const addFailure = (stepFailure: StepFailure | undefined, error: string, now: number): StepFailure => ({
  since: stepFailure?.since ?? new Date(now).toISOString(),
  failures: (stepFailure?.failures ?? 0) + 1,
  permanentFailures: (stepFailure?.permanentFailures ?? 0) + (isPermanent(error) ? 1 : 0),
  error,
});

/** Returns whether the order is given up: no further attempt is made. */
export const isGivenUp = ({ permanentFailures, since }: StepFailure, now: number): boolean =>
  permanentFailures >= MAX_PERMANENT_FAILURES || now - Date.parse(since) >= MAX_OUTAGE_MS;

/**
 * Returns when the next step is retried, in epoch milliseconds: the wait doubles each time up to a limit, less up to a quarter at random.
 */
export const nextAttempt = ({ failures, permanentFailures }: StepFailure, now: number): number =>
  now + backOff(failures, permanentFailures > 0 ? PERMANENT_ERROR_DELAYS_MS : RETRY_DELAYS_MS, 1 / 4);
