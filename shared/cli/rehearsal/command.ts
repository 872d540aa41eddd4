import { spawn } from 'node:child_process';

/** Runs a program and returns its exit code and output. The exit code of a missing program is 127. */
export const output = (
  command: string,
  args: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv; onText?: (text: string) => void } = {},
): Promise<{ code: number; text: string }> =>
  new Promise((resolve) => {
    const { cwd, env = process.env, onText } = options;
    const child = spawn(command, args, {
      ...(cwd === undefined ? {} : { cwd }),
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const printed: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        printed.push(String(chunk));
        onText?.(String(chunk));
      });
    child.on('error', (error) => resolve({ code: 127, text: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, text: printed.join('') }));
  });
