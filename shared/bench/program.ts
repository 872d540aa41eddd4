import { spawn } from 'node:child_process';

/** Runs a program to its end. Returns its output and its duration in milliseconds. */
export const runProgram = (
  command: string,
  args: string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ printed: string; milliseconds: number }> =>
  new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const printed: string[] = [];
    const complaints: string[] = [];
    child.stdout.on('data', (chunk) => printed.push(String(chunk)));
    child.stderr.on('data', (chunk) => complaints.push(String(chunk)));
    child.on('error', reject);
    let milliseconds = 0;
    child.on('exit', () => {
      milliseconds = performance.now() - started;
    });
    child.on('close', (code) => {
      if (code === 0) resolve({ printed: printed.join(''), milliseconds });
      else reject(new Error(`${command} ${args.join(' ')} ended with ${code}:\n${complaints.join('')}`));
    });
  });
