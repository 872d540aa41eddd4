import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** Exit code and output of a command of the framework. */
export type CommandEnd = { code: number; text: string };

/**
 * Runs a command of the framework in a stack's folder, with the AWS credentials of this environment.
 *
 * @param args e.g. `['deploy', '--stage', 'dev']`
 * @param onLine is called with each line as it is printed
 */
export const runServerless = (
  root: string,
  folder: string,
  args: string[],
  onLine: (line: string) => void = () => undefined,
): Promise<CommandEnd> =>
  new Promise((resolve, reject) => {
    const command = join(root, 'node_modules', 'serverless', 'bin', 'serverless.js');
    const { NODE_OPTIONS: _, ...environment } = process.env;
    const child = spawn(process.execPath, [command, ...args], {
      cwd: join(root, folder),
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...environment,
        NO_COLOR: '1',
        NODE_NO_WARNINGS: '1',
        SLS_AWS_REQUEST_MAX_RETRIES: '9', // enough for about a minute and a half of throttling, with the SDK's back-off
        NODE_COMPILE_CACHE: join(root, '.local', 'cache', 'compiled'),
        SLS_SCHEMA_CACHE_BASE_DIR: join(root, '.local', 'cache'),
      },
    });
    const printed: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      let rest = '';
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        printed.push(chunk);
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        lines.forEach(onLine);
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, text: printed.join('') }));
  });

/** Returns the framework's error message without its stack, version and advice. */
export const ownWords = (text: string): string => {
  const lines = text.split('\n').filter((line) => !/^\s+at |^(Environment|Docs|Support|Bugs):/.test(line));
  const error = lines.findLastIndex((line) => /^Error:?\s*$/.test(line));
  return lines
    .slice(error + 1)
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
};
