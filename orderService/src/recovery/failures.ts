import { OUTAGE } from '@ecommerce/shared/outages.ts';
import type { Trouble } from '../order/orderStore.ts';

/** After how many attempts that no later attempt changes an order is given up. */
export const MAX_ATTEMPTS = 5;

/** How long an outage may keep an order from its next step, in milliseconds. */
export const MAX_OUTAGE_MS = 24 * 60 * 60 * 1000;

/** From when on people are told that an order is kept from its next step, in milliseconds. */
export const DELAY_ALARM_MS = 10 * 60 * 1000;

/** How long an order waits after its first failure, and at most, in milliseconds. */
const RETRY_DELAYS_MS = { first: 30_000, longest: 10 * 60 * 1000 };

/** The same once a failure was for good: it may be the fault of a deployment, which people need time to take back. */
const PERMANENT_ERROR_DELAYS_MS = { first: 4 * 60 * 1000, longest: 14 * 60 * 1000 };

/**
 * Names of errors that say nothing about the order at hand: outages as our functions report them, a payment provider out of reach, stock that
 * others hold, missing permissions, keys, resources and variables, as DynamoDB, SQS, SNS, Step Functions and we name them, and Lambda's and
 * Step Functions' own troubles.
 */
const TRANSIENT_ERRORS =
  /^(DomainError|StockBusy|AccessDenied(Exception)?|AuthorizationErrorException|KMS\w+|(Resource)?NotFoundException|QueueDoesNotExist|BadEnvironment|Sandbox\..*|Runtime\..*|Lambda\..*|States\.(Permissions|Timeout|TaskFailed))$/;

/** Whether an error, by the name that Step Functions reports, is one that no later attempt changes. */
export const isPermanent = (name: string): boolean => name !== OUTAGE && !TRANSIENT_ERRORS.test(name);

/** What keeps an order from its next step, after one more failure. */
export const addFailure = (trouble: Trouble | undefined, error: string, now: number): Trouble => ({
  since: trouble?.since ?? new Date(now).toISOString(),
  failures: (trouble?.failures ?? 0) + 1,
  attempts: (trouble?.attempts ?? 0) + (isPermanent(error) ? 1 : 0),
  error,
});

/** Whether nothing more is tried. */
export const isGivenUp = ({ attempts, since }: Trouble, now: number): boolean =>
  attempts >= MAX_ATTEMPTS || now - Date.parse(since) >= MAX_OUTAGE_MS;

/** When the next step is tried again, in epoch milliseconds: after twice as long each time, up to a limit, a quarter of it random. */
export const nextAttempt = ({ failures, attempts }: Trouble, now: number): number => {
  const { first, longest } = attempts > 0 ? PERMANENT_ERROR_DELAYS_MS : RETRY_DELAYS_MS;
  return now + Math.min(first * 2 ** Math.min(failures - 1, 10), longest) * (1 - Math.random() / 4);
};
