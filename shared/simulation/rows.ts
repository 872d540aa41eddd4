import { marshall } from '@aws-sdk/util-dynamodb';
import {
  copy,
  InvalidExpression,
  meetsCondition,
  type Names,
  type Row,
  updateRow,
  type Values,
} from './expressions.ts';

export type IndexSetting = {
  name: string;
  partition: string;
  sort: string | undefined;
  projected: string[] | undefined;
};
export type TableSetting = { name: string; partition: string; sort: string | undefined; indexes: IndexSetting[] };

/** A write operation of the API, on plain values. */
export type Write = {
  TableName: string;
  Key?: Row;
  Item?: Row;
  UpdateExpression?: string;
  ConditionExpression?: string;
  ExpressionAttributeNames?: Names;
  ExpressionAttributeValues?: Values;
  ReturnValues?: string;
  ReturnValuesOnConditionCheckFailure?: string;
};

export const keyText = ({ name, partition, sort }: TableSetting, row: Row): string => {
  const key = row[partition];
  if (typeof key !== 'string' || key === '') throw new InvalidExpression(`${name}: the key ${partition} is missing`);
  return sort === undefined ? key : `${key}\u0000${row[sort]}`;
};

export const keyOf = ({ partition, sort }: TableSetting, row: Row): Row =>
  sort === undefined ? { [partition]: row[partition] } : { [partition]: row[partition], [sort]: row[sort] };

export const projected = (table: TableSetting, { partition, sort, projected: others }: IndexSetting, row: Row): Row => {
  if (others === undefined) return row;
  const names = [table.partition, table.sort, partition, sort, ...others];
  return Object.fromEntries(
    names.flatMap((name) => (name !== undefined && row[name] !== undefined ? [[name, row[name]]] : [])),
  );
};

export const meets = (write: Write, row: Row | undefined): boolean =>
  write.ConditionExpression === undefined ||
  meetsCondition(write.ConditionExpression, row ?? {}, write.ExpressionAttributeNames, write.ExpressionAttributeValues);

/** Returns the row after a write whose condition was met. */
export const outcomeOf = (operation: string, write: Write, before: Row | undefined): Row | undefined => {
  if (operation === 'Delete') return undefined;
  if (operation === 'Put') return checked(copy(write.Item as Row));
  const row = copy(before ?? (write.Key as Row));
  updateRow(write.UpdateExpression ?? '', row, write.ExpressionAttributeNames, write.ExpressionAttributeValues);
  return row;
};

const checked = (row: Row): Row => {
  for (const [name, value] of Object.entries(row)) {
    if (value instanceof Set && value.size === 0) throw new InvalidExpression(`The set ${name} is empty`);
    if (typeof value === 'number' && !Number.isFinite(value))
      throw new InvalidExpression(`The number ${name} is ${value}`);
  }
  return row;
};

export const marshalled = (row: Row) => marshall(row, { removeUndefinedValues: true });
