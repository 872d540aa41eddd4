import { setTimeout as sleep } from 'node:timers/promises';
import type { Item, Parameters, Table } from './dynalite.ts';
import { engine } from './dynalite.ts';
import { DynamoDbError } from './errors.ts';

export const conflictMessage = 'Transaction is ongoing for the item';

/** A single write met a transaction. */
export const conflict = (): DynamoDbError => new DynamoDbError('TransactionConflictException', conflictMessage);

/** Names an item among all tables; undefined where the key is not one of the table, which the operation itself refuses. */
export const itemName = (attributes: Item, table: Table): string | undefined => {
  const key = Object.fromEntries(
    table.KeySchema.flatMap(({ AttributeName: name }) => {
      const value = attributes[name];
      return value ? [[name, value]] : [];
    }),
  );
  return engine.validateKey(key, table) ? undefined : `${table.TableName}/${engine.createKey(key, table)}`;
};

/** The items that a request writes or reads, by name. */
export const itemNames = (requests: readonly Parameters[], find: (table: string) => Table): (string | undefined)[] =>
  requests.map(({ Item, Key, TableName }) => itemName((Item ?? Key) as Item, find(String(TableName))));

/**
 * Which items are being written just now. A transaction holds its items for a few milliseconds, as it does on AWS: other transactions and
 * writes that meet one there are refused, and never wait.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-conflict-handling
 */
export class ItemHolds {
  readonly #milliseconds: number;
  readonly #held = new Set<string>();
  readonly #written = new Map<string, number>();

  /** @param milliseconds how long a transaction holds its items before it writes; at 0 nothing ever conflicts */
  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
  }

  /** Whether a transaction that writes holds the item. */
  isHeld(item: string | undefined): boolean {
    return item !== undefined && this.#held.has(item);
  }

  /** Whether anything writes the item. */
  isWritten(item: string | undefined): boolean {
    return item !== undefined && (this.#held.has(item) || this.#written.has(item));
  }

  /** Runs the end of a transaction after its items were held for a while; nobody may hold one of them. */
  async holding<Result>(items: readonly (string | undefined)[], work: () => Promise<Result>): Promise<Result> {
    if (this.#milliseconds === 0) return work();
    const names = items.filter((item) => item !== undefined);
    for (const name of names) this.#held.add(name);
    try {
      await sleep(this.#milliseconds);
      return await work();
    } finally {
      for (const name of names) this.#held.delete(name);
    }
  }

  /** Runs writes that are no transaction. */
  async writing<Result>(items: readonly (string | undefined)[], work: () => Promise<Result>): Promise<Result> {
    if (this.#milliseconds === 0) return work();
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
