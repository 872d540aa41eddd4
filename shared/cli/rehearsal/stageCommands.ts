import { output } from './command.ts';
import { STAGE } from './rehearsal.ts';

/** The outcome of `npm run deploy` for one stack. */
export type StackEnd = { name: string; outcome: string; seconds: number };

/** The parameter with which the stage has its gateway. */
export const WITH_GATEWAY = ['--param', 'gateway=yes'] as const;

/**
 * Runs `npm run deploy` in the copy, with its output on this terminal.
 *
 * @param options such as stage parameters
 * @returns the outcome of each stack, and what it printed
 * @throws Error if it fails
 */
export const deploy = async (...options: string[]): Promise<{ ends: StackEnd[]; text: string }> => {
  const { code, text } = await command('deploy', options);
  if (code !== 0) throw new Error(`npm run deploy ended with ${code}`);
  const lines = text.matchAll(/^✔ (\w+) (deployed|has not changed) \(([\d.]+) s\)$/gm);
  const ends = [...lines].map(([, name = '', outcome = '', seconds]) => ({ name, outcome, seconds: Number(seconds) }));
  return { ends, text };
};

/** Runs `npm run remove` in the copy, with its output on this terminal. */
export const remove = (...options: string[]) => command('remove', options);

const command = (name: string, options: string[]) =>
  output(process.execPath, ['shared/cli/run.mjs', name, '--stage', STAGE, ...options], {
    onText: (text) => process.stdout.write(text),
  });

/**
 * Runs `npx serverless deploy` in the folder of one service of the copy.
 *
 * @param options such as another stage, or parameters
 * @returns its exit code and output
 */
export const deployAlone = (service: string, ...options: string[]) =>
  output('serverless', ['deploy', ...(options.includes('--stage') ? [] : ['--stage', STAGE]), ...options], {
    cwd: service,
    env: { ...process.env, NO_COLOR: '1' },
  });
