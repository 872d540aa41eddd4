import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Platform } from './platform.ts';

/** Writes the addresses of a platform, atomically: a reader never sees a partial file. */
export const writeAddresses = (file: string, { urls, aws }: Pick<Platform, 'urls' | 'aws'>): void => {
  mkdirSync(dirname(file), { recursive: true });
  const scratch = `${file}.${process.pid}`;
  writeFileSync(scratch, `${JSON.stringify({ ...urls, aws, pid: process.pid }, null, 2)}\n`, { mode: 0o600 }); // it contains keys
  renameSync(scratch, file);
};

export const removeAddresses = (file: string): void => {
  rmSync(file, { force: true });
};
