import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_MS = 100;

/**
 * Runs `work` while no other process and no other call runs work under the same file. Waits for as long as it takes: the lock is SQLite's own,
 * which the operating system lets go of however its holder ends.
 *
 * @param file made if it is not there, and left there
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
