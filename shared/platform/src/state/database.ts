import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openingState } from './stateErrors.ts';

/**
 * Opens the SQLite file `name` under `directory` (created if absent), or a database in memory without a directory. A commit reaches the
 * operating system before its call returns, so a killed process loses nothing. There is no fsync per commit (`synchronous = NORMAL`), so
 * a power failure may lose the last moments.
 */
export const openDatabase = (directory: string | undefined, name: string): DatabaseSync => {
  if (directory === undefined) return new DatabaseSync(':memory:');
  const file = join(directory, name);
  return openingState(file, () => {
    mkdirSync(directory, { recursive: true });
    const database = new DatabaseSync(file);
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    const damage = database.prepare('PRAGMA quick_check(1)').get()?.quick_check;
    if (damage !== 'ok') throw new Error(`database disk image is malformed: ${damage}`);
    return database;
  });
};

/** Runs `work` as one transaction: all of its writes are stored, or none if it throws. Returns the result of `work`. */
export const atomically = <Result>(database: DatabaseSync, work: () => Result): Result => {
  database.exec('BEGIN');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
};
