import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { copy, InvalidExpression, meetsCondition, type Names, type Row } from './expressions.ts';
import {
  type IndexSetting,
  keyOf,
  keyText,
  marshalled,
  meets,
  outcomeOf,
  projected,
  type TableSetting,
  type Write,
} from './rows.ts';
import type { World } from './world.ts';

/** Called for each write with the row before and after it; `undefined` means no row. */
export type Observer = (table: string, before: Row | undefined, after: Row | undefined) => void;

type Entry = { row: Row; key: Row };
/** A change that has not reached an index yet. */
type Pending = { at: number; key: string; entry: Entry | undefined };
type Index = IndexSetting & { entries: Map<string, Entry>; pending: Pending[]; heardAt: Map<string, number> };
type Table = TableSetting & {
  rows: Map<string, Row>;
  /** Former rows that an eventually consistent read may still return, and until when. */
  earlier: Map<string, { row: Row | undefined; until: number }>;
  /** Until when a transaction locks a row. */
  held: Map<string, number>;
  indexed: Index[];
};

type Input = Write & Record<string, unknown>;

/** How long a transaction locks its rows, how long reads may be stale, and how far an index may lag behind (ms). */
const [HELD_MS, STALE_MS, LAG_MS, LONG_LAG_MS] = [8, 60, 40, 8000];
const TOKEN_MS = 600_000;

type BatchWriteRequest = { PutRequest?: { Item: Row }; DeleteRequest?: { Key: Row } };

type QueryInput = {
  TableName: string;
  IndexName?: string;
  KeyConditionExpression: string;
  ExpressionAttributeNames?: Names;
  ExpressionAttributeValues?: Row;
  Limit?: number;
  ScanIndexForward?: boolean;
  ExclusiveStartKey?: Row;
};

/** Removes part of a safeguard, to show that the simulation detects that it is missing. */
export type WriteChange = (operation: string, write: Write) => Write;

/** DynamoDB in memory: conditional writes, transactions and their conflicts, indexes that lag behind, reads that are stale. */
export class Database {
  readonly #world: World;
  readonly #tables = new Map<string, Table>();
  readonly #tokens = new Map<string, { at: number }>();
  readonly observers: Observer[] = [];
  change: WriteChange = (_, write) => write;
  /** Counts the reads, so that each draw has its own name. */
  #reads = 0;

