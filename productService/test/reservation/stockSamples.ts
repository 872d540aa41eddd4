import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { cloud } from '../../../shared/test/imageCloud.ts';

export const orderId = '4a3b6a5e-8c1d-5f0e-9b2a-1c2d3e4f5a6b';

/** Another order. */
export const otherOrderId = '7d2f0b1c-3e4a-5b6c-8d7e-9f0a1b2c3d4e';

/** What the order takes. */
export const lines = [
  { productId: 'shoes', quantity: 2 },
  { productId: 'socks', quantity: 3 },
];

/** Its reservation. */
export const reservation = (status: 'reserved' | 'released') => ({ orderId, items: lines, status });

type Reason = NonNullable<TransactionCanceledException['CancellationReasons']>[number];

/** A cancelled transaction, with a reason for each of its parts in order. */
export const cancelled = (...reasons: (string | Reason)[]): TransactionCanceledException =>
  new TransactionCanceledException({
    message: 'Transaction cancelled',
    $metadata: {},
    CancellationReasons: reasons.map((reason) => (typeof reason === 'string' ? { Code: reason } : reason)),
  });

/** The reason of a part whose condition did not hold on `row`, or because there is none. */
export const unmet = (row?: object): Reason => ({
  Code: 'ConditionalCheckFailed',
  Item: row && (marshall(row, { removeUndefinedValues: true }) as Reason['Item']),
});

/** The transactions that were tried. */
export const transactions = () =>
  cloud.dynamodb.commandCalls(TransactWriteCommand).map(({ args }) => args[0].input.TransactItems ?? []);
