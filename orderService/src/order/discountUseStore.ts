import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '@ecommerce/shared/batchGet.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { dynamodb } from '@ecommerce/shared/dynamodb.ts';
import { transactOnce, updateOnce, type WriteOnce } from '@ecommerce/shared/writeOnce.ts';

/**
 * The table's name, read when it is needed: every function that changes orders has this module, but only those that place or end orders
 * have the table.
 */
const tableName = (): string => readEnvironment({ DISCOUNT_USES_TABLE: name }).DISCOUNT_USES_TABLE;

/** A counter that an order is counted by, and how many it may count. */
export type DiscountUse = { counter: string; max: number };

/** The update that counts a use, part of the transaction that writes the order. Its condition fails when all are used. */
export const countUseUpdate = ({ counter, max }: DiscountUse) => ({
  TableName: tableName(),
  Key: { id: counter },
  UpdateExpression: 'ADD uses :one',
  ConditionExpression: 'attribute_not_exists(uses) OR uses < :max',
  ExpressionAttributeValues: { ':one': 1, ':max': max },
});

/** The update that gives a use back. */
const returnUseUpdate = (counter: string) => ({
  TableName: tableName(),
  Key: { id: counter },
  UpdateExpression: 'ADD uses :minusOne',
  ExpressionAttributeValues: { ':minusOne': -1 },
});

/** How often counters were used, as the last writes left them; 0 for those without a row. */
export const readUses = async (counters: string[]): Promise<Map<string, number>> => {
  if (counters.length === 0) return new Map();
  const table = tableName();
  const keys = { [table]: [...new Set(counters)].map((id) => ({ id })) };
  const { [table]: rows = [] } = await batchGet(keys, { consistent: true });
  return new Map(rows.map(({ id, uses }) => [String(id), Number(uses)]));
};

type Update = Parameters<typeof updateOnce>[0] & { ConditionExpression: string };

/** Makes an update that ends an order. If the order counts as a use of limited discounts, a transaction also gives these uses back. */
export const endOnce = async (update: Update): Promise<WriteOnce> => {
  const condition = update.ConditionExpression;
  const unlessUsed = `(${condition}) AND attribute_not_exists(discountUses)`;
  const simple = await updateOnce({ ...update, ConditionExpression: unlessUsed });
  const uses = simple.row?.discountUses;
  if (simple.written || !Array.isArray(uses)) return simple;
  const Update = {
    ...update,
    UpdateExpression: `${update.UpdateExpression}, discountUses`, // its last clause is REMOVE
    ConditionExpression: `(${condition}) AND attribute_exists(discountUses)`,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
  const counters = uses.map((counter) => ({ Update: returnUseUpdate(String(counter)) }));
  const { written, conflicts } = await transactOnce([{ Update }, ...counters]);
  const { Item } = written ? await dynamodb.send(new GetCommand({ ...keyOf(update), ConsistentRead: true })) : {};
  return { written, row: written ? Item : conflicts[0]?.row };
};

const keyOf = ({ TableName, Key }: Update) => ({ TableName, Key });
