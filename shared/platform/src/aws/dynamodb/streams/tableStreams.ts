import type { Catalogue } from '../catalogue.ts';
import { DynamoDbError } from '../errors.ts';
import { checkpointSection, checkpointsSection, rangeOf, streamSection } from '../keys.ts';
import type { Database, WriteQueue } from '../writeQueue.ts';
import { tableOfStream } from './streamDefinition.ts';
import { type Image, type StreamRecord, storedChange, streamRecord } from './streamRecord.ts';

/** A consumer's position in a stream, which survives restarts. */
export type StreamReader = {
  /** Returns the first unprocessed records, in the sequence of the writes: up to `limit`, or about 5 MB. */
  read(limit: number): Promise<StreamRecord[]>;
  /** Records that everything up to this record is processed; resolves once that is stored. Never moves back. */
  advance(sequenceNumber: string): Promise<void>;
  /** Resolves if there may be a record that the last `read` has not returned, or when `signal` is aborted. */
  changed(signal: AbortSignal): Promise<void>;
  close(): void;
};

type StreamPlace = {
  streamArn: string;
  /** Name of the consumer, under which its position is stored. */
  consumer: string;
  /** Where a new consumer starts: with existing records, or only with new ones. */
  startingPosition: 'TRIM_HORIZON' | 'LATEST';
};

const day = 24 * 60 * 60_000;
const mostBytes = 5 * 1024 * 1024; // an invocation accepts 6 MB, and a record is larger than its images
const bytesAround = 600;
const countDigits = 8;

/**
 * The streams of all tables. A record is stored in the same batch as its write, and stays until every consumer has processed it. A
 * sequence number is the time in milliseconds and a count, and increases across restarts too.
 */
export class TableStreams {
  readonly #database: Database;
  readonly #queue: WriteQueue;
  readonly #catalogue: Catalogue;
  /** The last processed record, by table and consumer. */
  readonly #positions = new Map<string, Map<string, string>>();
  readonly #readers = new Map<string, Set<{ consumer: string; wake(): void }>>();
  readonly #written = new Set<string>();
  #lastTime = 0;
  #count = 0;

  private constructor(database: Database, queue: WriteQueue, catalogue: Catalogue) {
    this.#database = database;
    this.#queue = queue;
    this.#catalogue = catalogue;
  }

