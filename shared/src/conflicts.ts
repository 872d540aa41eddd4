import { setTimeout as wait } from 'node:timers/promises';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { DomainError, isNamed } from './errors.ts';

// About 2.1 s in all, 4.2 s at most: short enough for a request, long enough for a seller's change while many customers order the product
const ATTEMPTS = 14;
const FIRST_WAIT_MS = 40;
const LONGEST_WAIT_MS = 400;

/** How DynamoDB reports that another transaction holds an item: as the name of an error, and as the code of a cancellation reason. */
const CONFLICTS = ['TransactionConflictException', 'TransactionInProgressException'];
const CONFLICT_REASON = 'TransactionConflict';

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
      await wait(Math.random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1)));
    }
  }
};

const isConflict = (error: unknown): boolean =>
  isNamed(error, ...CONFLICTS) || cancellationReasons(error).some(({ Code }) => Code === CONFLICT_REASON);

/** Why a transaction was cancelled: one reason for each of its actions. `Item` is the existing row, in DynamoDB's JSON. */
export type CancellationReason = { Code?: string; Item?: Record<string, AttributeValue> };

/** Returns the reasons of a cancelled transaction; none for any other error. */
export const cancellationReasons = (error: unknown): CancellationReason[] =>
  isNamed(error, 'TransactionCanceledException') && 'CancellationReasons' in error
    ? (error.CancellationReasons as CancellationReason[])
    : [];
