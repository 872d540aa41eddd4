import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createPlatformLog } from '../log/functionLog.ts';
import { findStacks } from '../packaging/findStacks.ts';
import { watchSources } from '../packaging/watchSources.ts';
import { type Platform, type PlatformOptions, startPlatform } from '../platform.ts';
import { diskFullMessage, isDiskFull, StateError } from '../state/stateErrors.ts';
import { createScreen, type Screen } from './screen.ts';

export type SessionOptions = {
  root: string;
  portBase: number;
  fresh: boolean;
  /** Where state, log and addresses are kept. */
  directory: string;
  /** Whether changed code is put in place while the platform runs. */
  watch: boolean;
  /** How long a transaction holds its rows of DynamoDB, in milliseconds. */
  transactionMs: number;
  /** What hashing a password costs; see `CognitoOptions`. */
  passwordCost?: number;
  /** Where the permissions that functions make use of are written. */
  callRecord?: string;
  /** Where functions call AWS instead of at the platform's own endpoints. */
  functionEndpoints?: PlatformOptions['functionEndpoints'];
};

/** A terminal's Ctrl-C reaches this process more than once: from the terminal itself and from npm, which passes it on. */
const sameKeystrokeMs = 500;

/** Runs the platform for the person at the terminal. Ends the process: with 0 after Ctrl-C, with 1 when the start fails. */
export const runUntilStopped = async ({
  root,
  portBase,
  directory: local,
  fresh,
  watch,
  transactionMs,
  passwordCost,
  callRecord,
  functionEndpoints,
}: SessionOptions): Promise<void> => {
  const addressFile = join(local, 'platform.json');
  const stateDirectory = join(local, 'state');
  const logFile = join(local, 'logs', 'platform.log');
  mkdirSync(join(local, 'logs'), { recursive: true });
  const screen = createScreen(process.stdout);
  const log = createPlatformLog({ file: logFile });
  const stopped = untilStopped();
  endWhenDiskIsFull(shortPath(root, local), screen);
  try {
    const starting = startPlatform({
      root,
      portBase,
      stateDirectory,
      fresh,
      addressFile,
      transactionMs,
      ...(passwordCost === undefined ? {} : { passwordCost }),
      ...(callRecord === undefined ? {} : { callRecord }),
      ...(functionEndpoints === undefined ? {} : { functionEndpoints }),
      log,
      onProgress: screen.progress,
    });
    const platform = await Promise.race([starting, stopped.then(() => undefined)]);
    if (!platform) process.exit(0); // stopped before it was ready
    screen.ready(platform, {
      stateDirectory: shortPath(root, stateDirectory),
      logFile: shortPath(root, logFile),
      watch,
    });
    const watching = watch
      ? watchSources({ root, stacks: findStacks(root), onChange: () => reload(platform, screen) })
      : undefined;
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

/** Nothing that comes after a write that failed could be kept: the platform ends, and says why. Other errors are left to the runtime, once it is there. */
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

/** From the root where it lies below it. */
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
