import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Platform, PlatformOptions, Reload } from '../src/platform.ts';

type Failure = { error: string };

export type PlatformProcess = Pick<Platform, 'urls' | 'aws'> & {
  reload(): Promise<Partial<Reload & Failure>>;
  close(): Promise<void>;
  /** kill -9 */
  kill(): Promise<void>;
};

/**
 * Starts a platform in a process of its own.
 *
 * @throws {Error} with the platform's own message when it does not start
 */
export const startPlatformProcess = async (options: Omit<PlatformOptions, 'log'>): Promise<PlatformProcess> => {
  const program = fileURLToPath(new URL('platformProgram.ts', import.meta.url));
  const child = spawn(process.execPath, ['--no-warnings', program, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' },
  });
  const lines = createInterface(child.stdout);
  const ended = once(lines, 'close').then(() => [JSON.stringify({ error: 'The process has ended.' })]);
  const nextLine = async <T>(): Promise<T> =>
    JSON.parse(String((await Promise.race([once(lines, 'line'), ended]))[0])) as T;
  const ask = <T>(command: string): Promise<T> => {
    const line = nextLine<T>();
    child.stdin.write(`${command}\n`);
    return line;
  };
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
  };
  const started = await nextLine<Platform | Failure>();
  if ('error' in started) {
    await end('SIGTERM');
    throw new Error(started.error);
  }
  return {
    urls: started.urls,
    aws: started.aws,
    reload: () => ask('reload'),
    kill: () => end('SIGKILL'),
    close: async () => {
      if (child.exitCode === null && child.signalCode === null) await ask('close');
      await end('SIGTERM');
    },
  };
};
