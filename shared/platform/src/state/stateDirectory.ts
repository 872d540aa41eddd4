import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Another platform uses the directory; the message says which. */
export class StateInUseError extends Error {
  override name = 'StateInUseError';
}

const OWNER_ONLY = 0o700;
/** The permission bits of group and others. */
const OTHERS = 0o077;
const lockName = 'lock.sqlite';
const holderName = 'holder.json';

/**
 * Locks a directory for one platform, until `release` or the end of the process, however that ends: the lock is SQLite's, which the
 * operating system releases. Only its owner can read the directory: it contains accounts, emails and keys.
 *
 * @param options.fresh whether everything in it is deleted first
 * @throws {StateInUseError} if another platform uses it
 */
export const takeStateDirectory = (directory: string, options: { fresh: boolean }): { release(): void } => {
  mkdirSync(directory, { recursive: true, mode: OWNER_ONLY });
  const lock = new DatabaseSync(join(directory, lockName));
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    throw /locked|busy/i.test(String(error)) ? inUse(directory) : error;
  }
  closeToOthers(directory); // not while another platform deletes files in it
  if (options.fresh) {
    for (const name of readdirSync(directory)) {
      if (!name.startsWith(lockName)) rmSync(join(directory, name), { recursive: true, force: true });
    }
  }
  writeFileSync(join(directory, holderName), JSON.stringify({ pid: process.pid, since: new Date().toISOString() }));
  return {
    release: () => {
      rmSync(join(directory, holderName), { force: true });
      lock.close();
    },
  };
};

/** Removes the permissions of other users on the directory and its content. */
const closeToOthers = (path: string): void => {
  const stats = lstatSync(path);
  if (stats.isSymbolicLink()) return;
  if ((stats.mode & OTHERS) !== 0) chmodSync(path, stats.mode & 0o700);
  if (stats.isDirectory()) for (const name of readdirSync(path)) closeToOthers(join(path, name));
};

const inUse = (directory: string): StateInUseError => {
  const place = relative(process.cwd(), directory);
  return new StateInUseError(
    `The platform is already running on the data in ${place}${holder(directory)}: stop it first (Ctrl-C in its terminal).`,
  );
};

const holder = (directory: string): string => {
  try {
    const { pid, since } = JSON.parse(readFileSync(join(directory, holderName), 'utf8')) as {
      pid: number;
      since: string;
    };
    return ` (process ${pid}, since ${since})`;
  } catch {
    return ''; // it has just been locked, and its owner is not recorded yet
  }
};
