import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

/** A platform in its own process, with free ports and its own directory. */
export type PlatformProcess = {
  /** Its `platform.json`. */
  file: string;
  process: ChildProcess;
  /** Everything that it has printed. */
  output: () => string;
};

const START_SECONDS = 300; // a busy machine packages slowly

/**
 * Starts a platform and waits until it is ready.
 *
 * @param directory of its state; a later start with the same directory continues with it
 * @param portBase first port; 0 for any free ports
 * @param options more options of `npm start`
 * @param root folder of the sources that it runs
 * @throws Error with its output if it does not start
 */
export const startPlatformProcess = async (
  directory: string,
  portBase = 0,
  options: string[] = [],
  root = '.',
): Promise<PlatformProcess> => {
  const file = join(directory, 'platform.json');
  rmSync(file, { force: true }); // left behind if the last platform was killed
  // from those sources, which may be another commit's
  const program: typeof import('./platformProgram.mjs') = await import(
    pathToFileURL(resolve(root, 'shared/cli/platformProgram.mjs')).href
  );
  const child = spawn('node', [...program.platformProgram, '--directory', directory, ...options], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'], // the channel closes when this process ends in any way, and the platform ends with it
    env: { ...program.platformEnvironment, ...process.env, PORT_BASE: String(portBase) },
  });
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => printed.push(String(chunk)));
  for (const end = Date.now() + START_SECONDS * 1000; !existsSync(file); await sleep(20)) {
    if (child.exitCode !== null || Date.now() > end) {
      child.kill('SIGKILL');
      throw new Error(`The platform did not start:\n${printed.join('')}`);
    }
  }
  return { file, process: child, output: () => printed.join('') };
};

/** Ends a platform, cleanly by default, and waits until it is gone. */
export const stopPlatformProcess = async ({ process: child }: PlatformProcess, signal: NodeJS.Signals = 'SIGINT') => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await gone;
};

/**
 * Runs `work` against `count` new platforms, started with `options`, and removes them afterwards. If `work` throws, their output is
 * printed.
 */
export const withPlatforms = async <T>(
  count: number,
  work: (platformFiles: string[]) => Promise<T>,
  options: string[] = [],
): Promise<T> => {
  const directories = Array.from({ length: count }, () => mkdtempSync(join(tmpdir(), 'platform-')));
  const platforms = await Promise.all(directories.map((directory) => startPlatformProcess(directory, 0, options)));
  try {
    return await work(platforms.map(({ file }) => file));
  } catch (error) {
    for (const { output } of platforms) console.error(output());
    throw error;
  } finally {
    await Promise.all(platforms.map((platform) => stopPlatformProcess(platform)));
    for (const directory of directories) rmSync(directory, { recursive: true, force: true });
  }
};

/** Runs `work` against one new platform, as `withPlatforms` does. */
export const withPlatform = <T>(work: (platformFile: string) => Promise<T>, options: string[] = []): Promise<T> =>
  withPlatforms(1, ([file = '']) => work(file), options);
