import type { Catalogue } from './catalogue.ts';
import type { BatchOperation, Callback, Item, Parameters, Section, Store, StreamOptions, Table } from './dynalite.ts';
import { engine } from './dynalite.ts';
import type { ItemHolds } from './itemHolds.ts';
import { indexSection, itemSection, tagSection } from './keys.ts';
import type { Image } from './streams/streamRecord.ts';
import { keyStream, listStream, valueStream } from './streams/streams.ts';
import type { TableStreams } from './streams/tableStreams.ts';
import type { Changes, Database, WriteQueue } from './writeQueue.ts';

/** The region and account that appear in ARNs. */
type Place = { region: string; accountId: string };

/** Everything that holds state. */
export type State = {
  database: Database;
  queue: WriteQueue;
  catalogue: Catalogue;
  streams: TableStreams;
  holds: ItemHolds;
  place: Place;
};

const maxItemSize = 400 * 1024;

/** The storage as seen by one request, which collects its writes until they are queued as a unit. */
export type Session = {
  store: Store;
  /** The request's writes so far, not visible to others. */
  changes: Changes;
  /** Returns the item that was read last, as before this request; a writing action reads exactly the item it writes. */
  lastRead(): Item | undefined;
};

/** Creates a session for an operation that only reads: it sees what is stored. Reads with one `read` share a snapshot. */
export const readSession = (
  state: State,
  parameters: Parameters = {},
  read = (key: string) => state.queue.stored(key),
): Session => buildSession(state, parameters, { read, write: refuseToWrite });

/**
 * Creates a session for an operation that writes: its conditions see queued writes and its own. Changes in a table with a stream include
 * the stream records; `expired` marks them as made by time to live.
 */
export const writeSession = (state: State, parameters: Parameters = {}, expired = false): Session => {
  const changes = new Map<string, string | null>();
  const read = (key: string): string | undefined => {
    const staged = changes.get(key);
    return staged === undefined ? state.queue.latest(key) : (staged ?? undefined);
  };
  const note = (table: string, before?: Image, after?: Image): void => {
    const record = state.streams.record(table, before, after, expired);
    if (record) changes.set(...record);
  };
  return buildSession(state, parameters, { read, write: (key, value) => changes.set(key, value), note }, changes);
};

type Access = {
  read(key: string): string | undefined;
  write(key: string, value: string | null): void;
  /** Records a write to an item of a table with a stream. */
  note?(table: string, before?: Image, after?: Image): void;
};

const refuseToWrite = (): never => {
  throw new Error('a read-only operation tried to write');
};

const buildSession = (
  { database, catalogue, streams, place }: State,
  parameters: Parameters,
  access: Access,
  changes: Changes = new Map(),
): Session => {
  let lastKey = '';
  let lastItem: Item | undefined;
  let lastText: string | undefined;
  const json = rememberingStringify();

  const section = (prefix: string): Section => ({
    get: (key, callback) => callback(null, parse(access.read(prefix + key))),
    put: (key, value, callback) => callback(null, access.write(prefix + key, json(value))),
    del: (key, callback) => callback(null, access.write(prefix + key, null)),
    batch: (operations, callback) => callback(null, writeAll(prefix, operations, access)),
    lock: (_key, run) => run((callback) => callback),
    createKeyStream: () => keyStream(database, prefix),
    createValueStream: (options) => valueStream(database, prefix, options),
  });

  /** Reads of an item are noted: see `lastRead`, and the keys of its index entries below. */
  const itemDb = (table: string): Section => {
    const items = section(itemSection(table));
    const get = (key: string, callback: Callback<unknown>) => {
      lastKey = key;
      lastText = access.read(itemSection(table) + key);
      lastItem = parse(lastText) as Item | undefined;
      callback(null, lastItem);
    };
    if (!streams.has(table)) return { ...items, get };
    const before = () => (lastItem && lastText !== undefined ? { item: lastItem, text: lastText } : undefined);
    return {
      ...items,
      get,
      put: (key, value, callback) => {
        access.note?.(table, before(), { item: value as Item, text: json(value) });
        items.put(key, value, callback);
      },
      del: (key, callback) => {
        access.note?.(table, before());
        items.del(key, callback);
      },
    };
  };

  /**
   * dynalite ends an index entry's key with 24 bits of a hash of the item's key, so among 10,000 entries under one index
   * key about three pairs would share an entry, and an item would be missing. Here the item's whole key follows.
   */
  const indexDb = (table: string, index: string): Section => {
    const entries = section(indexSection(table, index));
    return {
      ...entries,
      put: (key, value, callback) => entries.put(`${key}/${lastKey}`, value, callback),
      del: (key, callback) => entries.del(`${key}/${lastKey}`, callback),
      createValueStream: (options) =>
        entries.createValueStream(continueBehind(options, parameters.ExclusiveStartKey, catalogue.get(table))),
    };
  };

  const store: Store = {
    options: { maxItemSize, createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 },
    tableDb: {
      ...section(''),
      createKeyStream: () => listStream(catalogue.names()),
      awsRegion: place.region,
      awsAccountId: place.accountId,
    },
    getItemDb: itemDb,
    getIndexDb: (_type, table, index) => indexDb(table, index),
    getTagDb: (table) => section(tagSection(table)),
    getTable: catalogue.getTable,
  };
  return { store, changes, lastRead: () => lastItem };
};

const parse = (text: string | undefined): unknown => (text === undefined ? undefined : JSON.parse(text));

/** Creates a caching JSON.stringify: an item and its entry in an index with all attributes are one object. */
const rememberingStringify = (): ((value: unknown) => string) => {
  let last: unknown;
  let text = '';
  return (value) => {
    if (value !== last) [last, text] = [value, JSON.stringify(value)];
    return text;
  };
};

const writeAll = (prefix: string, operations: BatchOperation[], access: Access): void => {
  for (const { type, key, value } of operations) {
    access.write(prefix + key, type === 'del' ? null : JSON.stringify(value));
  }
};

/** Returns where a page of an index continues: after the whole key of the previous page's last entry. */
const continueBehind = (
  options: StreamOptions | undefined,
  startKey: unknown,
  table: Table,
): StreamOptions | undefined => {
  if (!options || !startKey) return options;
  const primaryKey = engine.createKey(startKey as Item, table);
  if (options.reverse) return { ...options, lt: `${options.lt}/${primaryKey}` };
  return { ...options, gt: `${options.gt}/${primaryKey}` };
};
