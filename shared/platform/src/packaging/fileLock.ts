import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_MS = 100;

/**
 * Runs `work` while no other process or call runs work with the same lock file. Waits as long as necessary: the lock is SQLite's, which
 * the operating system releases however its holder ends.
 *
 * @param file created if it does not exist, and kept
 */
export const withFileLock = async <Result>(file: string, work: () => Promise<Result>): Promise<Result> => {
  mkdirSync(dirname(file), { recursive: true });
  const lock = new DatabaseSync(file, { timeout: 0 });
  try {
    while (!taken(lock)) await sleep(LOOK_MS);
    return await work();
  } finally {
    lock.close();
  }
};

const taken = (lock: DatabaseSync): boolean => {
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if (/locked|busy/i.test(String(error))) return false;
    throw error;
  }
};
