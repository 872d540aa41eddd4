import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Opens the SQLite file `name` in `directory` (created if missing), or a database in memory without a directory. A commit reaches the
 * operating system before the call that made it returns, so a killed process loses nothing; there is no fsync for each commit
 * (`synchronous = NORMAL`), so a power cut may lose the last moments.
 */
export const openDatabase = (directory: string | undefined, name: string): DatabaseSync => {
  if (directory === undefined) return new DatabaseSync(':memory:');
  const file = join(directory, name);
  return namingFile(file, () => {
    mkdirSync(directory, { recursive: true });
    const database = new DatabaseSync(file);
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    const damage = database.prepare('PRAGMA quick_check(1)').get()?.quick_check;
    if (damage !== 'ok') throw new Error(`database disk image is malformed: ${damage}`);
    return database;
  });
};

/** Runs `open` and adds the file as `path` to any error it throws, as the errors of `node:fs` have it. */
export const namingFile = <Result>(path: string, open: () => Result): Result => {
  try {
    return open();
  } catch (error) {
    throw error instanceof Error ? Object.assign(error, { path }) : error;
  }
};

/** Runs `work` as one transaction: all of its writes are stored, or none when it throws. Returns what `work` returns. */
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
