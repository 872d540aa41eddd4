import { mkdirSync } from 'node:fs';
import { Level } from 'level';
import { MemoryLevel } from 'memory-level';
import { stateErrorOf } from '../../state/stateErrors.ts';

type Range = { gt?: string; gte?: string; lt?: string; lte?: string };
type RangeOptions = Range & { limit?: number; reverse?: boolean; highWaterMarkBytes?: number };
type List<Entry> = { all(): Promise<Entry[]>; nextv(size: number): Promise<Entry[]>; close(): Promise<void> };
type Snapshot = { close(): Promise<void> };
type Operation = { type: 'put'; key: string; value: string } | { type: 'del'; key: string };

/** Keys and JSON texts, in LevelDB on disk or in memory: what both have of https://github.com/Level/abstract-level */
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

/** What one request changes: key → JSON text, or null to delete. */
export type Changes = ReadonlyMap<string, string | null>;

/** Opens the database in `directory` (made if absent), or in memory without one. Fails when another process holds it. */
export const openDatabase = async (directory: string | undefined): Promise<Database> => {
  if (directory !== undefined) mkdirSync(directory, { recursive: true });
  const encoding = { valueEncoding: 'utf8' } as const;
  const database = directory === undefined ? new MemoryLevel(encoding) : new Level(directory, encoding);
  await database.open().catch((error: Error) => {
    const held = (error.cause as { code?: string } | undefined)?.code === 'LEVEL_LOCKED';
    if (held) throw new Error(`Another process holds the DynamoDB data in ${directory}`, { cause: error });
    throw stateErrorOf(directory ?? 'memory', error);
  });
  return database as unknown as Database;
};

/**
 * One line of writes into the database. A request evaluates its conditions synchronously against what is queued and
 * stored (`latest`), adds all its changes in the same turn, and is acknowledged when they are written. So every request
 * is serialised without a lock, and each one's changes go into one LevelDB batch, which a killed process leaves whole or
 * not at all. Requests that arrive while a batch is being written share the next one.
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

  /** The value that a write has to be judged by, acknowledged or not. */
  latest(key: string): string | undefined {
    const pending = this.#queued.get(key);
    if (pending !== undefined) return pending ?? undefined;
    const inFlight = this.#writing?.get(key);
    if (inFlight !== undefined) return inFlight ?? undefined;
    return this.stored(key);
  }

  /** The value that a reader may be told: one that a killed process would keep. */
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

  /** Resolves when everything queued so far is written: a refusal, too, may rest on a value that is not yet on disk. */
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

  /** What was queued behind a failed batch was judged by values that never came to be, so it fails too. */
  #fail(reject: (error: unknown) => void, error: unknown): void {
    const dependents = this.#queued.size > 0 ? this.#queuedWritten : undefined;
    this.#writing = undefined;
    this.#queued = new Map();
    this.#queuedWritten = Promise.withResolvers();
    reject(error);
    dependents?.reject(error);
  }
}
