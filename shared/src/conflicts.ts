import { setTimeout as wait } from 'node:timers/promises';
import { backOff } from './backOff.ts';
import { isCancelledByConflict } from './cancellationReasons.ts';
import { DomainError, isNamed } from './errors.ts';

// About 2.1 s in all, 4.2 s at most: short enough for a request, long enough for a seller's change while many customers order the product
const ATTEMPTS = 14;
const WAITS_MS = { first: 40, longest: 400 };

/** How DynamoDB reports to a single write that a transaction holds its item. */
const CONFLICTS = ['TransactionConflictException', 'TransactionInProgressException'];

/**
 * Retries a write that conflicts with a transaction on the same item, with exponential back-off and jitter. The SDK does not retry these
 * conflicts.
 *
 * @throws DomainError UNAVAILABLE if every attempt met a conflict
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-conflict-handling
 */
export const retryConflicts = async <T>(write: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await write();
    } catch (error) {
      if (!isConflict(error)) throw error;
      if (attempt === ATTEMPTS) {
        throw new DomainError('UNAVAILABLE', 'Several requests are changing this at the same time: try again.');
      }
      await wait(backOff(attempt, WAITS_MS));
    }
  }
};

const isConflict = (error: unknown): boolean => isNamed(error, ...CONFLICTS) || isCancelledByConflict(error);
