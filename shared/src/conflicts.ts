import { setTimeout as wait } from 'node:timers/promises';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { DomainError, isNamed } from './errors.ts';

// Together some 2.1 s, 4.2 s at most: a request has time for it, and a seller's change amid a rush on the product needs it
const ATTEMPTS = 14;
const FIRST_WAIT_MS = 40;
const LONGEST_WAIT_MS = 400;

/** The names under which DynamoDB says that another transaction holds an item, of an error and of the reasons of a cancelled transaction. */
const CONFLICTS = ['TransactionConflictException', 'TransactionInProgressException'];
const CONFLICT_REASON = 'TransactionConflict';

/**
 * Repeats a write that met a transaction on the same item, with growing, random waits. The SDK does not repeat these by itself.
 *
 * @throws DomainError UNAVAILABLE when the item was held each time
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

/** Why a transaction was cancelled, one reason for each of its actions; `Item` is the row that stands, in DynamoDB's JSON. */
export type CancellationReason = { Code?: string; Item?: Record<string, AttributeValue> };

/** The reasons that a cancelled transaction gives; none of any other error. */
export const cancellationReasons = (error: unknown): CancellationReason[] =>
  isNamed(error, 'TransactionCanceledException') && 'CancellationReasons' in error
    ? (error.CancellationReasons as CancellationReason[])
    : [];
