import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export type CrashingProcess = {
  /** The first line that the program printed: the URL it serves. */
  url: string;
  /** kill -9: the program gets no chance to write anything down. */
  kill(): Promise<void>;
};

/** Runs the TypeScript file `program` in a process of its own and waits for its first line. */
export const startProcess = async (program: URL, ...parameters: string[]): Promise<CrashingProcess> => {
  const child: ChildProcess = spawn(process.execPath, ['--no-warnings', fileURLToPath(program), ...parameters], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH ?? '' },
  });
  if (!child.stdout) throw new Error('The process has no output.');
  const [url] = await once(createInterface(child.stdout), 'line');
  return {
    url: String(url),
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
};
