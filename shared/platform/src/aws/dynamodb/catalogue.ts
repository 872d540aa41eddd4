import type { Callback, Table } from './dynalite.ts';
import { DynamoDbError } from './errors.ts';
import { rangeOf, tableSection } from './keys.ts';
import type { Database } from './writeQueue.ts';

/** All table definitions, in memory, since every operation needs one. */
export class Catalogue {
  readonly #tables = new Map<string, Table>();

  /** Reads the stored definitions. */
  static async load(database: Database): Promise<Catalogue> {
    const catalogue = new Catalogue();
    for (const text of await database.values(rangeOf(tableSection)).all()) {
      const table: Table = JSON.parse(text);
      catalogue.set(table);
    }
    return catalogue;
  }

  names(): string[] {
    return [...this.#tables.keys()].sort();
  }

  find(name: string): Table | undefined {
    return this.#tables.get(name);
  }

  /** Returns the definition of table `name`. @throws ResourceNotFoundException */
  get(name: string): Table {
    const table = this.#tables.get(name);
    if (!table) throw new DynamoDbError('ResourceNotFoundException', 'Requested resource not found');
    return table;
  }

  set(table: Table): void {
    this.#tables.set(table.TableName, table);
  }

  delete(name: string): void {
    this.#tables.delete(name);
  }

  /** dynalite's interface. If the definition is described or changed, `checkStatus` is false, and the result is a copy. */
  readonly getTable = (name: string, checkStatus: boolean | Callback<Table>, callback?: Callback<Table>): void => {
    const answer = typeof checkStatus === 'function' ? checkStatus : callback;
    const table = this.#tables.get(name);
    if (table) answer?.(null, checkStatus === false ? structuredClone(table) : table);
    else answer?.(noTable(name, checkStatus === false));
  };
}

const noTable = (name: string, withName: boolean): DynamoDbError => {
  const suffix = withName ? `: Table: ${name} not found` : '';
  const error = new DynamoDbError('ResourceNotFoundException', `Requested resource not found${suffix}`);
  error.name = 'NotFoundError'; // what dynalite's tag operations look for
  return error;
};
