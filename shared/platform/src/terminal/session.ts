import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createPlatformLog } from '../log/functionLog.ts';
import { findStacks } from '../packaging/findStacks.ts';
import { watchSources } from '../packaging/watchSources.ts';
import { type Platform, type PlatformOptions, startPlatform } from '../platform.ts';
import type { Sidecar } from '../sidecars.ts';
import { diskFullMessage, isDiskFull, StateError } from '../state/stateErrors.ts';
import { createScreen, type FirstRequest, type Screen } from './screen.ts';

export type SessionOptions = Omit<PlatformOptions, 'log' | 'onProgress' | 'stateDirectory' | 'addressFile'> & {
  /** Directory of state, log and addresses. */
  directory: string;
  /** Whether changed code is reloaded while the platform runs. */
  watch: boolean;
  /** A command to try first, shown once everything is ready. */
  firstRequest?: FirstRequest;
};

/** Ctrl-C reaches this process more than once: from the terminal and from npm, which forwards it. */
const sameKeystrokeMs = 500;

/** Runs the platform with output on the terminal. Ends the process: with 0 after Ctrl-C, with 1 if the start fails. */
export const runUntilStopped = async ({
  directory: local,
  watch,
  firstRequest,
  ...options
}: SessionOptions): Promise<void> => {
  const { root, stacks = findStacks(root), sidecars = [] } = options;
  const addressFile = join(local, 'platform.json');
  const stateDirectory = join(local, 'state');
  const logFile = join(local, 'logs', 'platform.log');
  mkdirSync(join(local, 'logs'), { recursive: true });
  const screen = createScreen(process.stdout, { notes: notesOf(sidecars), ...(firstRequest ? { firstRequest } : {}) });
  const log = createPlatformLog({ file: logFile });
  const stopped = untilStopped();
  endWhenDiskIsFull(shortPath(root, local), screen);
  try {
    const starting = startPlatform({
      ...options,
      stacks,
      stateDirectory,
      addressFile,
      log,
      onProgress: screen.progress,
    });
    const reloadStarted = () => starting.then((platform) => reload(platform, screen)).catch(() => {}); // a failed start is shown below
    const watching = watch ? watchSources({ root, stacks, onChange: reloadStarted }) : undefined;
    const platform = await Promise.race([starting, stopped.then(() => undefined)]);
    if (!platform) process.exit(0); // stopped before it was ready
    screen.ready(platform, {
      stateDirectory: shortPath(root, stateDirectory),
      logFile: shortPath(root, logFile),
      watch,
    });
    await stopped;
    screen.stopping();
    watching?.close();
    await platform.close();
    log.close();
    process.exit(0);
  } catch (error) {
    screen.failed(isDiskFull(error) ? new StateError(diskFullMessage(shortPath(root, local))) : error);
    if (!isDiskFull(error)) log.close();
    process.exit(1);
  }
};

const notesOf = (sidecars: readonly Sidecar[]): Record<string, string> =>
  Object.fromEntries(sidecars.flatMap(({ name, note }) => (note === undefined ? [] : [[name, note]])));

/**
 * Ends the platform with a message if the disk is full, since no further write could be stored. Other errors are left to the runtime,
 * once it exists.
 */
const endWhenDiskIsFull = (directory: string, screen: Screen): void => {
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      if (isDiskFull(error)) screen.failed(new StateError(diskFullMessage(directory)));
      else if (process.listenerCount(event) > 1) return;
      else screen.failed(error);
      process.exit(1);
    });
  }
};

/** Resolves at the first signal to stop; a second one ends the process at once. */
const untilStopped = (): Promise<void> =>
  new Promise((resolve) => {
    let first: number | undefined;
    const stop = () => {
      if (first !== undefined && performance.now() - first > sameKeystrokeMs) process.exit(130);
      first ??= performance.now();
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
    process.on('disconnect', stop); // the command that started this process was killed
  });

/** Returns the path relative to the root, if it is below it. */
const shortPath = (root: string, path: string): string => {
  const short = relative(root, path);
  return short.startsWith('..') ? path : short;
};

const reload = async (platform: Platform, screen: Screen): Promise<void> => {
  try {
    screen.reloaded(await platform.reload());
  } catch (error) {
    screen.reloadFailed(error);
  }
};