  static async load(database: Database, queue: WriteQueue, catalogue: Catalogue): Promise<TableStreams> {
    const streams = new TableStreams(database, queue, catalogue);
    for (const [key, position] of await database.iterator(rangeOf(checkpointsSection)).all()) {
      const [, table = '', consumer = ''] = key.split('~');
      streams.#positionsOf(table).set(consumer, position);
    }
    const lasts = catalogue.names().map(async (name) => (await streams.#lastOf(name)) ?? '');
    const places = [...streams.#positions.values()].flatMap((positions) => [...positions.values()]);
    streams.#lastTime = Math.max(0, ...[...(await Promise.all(lasts)), ...places].map(timeOf));
    streams.#count = 10 ** countDigits - 1; // the number after it has a new time
    return streams;
  }

  /** Returns whether writes to the table have records. */
  has(table: string): boolean {
    return this.#catalogue.find(table)?.LatestStreamArn !== undefined;
  }

  /**
   * Returns what must be stored with a change of an item; `undefined` if nothing changes. Must be called in the sequence of the writes.
   */
  record(
    table: string,
    before: Image | undefined,
    after: Image | undefined,
    expired: boolean,
  ): [string, string] | undefined {
    const change = storedChange(before, after, expired);
    if (change === undefined) return undefined;
    this.#notifyReaders(table);
    return [streamSection(table) + this.#nextNumber(), change];
  }

  /** @throws ResourceNotFoundException when there is no such stream */
  async open({ streamArn, consumer, startingPosition }: StreamPlace): Promise<StreamReader> {
    const name = tableOfStream(streamArn);
    if (this.#catalogue.find(name)?.LatestStreamArn !== streamArn) {
      throw new DynamoDbError(
        'ResourceNotFoundException',
        `Requested resource not found: Stream: ${streamArn} not found`,
      );
    }
    if (!this.#positionsOf(name).has(consumer)) {
      await this.#queue.written();
      const end = startingPosition === 'LATEST' ? await this.#lastOf(name) : undefined;
      await this.#move(name, consumer, end ?? '');
    }
    const position = () => this.#positionsOf(name).get(consumer) ?? '';
    let dirty = true;
    let waiting = Promise.withResolvers<void>();
    const wake = () => {
      dirty = true;
      waiting.resolve();
    };
    const reader = { consumer, wake };
    const readers = this.#readers.get(name) ?? new Set();
    this.#readers.set(name, readers.add(reader));
    return {
      read: (limit) => this.#read(name, position(), limit),
      advance: async (sequenceNumber) => {
        if (sequenceNumber > position()) await this.#move(name, consumer, sequenceNumber);
      },
      changed: async (signal) => {
        if (!dirty && !signal.aborted) {
          waiting = Promise.withResolvers();
          signal.addEventListener('abort', wake, { once: true });
          await waiting.promise;
          signal.removeEventListener('abort', wake);
        }
        dirty = false;
      },
      close: () => readers.delete(reader),
    };
  }

  /**
   * Deletes the records that every consumer has processed. Running consumers keep records as long as they need; without a running one,
   * records are kept for a day.
   */
  async trim(now: number): Promise<void> {
    for (const name of this.#catalogue.names().filter((table) => this.has(table))) {
      const running = new Set([...(this.#readers.get(name) ?? [])].map(({ consumer }) => consumer));
      const dayAgo = numberOf(now - day, 0);
      const done = [...this.#positionsOf(name)].map(([consumer, position]) =>
        running.has(consumer) || position > dayAgo ? position : dayAgo,
      );
      const until = done.toSorted()[0] ?? dayAgo;
      const section = streamSection(name);
      if (until !== '') await this.#database.clear({ gt: section, lte: section + until });
    }
  }

  /** Deletes all records of a table and its consumers' positions. */
  async forget(table: string): Promise<void> {
    this.#positions.delete(table);
    await this.#database.clear(rangeOf(streamSection(table)));
    await this.#database.clear(rangeOf(checkpointSection(table)));
  }

  async #read(name: string, position: string, limit: number): Promise<StreamRecord[]> {
    const table = this.#catalogue.find(name);
    if (!table) return [];
    const section = streamSection(name);
    const records: StreamRecord[] = [];
    let bytes = 0;
    const iterator = this.#database.iterator({ gt: section + position, lt: rangeOf(section).lt, limit });
    for (let step = await iterator.nextv(100); step.length > 0 && bytes < mostBytes; step = await iterator.nextv(100)) {
      for (const [key, text] of step) {
        bytes += Buffer.byteLength(text) + bytesAround;
        if (bytes >= mostBytes && records.length > 0) break;
        const sequenceNumber = key.slice(section.length);
        records.push(streamRecord(table, sequenceNumber, timeOf(sequenceNumber), text));
      }
    }
    await iterator.close();
    return records;
  }

  #positionsOf(table: string): Map<string, string> {
    const positions = this.#positions.get(table) ?? new Map<string, string>();
    this.#positions.set(table, positions);
    return positions;
  }

  async #move(table: string, consumer: string, position: string): Promise<void> {
    this.#positionsOf(table).set(consumer, position);
    await this.#queue.add(new Map([[checkpointSection(table) + consumer, position]]));
  }

  async #lastOf(table: string): Promise<string | undefined> {
    const section = streamSection(table);
    const [key] = await this.#database.keys({ ...rangeOf(section), reverse: true, limit: 1 }).all();
    return key?.slice(section.length);
  }

  #nextNumber(): string {
    const now = Date.now();
    this.#count += 1;
    if (now > this.#lastTime || this.#count === 10 ** countDigits) {
      this.#lastTime = Math.max(now, this.#lastTime + 1);
      this.#count = 0;
    }
    return numberOf(this.#lastTime, this.#count);
  }

  /** Wakes readers once the current write is stored. */
  #notifyReaders(table: string): void {
    if (!this.#readers.get(table)?.size) return;
    if (this.#written.size === 0) queueMicrotask(() => void this.#wakeReaders());
    this.#written.add(table);
  }

  async #wakeReaders(): Promise<void> {
    const tables = [...this.#written];
    this.#written.clear();
    await this.#queue.written().catch(() => undefined); // the writer gets the error
    for (const table of tables) for (const { wake } of this.#readers.get(table) ?? []) wake();
  }
}

const numberOf = (time: number, count: number): string => `${time}${String(count).padStart(countDigits, '0')}`;

const timeOf = (sequenceNumber: string): number => Number(sequenceNumber.slice(0, -countDigits));
