import { mkdirSync } from 'node:fs';
import { Level } from 'level';
import { MemoryLevel } from 'memory-level';
import { stateErrorOf } from '../../state/stateErrors.ts';

type Range = { gt?: string; gte?: string; lt?: string; lte?: string };
type RangeOptions = Range & { limit?: number; reverse?: boolean; highWaterMarkBytes?: number };
type List<Entry> = { all(): Promise<Entry[]>; nextv(size: number): Promise<Entry[]>; close(): Promise<void> };
type Snapshot = { close(): Promise<void> };
type Operation = { type: 'put'; key: string; value: string } | { type: 'del'; key: string };

/** Keys and JSON texts, in LevelDB on disk or in memory: the common part of https://github.com/Level/abstract-level */
export type Database = {
  getSync(key: string, options?: { snapshot: Snapshot }): string | undefined;
  batch(operations: Operation[]): Promise<void>;
  keys(options: RangeOptions): List<string>;
  values(options: RangeOptions): List<string>;
  iterator(options: RangeOptions): List<[key: string, value: string]>;
  snapshot(): Snapshot;
  clear(options: Range): Promise<void>;
  close(): Promise<void>;
};

/** The changes of one request: key → JSON text, or null to delete. */
export type Changes = ReadonlyMap<string, string | null>;

/** Opens the database in `directory` (created if absent), or in memory without one. Fails if another process uses it. */
export const openDatabase = async (directory: string | undefined): Promise<Database> => {
  if (directory !== undefined) mkdirSync(directory, { recursive: true });
  const encoding = { valueEncoding: 'utf8' } as const;
  const database = directory === undefined ? new MemoryLevel(encoding) : new Level(directory, encoding);
  await database.open().catch((error: Error) => {
    const held = (error.cause as { code?: string } | undefined)?.code === 'LEVEL_LOCKED';
    if (held) throw new Error(`Another process uses the DynamoDB data in ${directory}`, { cause: error });
    throw stateErrorOf(directory ?? 'memory', error);
  });
  return database as unknown as Database;
};

/**
 * The queue of writes to the database. A request evaluates its conditions synchronously against queued and stored values (`latest`), adds
 * all its changes at once, and is acknowledged when they are written. So requests are serialised without locks, and each one's changes
 * are in one LevelDB batch, which is stored completely or not at all. Requests that arrive while a batch is being written share the next
 * one.
 */
export class WriteQueue {
  readonly #database: Database;
  #queued = new Map<string, string | null>();
  #queuedWritten = Promise.withResolvers<void>();
  #writing: Map<string, string | null> | undefined;
  #writingWritten: Promise<void> = Promise.resolve();

  constructor(database: Database) {
    this.#database = database;
  }

  /** Returns the value for evaluating a write, acknowledged or not. */
  latest(key: string): string | undefined {
    const pending = this.#queued.get(key);
    if (pending !== undefined) return pending ?? undefined;
    const inFlight = this.#writing?.get(key);
    if (inFlight !== undefined) return inFlight ?? undefined;
    return this.stored(key);
  }

  /** Returns the value for readers: one that would survive a killed process. */
  stored(key: string): string | undefined {
    return this.#database.getSync(key);
  }

  /** Queues `changes` as one unit; resolves once they are written. */
  add(changes: Changes): Promise<void> {
    if (changes.size === 0) return this.written();
    for (const [key, value] of changes) this.#queued.set(key, value);
    const { promise } = this.#queuedWritten;
    if (this.#writing === undefined) this.#writeQueued();
    return promise;
  }

  /** Resolves when everything queued so far is written: a rejection, too, may depend on a value that is not yet on disk. */
  written(): Promise<void> {
    if (this.#queued.size > 0) return this.#queuedWritten.promise;
    return this.#writing === undefined ? Promise.resolve() : this.#writingWritten;
  }

  #writeQueued(): void {
    const batch = this.#queued;
    const { promise, resolve, reject } = this.#queuedWritten;
    this.#writing = batch;
    this.#writingWritten = promise;
    this.#queued = new Map();
    this.#queuedWritten = Promise.withResolvers();
    const operations = Array.from(
      batch,
      ([key, value]): Operation => (value === null ? { type: 'del', key } : { type: 'put', key, value }),
    );
    this.#database.batch(operations).then(
      () => {
        this.#writing = undefined;
        resolve();
        if (this.#queued.size > 0) this.#writeQueued();
      },
      (error: unknown) => this.#fail(reject, error),
    );
  }

  /** Fails everything queued after a failed batch, since it was evaluated against values that were never stored. */
  #fail(reject: (error: unknown) => void, error: unknown): void {
    const dependents = this.#queued.size > 0 ? this.#queuedWritten : undefined;
    this.#writing = undefined;
    this.#queued = new Map();
    this.#queuedWritten = Promise.withResolvers();
    reject(error);
    dependents?.reject(error);
  }
}
