import { setTimeout as sleep } from 'node:timers/promises';
import type { Item, Parameters, Table } from './dynalite.ts';
import { engine } from './dynalite.ts';
import { DynamoDbError } from './errors.ts';

export const conflictMessage = 'Transaction is ongoing for the item';

/** Creates the error of a single write that conflicts with a transaction. */
export const conflict = (): DynamoDbError => new DynamoDbError('TransactionConflictException', conflictMessage);

/** Returns a unique name of an item; `undefined` for an invalid key, which the operation itself rejects. */
export const itemName = (attributes: Item, table: Table): string | undefined => {
  const key = Object.fromEntries(
    table.KeySchema.flatMap(({ AttributeName: name }) => {
      const value = attributes[name];
      return value ? [[name, value]] : [];
    }),
  );
  return engine.validateKey(key, table) ? undefined : `${table.TableName}/${engine.createKey(key, table)}`;
};

/** Returns the names of the items that a request writes or reads. */
export const itemNames = (requests: readonly Parameters[], find: (table: string) => Table): (string | undefined)[] =>
  requests.map(({ Item, Key, TableName }) => itemName((Item ?? Key) as Item, find(String(TableName))));

/**
 * The items that are being written at the moment. A transaction locks its items for a few milliseconds, as on AWS: other transactions and
 * writes to them are rejected, and never wait.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-conflict-handling
 */
export class ItemHolds {
  readonly #pause: (() => Promise<unknown>) | undefined;
  readonly #held = new Set<string>();
  readonly #written = new Map<string, number>();

  /** @param pause how long a transaction locks its items before it writes: milliseconds, or what it waits for; with 0 nothing ever conflicts */
  constructor(pause: number | (() => Promise<unknown>)) {
    if (pause !== 0) this.#pause = typeof pause === 'number' ? () => sleep(pause) : pause;
  }

  /** Returns whether a writing transaction locks the item. */
  isHeld(item: string | undefined): boolean {
    return item !== undefined && this.#held.has(item);
  }

  /** Returns whether the item is being written. */
  isWritten(item: string | undefined): boolean {
    return item !== undefined && (this.#held.has(item) || this.#written.has(item));
  }

  /** Locks the items for a while, then runs the end of a transaction. None of them may be locked. */
  async holding<Result>(items: readonly (string | undefined)[], work: () => Promise<Result>): Promise<Result> {
    if (this.#pause === undefined) return work();
    const names = items.filter((item) => item !== undefined);
    for (const name of names) this.#held.add(name);
    try {
      await this.#pause();
      return await work();
    } finally {
      for (const name of names) this.#held.delete(name);
    }
  }

  /** Runs writes outside of a transaction. */
  async writing<Result>(items: readonly (string | undefined)[], work: () => Promise<Result>): Promise<Result> {
    if (this.#pause === undefined) return work();
    const names = items.filter((item) => item !== undefined);
    for (const name of names) this.#written.set(name, (this.#written.get(name) ?? 0) + 1);
    try {
      return await work();
    } finally {
      for (const name of names) {
        const left = (this.#written.get(name) ?? 0) - 1;
        if (left > 0) this.#written.set(name, left);
        else this.#written.delete(name);
      }
    }
  }
}
