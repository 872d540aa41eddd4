import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';

/** Why a transaction was cancelled: one reason for each of its actions. `Item` is the existing row, in DynamoDB's JSON. */
type CancellationReason = { Code?: string; Item?: Record<string, AttributeValue> };

const CONFLICT = 'TransactionConflict';
const CONDITION_FAILED = 'ConditionalCheckFailed';
const TRANSIENT = [CONFLICT, 'ProvisionedThroughputExceeded', 'ThrottlingError', 'RequestLimitExceeded'];

/** Returns the reasons of a cancelled transaction; none for any other error. */
const reasonsOf = (error: unknown): CancellationReason[] => {
  const { name, CancellationReasons } = Object(error) as { name?: unknown; CancellationReasons?: CancellationReason[] };
  return name === 'TransactionCanceledException' ? (CancellationReasons ?? []) : [];
};

/** Returns whether a transaction was cancelled because another one held one of its items. */
export const isCancelledByConflict = (error: unknown): boolean =>
  reasonsOf(error).some(({ Code }) => Code === CONFLICT);

/** Returns whether a transaction was cancelled for a reason that passes: a conflict with another one, or throttling. */
export const isCancelledForNow = (error: unknown): boolean =>
  reasonsOf(error).some(({ Code = '' }) => TRANSIENT.includes(Code));

/** An unmet condition, with the row that did not meet it: `undefined` if there is none. */
export type UnmetCondition = { row: Record<string, unknown> | undefined };

/**
 * Returns the unmet conditions of a cancelled transaction by the position of their actions, or `undefined` if it was not cancelled because
 * of a condition.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html cancellation reasons
 */
export const unmetConditions = (error: unknown): (UnmetCondition | undefined)[] | undefined => {
  const unmet = reasonsOf(error).map(({ Code, Item }) =>
    Code === CONDITION_FAILED ? { row: Item && unmarshall(Item) } : undefined,
  );
  return unmet.some((condition) => condition !== undefined) ? unmet : undefined;
};
