import { output } from './command.ts';
import { STAGE } from './rehearsal.ts';

/** How a stack came out of `npm run deploy`. */
export type StackEnd = { name: string; outcome: string; seconds: number };

/**
 * Runs `npm run deploy` in the copy, its output on this terminal.
 *
 * @returns how each stack came out of it
 * @throws Error when it fails
 */
export const deploy = async (): Promise<StackEnd[]> => {
  const { code, text } = await command('deploy', []);
  if (code !== 0) throw new Error(`npm run deploy ended with ${code}`);
  const lines = text.matchAll(/^✔ (\w+) (deployed|has not changed) \(([\d.]+) s\)$/gm);
  return [...lines].map(([, name = '', outcome = '', seconds]) => ({ name, outcome, seconds: Number(seconds) }));
};

/** Runs `npm run remove` in the copy, its output on this terminal. */
export const remove = (...options: string[]) => command('remove', options);

const command = (name: string, options: string[]) =>
  output(process.execPath, ['shared/cli/run.mjs', name, '--stage', STAGE, ...options], {
    onText: (text) => process.stdout.write(text),
  });

/**
 * Runs `npx serverless deploy` in the folder of one service of the copy.
 *
 * @param options for another stage than the rehearsed one, or with parameters
 * @returns its exit code and what it printed
 */
export const deployAlone = (service: string, ...options: string[]) =>
  output('serverless', ['deploy', ...(options.includes('--stage') ? [] : ['--stage', STAGE]), ...options], {
    cwd: service,
    env: { ...process.env, NO_COLOR: '1' },
  });
