/**
 * The parts of dynalite 4 that are used: its validation and its actions, which take their storage as a parameter. Its server and storage
 * are not used: its storage writes an item and its index entries one by one, so a killed process would leave them inconsistent.
 * https://github.com/architect/dynalite
 */
import { createRequire } from 'node:module';
import { type ExpressionParser, rememberExpressions } from './expressions.ts';
import type { ListStream } from './streams/streams.ts';

const require = createRequire(import.meta.url);

/** An attribute value in DynamoDB's JSON, `{ "S": "…" }`. */
export type AttributeValue = Record<string, unknown>;
export type Item = Record<string, AttributeValue>;
type KeySchema = { AttributeName: string; KeyType: string }[];

export type SecondaryIndex = {
  IndexName: string;
  KeySchema: KeySchema;
  Projection: { ProjectionType: string; NonKeyAttributes?: string[] };
  IndexStatus?: string;
  [property: string]: unknown;
};

export type Table = {
  TableName: string;
  TableStatus: string;
  TableArn: string;
  KeySchema: KeySchema;
  AttributeDefinitions: { AttributeName: string; AttributeType: string }[];
  LocalSecondaryIndexes?: SecondaryIndex[];
  GlobalSecondaryIndexes?: SecondaryIndex[];
  [property: string]: unknown;
};

export type Callback<Result> = (error: Error | null, result?: Result) => void;
export type StreamOptions = { gt?: string; gte?: string; lt?: string; lte?: string; limit?: number; reverse?: boolean };
export type BatchOperation = { type: 'put' | 'del'; key: string; value?: unknown };

/** The interface through which dynalite's actions access one table's items, one index, one table's tags, or the tables. */
export type Section = {
  get(key: string, callback: Callback<unknown>): void;
  put(key: string, value: unknown, callback: Callback<void>): void;
  del(key: string, callback: Callback<void>): void;
  batch(operations: BatchOperation[], callback: Callback<void>): void;
  lock(key: string, run: (release: <F>(callback: F) => F) => void): void;
  createKeyStream(options?: StreamOptions): ListStream;
  createValueStream(options?: StreamOptions): ListStream;
};

/** The storage that is passed to dynalite's actions. */
export type Store = {
  options: { maxItemSize: number; createTableMs: number; updateTableMs: number; deleteTableMs: number };
  tableDb: Section & { awsRegion: string; awsAccountId: string };
  getItemDb(table: string): Section;
  getIndexDb(type: string, table: string, index: string): Section;
  getTagDb(table: string): Section;
  getTable(name: string, checkStatus: boolean | Callback<Table>, callback?: Callback<Table>): void;
};

/** The parameters of one operation, and expressions parsed into `_condition`, `_updates`, … by `validate`. */
export type Parameters = Record<string, unknown>;
export type Result = Record<string, unknown>;
type Action = (store: Store, parameters: Parameters, callback: Callback<Result>) => void;
type Rules = { types: unknown; custom?: unknown };

type IndexChanges = { puts: { index: string; key: string; item: Item }[]; deletes: { index: string; key: string }[] };

/** Key encoding and condition evaluation; functions that return an error return nothing on success. */
export const engine = require('dynalite/db/index.js') as {
  createKey(item: Item, table: Table): string;
  validateKey(key: Item, table: Table): Error | undefined;
  checkConditional(parameters: Parameters, existing: Item | undefined): Error | null | undefined;
  getIndexActions(indexes: SecondaryIndex[], before: Item | null, after: Item | null, table: Table): IndexChanges;
  itemSize(item: Item): number;
};

const rules = require('dynalite/validations/index.js') as {
  checkTypes(parameters: Parameters, types: unknown): Parameters;
  checkValidations(parameters: Parameters, types: unknown, custom: unknown, store: Store): void;
};

// Its validation looks `parse` up on these modules at each call.
for (const name of ['condition', 'projection', 'update']) {
  rememberExpressions(require(`dynalite/db/${name}Parser.js`) as ExpressionParser);
}

const load = (name: string) => {
  const file = `${name.charAt(0).toLowerCase()}${name.slice(1)}.js`;
  return {
    run: require(`dynalite/actions/${file}`) as Action,
    rules: require(`dynalite/validations/${file}`) as Rules,
  };
};

const reads = ['GetItem', 'BatchGetItem', 'Query', 'Scan', 'DescribeTable', 'ListTables', 'ListTagsOfResource'];
const writes = ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'TagResource', 'UntagResource'];
const tables = ['CreateTable', 'UpdateTable', 'DeleteTable', 'DescribeTimeToLive'];

const operations = new Map([...reads, ...writes, ...tables].map((name) => [name, load(name)]));

export const isRead = (name: string): boolean => reads.includes(name);
export const isWrite = (name: string): boolean => writes.includes(name);

const operation = (name: string) => {
  const found = operations.get(name);
  if (!found) throw new Error(`dynalite has no operation ${name}`);
  return found;
};

/** Checks the parameters of operation `name` and parses its expressions. Throws DynamoDB's errors. */
export const validate = (name: string, parameters: Parameters, store: Store): Parameters => {
  const { types, custom } = operation(name).rules;
  const checked = rules.checkTypes(parameters, types);
  rules.checkValidations(checked, types, custom, store);
  return checked;
};

/** Runs operation `name` on checked parameters. */
export const perform = (name: string, store: Store, parameters: Parameters): Promise<Result> =>
  new Promise((resolve, reject) => {
    operation(name).run(store, parameters, (error, result) => (error ? reject(error) : resolve(result || {})));
  });

/** Runs operation `name` on a synchronous storage, so that its reads and writes are atomic. */
export const performAtOnce = (name: string, store: Store, parameters: Parameters): Result => {
  let outcome: { error: Error | null; result: Result } | undefined;
  operation(name).run(store, parameters, (error, result) => {
    outcome = { error, result: result || {} }; // '' after a change of tags
  });
  if (!outcome) throw new Error(`${name} did not finish at once`);
  if (outcome.error) throw outcome.error;
  return outcome.result;
};
