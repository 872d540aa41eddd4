import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';

/** What a mocked client keeps of a call. */
type SdkCall = { args: [object, ...unknown[]]; calledBefore(other: never): boolean };

/**
 * The AWS calls that mocked clients took, in the order they were made, by the names that AWS and IAM give them: `dynamodb:GetItem`.
 *
 * @param cloud the clients by their services' names
 */
export const callsOf = (cloud: Record<string, { calls(): SdkCall[] }>): string[] =>
  Object.entries(cloud)
    .flatMap(([service, client]) => client.calls().map((call) => ({ service, call })))
    .sort((one, other) => (one.call.calledBefore(other.call as never) ? -1 : 1))
    .map(({ service, call }) => `${service}:${operationOf(call.args[0])}`);

const operationOf = (command: object): string =>
  command.constructor.name
    .replace(/Command$/, '')
    .replace(/^(Get|Put|Update|Delete|BatchGet|BatchWrite)$/, '$&Item')
    .replace(/^TransactWrite$/, '$&Items');

/** An exception of the SDK. */
export const awsError = (name: string, more: object = {}): Error => Object.assign(new Error(name), { name, ...more });

/** The refusal of a conditional write that met `row`, or no row at all. */
export const refusal = (row?: object): ConditionalCheckFailedException =>
  new ConditionalCheckFailedException({
    message: 'The conditional request failed',
    $metadata: {},
    ...(row ? { Item: marshall(row) } : {}),
  });

/** The refusal of a transaction with one write that met `row`, or no row at all. */
export const transactionRefusal = (row?: object): TransactionCanceledException =>
  new TransactionCanceledException({
    message: 'Transaction cancelled',
    $metadata: {},
    CancellationReasons: [{ Code: 'ConditionalCheckFailed', ...(row ? { Item: marshall(row) } : {}) }],
  });

/** A transaction that met another one on the row of its first write. */
export const transactionConflict = (): TransactionCanceledException =>
  new TransactionCanceledException({
    message: 'Transaction cancelled',
    $metadata: {},
    CancellationReasons: [{ Code: 'TransactionConflict' }],
  });
