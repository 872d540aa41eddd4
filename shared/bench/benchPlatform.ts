import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { platform } from 'node:process';
import { type PlatformFile, readPlatformFile } from '../cli/platformTarget.ts';
import { startPlatformProcess, stopPlatformProcess } from '../cli/withPlatform.ts';

/** A platform under measurement: a separate process with free ports and its own directory. */
export type BenchPlatform = {
  addresses: PlatformFile;
  /** Resident memory of the process, in MiB. */
  residentMemory(): number;
  /** Processor time used by the process so far, in milliseconds, summed over all threads. */
  processorTime(): number;
};

/** Runs `work` against a new platform of the sources in `root`, started with `options` of `npm start`, and removes it afterwards. */
export const withBenchPlatform = async <T>(
  work: (platform: BenchPlatform) => Promise<T>,
  options: string[] = [],
  root = '.',
): Promise<T> => {
  const directory = mkdtempSync(join(tmpdir(), 'bench-platform-'));
  const started = await startPlatformProcess(directory, 0, options, root);
  const pid = started.process.pid ?? 0;
  try {
    return await work({
      addresses: readPlatformFile(started.file),
      residentMemory: () => residentMemory(pid),
      processorTime: () => processorTime(pid),
    });
  } finally {
    await stopPlatformProcess(started);
    rmSync(directory, { recursive: true, force: true });
  }
};

/** Returns the resident memory of a process in MiB, according to `ps`. */
export const residentMemory = (pid: number): number => Number(ps(pid, 'rss=')) / 1024;

/** Linux counts in hundredths of a second; elsewhere `ps` reports whole seconds, as `[[dd-]hh:]mm:ss`. */
const processorTime = (pid: number): number => {
  if (platform === 'linux') {
    const [, , ...fields] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return (Number(fields[9]) + Number(fields[10])) * 10;
  }
  const [seconds = 0, minutes = 0, hours = 0, days = 0] = ps(pid, 'time=').split(/[-:]/).map(Number).reverse();
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
};

const ps = (pid: number, field: string): string =>
  execFileSync('ps', ['-o', field, '-p', String(pid)], { encoding: 'utf8' }).trim();