  constructor(world: World, settings: TableSetting[]) {
    this.#world = world;
    for (const setting of settings) {
      this.#tables.set(setting.name, {
        ...setting,
        rows: new Map(),
        earlier: new Map(),
        held: new Map(),
        indexed: setting.indexes.map((index) => ({ ...index, entries: new Map(), pending: [], heardAt: new Map() })),
      });
    }
  }

  /** Returns all current rows of a table. */
  rows<T = Row>(name: string): T[] {
    return [...this.#table(name).rows.values()] as T[];
  }

  /** Returns a current row. */
  row<T = Row>(name: string, key: string): T | undefined {
    return this.#table(name).rows.get(key) as T | undefined;
  }

  /** Writes a row directly: to set up a run, or as a manual change. */
  put(name: string, row: Row): void {
    const table = this.#table(name);
    this.#store(table, keyText(table, row), copy(row));
  }

  /** Performs an operation of the API on plain values. */
  perform(operation: string, input: Input): unknown {
    switch (operation) {
      case 'Get':
        return { Item: this.#read(input.TableName, input.Key as Row, input.ConsistentRead === true) };
      case 'BatchGet':
        return this.#batchGet(input.RequestItems as Record<string, { Keys: Row[]; ConsistentRead?: boolean }>);
      case 'BatchWrite':
        return this.#batchWrite(input.RequestItems as Record<string, BatchWriteRequest[]>);
      case 'Query':
        return this.#query(input as unknown as QueryInput);
      case 'Put':
      case 'Update':
      case 'Delete':
        return this.#writeOne(operation, input);
      case 'TransactWrite':
        return this.#transact(
          input.TransactItems as Record<string, Write>[],
          input.ClientRequestToken as string | undefined,
        );
      default:
        throw new Error(`The simulated DynamoDB has no ${operation}`);
    }
  }

  #table(name: string): Table {
    const table = this.#tables.get(name);
    if (!table) throw Object.assign(new Error(`No table ${name}`), { name: 'ResourceNotFoundException' });
    return table;
  }

  #read(name: string, key: Row, isConsistent: boolean): Row | undefined {
    const table = this.#table(name);
    const text = keyText(table, key);
    const row = table.rows.get(text);
    if (isConsistent) return copy(row);
    this.#reads += 1;
    const earlier = table.earlier.get(text);
    const isStale =
      earlier !== undefined && this.#world.now < earlier.until && this.#world.draw(`stale ${this.#reads}`) < 0.5;
    return copy(isStale ? earlier.row : row);
  }

  #batchGet(requests: Record<string, { Keys: Row[]; ConsistentRead?: boolean }>) {
    const Responses: Record<string, Row[]> = {};
    const UnprocessedKeys: Record<string, unknown> = {};
    for (const [name, { Keys, ConsistentRead = false, ...rest }] of Object.entries(requests)) {
      const texts = Keys.map((key) => keyText(this.#table(name), key));
      if (new Set(texts).size < texts.length)
        throw new InvalidExpression('Provided list of item keys contains duplicates');
      this.#reads += 1;
      // Now and then only some of the rows are returned
      const isPart = Keys.length > 1 && this.#world.draw(`part ${this.#reads}`) < this.#world.p / 2;
      const taken = isPart ? Keys.slice(0, -1) : Keys;
      Responses[name] = taken.flatMap((key): Row[] => {
        const row = this.#read(name, key, ConsistentRead);
        return row ? [row] : [];
      });
      if (isPart) UnprocessedKeys[name] = { Keys: Keys.slice(-1), ConsistentRead, ...rest };
    }
    return { Responses, UnprocessedKeys };
  }

  /** Writes what no transaction holds, and now and then leaves the last row to another attempt. */
  #batchWrite(requests: Record<string, BatchWriteRequest[]>) {
    const UnprocessedItems: Record<string, BatchWriteRequest[]> = {};
    for (const [TableName, ofTable] of Object.entries(requests)) {
      this.#reads += 1;
      const isPart = ofTable.length > 1 && this.#world.draw(`part ${this.#reads}`) < this.#world.p / 2;
      const left = ofTable.filter(({ PutRequest, DeleteRequest }, index) => {
        if (isPart && index === ofTable.length - 1) return true;
        try {
          if (PutRequest) this.#writeOne('Put', { TableName, Item: PutRequest.Item });
          if (DeleteRequest) this.#writeOne('Delete', { TableName, Key: DeleteRequest.Key });
          return false;
        } catch (error) {
          if (error instanceof TransactionConflictException) return true;
          throw error;
        }
      });
      if (left.length > 0) UnprocessedItems[TableName] = left;
    }
    return { UnprocessedItems };
  }

  #query(input: QueryInput) {
    const table = this.#table(input.TableName);
    const { partition, sort } = input.IndexName === undefined ? table : this.#index(table, input.IndexName);
    const values = input.ExpressionAttributeValues ?? {};
    const matches = ({ row }: Entry) =>
      meetsCondition(input.KeyConditionExpression, row, input.ExpressionAttributeNames, values);
    const found = this.#entriesOf(table, input.IndexName).filter(matches);
    const position = ({ row, key }: Entry) =>
      `${sort === undefined ? '' : row[sort]}\u0000${Object.values(key).join('\u0000')}`;
    const forward = input.ScanIndexForward !== false;
    found.sort((one, other) => (position(one) < position(other) === forward ? -1 : 1));
    const start = input.ExclusiveStartKey;
    const startKey = start && position({ row: start, key: keyOf(table, start) });
    const rest =
      startKey === undefined
        ? found
        : found.filter((entry) => position(entry) > startKey === forward && position(entry) !== startKey);
    const page = rest.slice(0, input.Limit ?? 1000);
    const last = page.length < rest.length ? page.at(-1) : undefined;
    return {
      Items: page.map(({ row }) => copy(row)),
      Count: page.length,
      ...(last
        ? {
            LastEvaluatedKey: {
              ...last.key,
              [partition]: last.row[partition],
              ...(sort === undefined ? {} : { [sort]: last.row[sort] }),
            },
          }
        : {}),
    };
  }

  #index(table: Table, name: string): Index {
    const index = table.indexed.find((one) => one.name === name);
    if (!index) throw new InvalidExpression(`The table does not have the specified index: ${name}`);
    return index;
  }

  /** Returns the rows of a table, or the entries that have reached one of its indexes by now. */
  #entriesOf(table: Table, indexName: string | undefined): Entry[] {
    if (indexName === undefined) return [...table.rows.values()].map((row) => ({ row, key: keyOf(table, row) }));
    const index = this.#index(table, indexName);
    const late: Pending[] = [];
    for (const pending of index.pending) {
      if (pending.at > this.#world.now) late.push(pending);
      else if (pending.entry) index.entries.set(pending.key, pending.entry);
      else index.entries.delete(pending.key);
    }
    index.pending = late;
    return [...index.entries.values()];
  }

  #writeOne(operation: 'Put' | 'Update' | 'Delete', given: Write) {
    const write = this.change(operation, given);
    const table = this.#table(write.TableName);
    const key = keyText(table, (write.Key ?? write.Item) as Row);
    if ((table.held.get(key) ?? 0) > this.#world.now) {
      throw new TransactionConflictException({ message: 'Transaction is ongoing for the item', $metadata: {} });
    }
    const before = table.rows.get(key);
    if (!meets(write, before)) {
      throw new ConditionalCheckFailedException({
        message: 'The conditional request failed',
        $metadata: { httpStatusCode: 400 },
        ...(write.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && before ? { Item: marshalled(before) } : {}),
      });
    }
    const after = outcomeOf(operation, write, before);
    this.#store(table, key, after);
    if (write.ReturnValues === 'ALL_NEW') return { Attributes: copy(after) };
    return write.ReturnValues === 'ALL_OLD' ? { Attributes: copy(before) } : {};
  }

  #transact(items: Record<string, Write>[], token: string | undefined) {
    const { now } = this.#world;
    const known = token === undefined ? undefined : this.#tokens.get(token);
    if (known && now - known.at < TOKEN_MS) return {};
    const actions = items.map((item) => {
      const [operation, given] = Object.entries(item)[0] as [string, Write];
      const write = this.change(operation, given);
      const table = this.#table(write.TableName);
      const key = keyText(table, (write.Key ?? write.Item) as Row);
      return { operation, write, table, key, before: table.rows.get(key) };
    });
    if (new Set(actions.map(({ table, key }) => `${table.name} ${key}`)).size < actions.length) {
      throw new InvalidExpression('Transaction request cannot include multiple operations on one item');
    }
    const reasons = actions.map(({ write, table, key, before }) => {
      if ((table.held.get(key) ?? 0) > now) return { Code: 'TransactionConflict' };
      if (meets(write, before)) return { Code: 'None' };
      const old = write.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && before ? { Item: marshalled(before) } : {};
      return { Code: 'ConditionalCheckFailed', ...old };
    });
    if (reasons.some(({ Code }) => Code !== 'None')) {
      throw new TransactionCanceledException({
        message: `Transaction cancelled: ${reasons.map(({ Code }) => Code).join(', ')}`,
        $metadata: { httpStatusCode: 400 },
        CancellationReasons: reasons,
      });
    }
    const outcomes = actions.map(({ operation, write, before }) =>
      operation === 'ConditionCheck' ? before : outcomeOf(operation, write, before),
    );
    for (const [index, { operation, table, key }] of actions.entries()) {
      table.held.set(key, now + HELD_MS);
      if (operation !== 'ConditionCheck') this.#store(table, key, outcomes[index]);
    }
    if (token !== undefined) this.#tokens.set(token, { at: now });
    return {};
  }

  #store(table: Table, key: string, after: Row | undefined): void {
    const world = this.#world;
    const before = table.rows.get(key);
    table.earlier.set(key, { row: before, until: world.now + STALE_MS });
    if (after) table.rows.set(key, after);
    else table.rows.delete(key);
    for (const index of table.indexed) this.#tellIndex(table, index, key, after ?? before, after);
    for (const observe of this.observers) observe(table.name, before, after);
  }

  /** Updates an index after a delay, with the changes of one row in order. */
  #tellIndex(table: Table, index: Index, key: string, identity: Row | undefined, after: Row | undefined): void {
    const world = this.#world;
    const isIn =
      after && after[index.partition] !== undefined && (index.sort === undefined || after[index.sort] !== undefined);
    if (!isIn && !index.entries.has(key) && !index.pending.some((pending) => pending.key === key)) return;
    this.#reads += 1;
    const name = `lag ${key} ${this.#reads}`;
    const isLong = world.now < world.faultsUntil && world.draw(`${name} long`) < world.p / 5;
    const lag = world.draw(name) * (isLong ? LONG_LAG_MS : LAG_MS);
    const at = Math.max(world.now + lag, index.heardAt.get(key) ?? 0);
    index.heardAt.set(key, at);
    const entry = isIn ? { row: projected(table, index, after), key: keyOf(table, identity as Row) } : undefined;
    index.pending.push({ at, key, entry });
  }
}
