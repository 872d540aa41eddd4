import { OUTAGE } from '@ecommerce/shared/outages.ts';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  addFailure,
  isGivenUp,
  isPermanent,
  MAX_OUTAGE_MS,
  MAX_PERMANENT_FAILURES,
  nextAttempt,
} from '../../src/recovery/failures.ts';

const NOW = Date.parse('2026-01-02T04:00:00.000Z');
const failureAfter = (errors: string[], stepMs = 60_000) =>
  errors.reduce<ReturnType<typeof addFailure> | undefined>(
    (stepFailure, error, index) => addFailure(stepFailure, error, NOW + index * stepMs),
    undefined,
  );
const five = (error: string) => Array.from({ length: MAX_PERMANENT_FAILURES }, () => error);

describe('a permanent error is', () => {
  test.each([
    'ZodError',
    'TypeError',
    'Error',
    'PaymentNotRefunded',
    'ValidationException',
    'States.DataLimitExceeded',
  ])('%s', (name) => {
    expect(isPermanent(name)).toBe(true);
  });

  test.each([
    OUTAGE,
    'DomainError',
    'StockBusy',
    'AccessDeniedException',
    'AuthorizationErrorException',
    'KMSDisabledException',
    'NotFoundException',
    'ResourceNotFoundException',
    'Sandbox.Timedout',
    'Runtime.ExitError',
    'Lambda.TooManyRequestsException',
    'States.Permissions',
    'States.Timeout',
    'States.TaskFailed',
  ])('not %s', (name) => {
    expect(isPermanent(name)).toBe(false);
  });
});

describe('stepFailure', () => {
  test('is counted from the first failure on, with the last error', () => {
    expect(failureAfter(['ZodError', OUTAGE, 'TypeError'])).toEqual({
      ...{ since: new Date(NOW).toISOString(), failures: 3, permanentFailures: 2, error: 'TypeError' },
    });
  });

  test('with five permanent failures gives the order up, with four does not', () => {
    const four = failureAfter(five('ZodError').slice(1));
    const all = failureAfter(five('ZodError'));

    expect([four, all].map((stepFailure) => stepFailure && isGivenUp(stepFailure, NOW))).toEqual([false, true]);
  });

  test('with outages gives the order up only after 24 hours', () => {
    const stepFailure = failureAfter(Array.from({ length: 100 }, () => OUTAGE));
    const after = (milliseconds: number) => stepFailure && isGivenUp(stepFailure, NOW + milliseconds);

    expect(after(MAX_OUTAGE_MS - 1)).toBe(false);
    expect(after(MAX_OUTAGE_MS)).toBe(true);
  });
});

describe('the next attempt', () => {
  const stepFailure = (failures: number) => ({ since: '', failures, permanentFailures: 0, error: '' });

  test.each([
    [1, 30],
    [2, 60],
    [3, 120],
    [5, 480],
    [6, 600],
    [7, 600],
    [1_000, 600],
  ])('after failure %i is within %i s, a quarter of it random', (failures, seconds) => {
    fc.assert(
      fc.property(fc.constant(failures), (count) => {
        const wait = nextAttempt(stepFailure(count), NOW) - NOW;
        return wait <= seconds * 1000 && wait >= seconds * 750;
      }),
      { numRuns: 20 },
    );
  });

  test('comes after longer waits once a failure was permanent, so that a bad deployment can be rolled back', () => {
    const waits = [1, 2, 3, 4].map(
      (count) => nextAttempt({ ...stepFailure(count), permanentFailures: count }, NOW) - NOW,
    );

    const total = waits.reduce((sum, wait) => sum + wait, 0);
    expect(total).toBeGreaterThanOrEqual(30 * 60_000);
    expect(total).toBeLessThanOrEqual(40 * 60_000);
  });
});
