import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { styleText } from 'node:util';

/** How many tests passed and failed. A step that is no test run counts as one. */
export type Count = { passed: number; failed: number };

export const total = (counts: Count[]): Count =>
  counts.reduce((sum, { passed, failed }) => ({ passed: sum.passed + passed, failed: sum.failed + failed }), {
    passed: 0,
    failed: 0,
  });

type Environment = Record<string, string>;

/** Runs a program to its end, its output on this terminal. Answers the exit code. */
export const run = (command: string, args: string[], environment: Environment = {}): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...environment } });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });

/** Runs one step under a heading and says how long it took. */
export const step = async (name: string, work: () => Promise<Count>): Promise<Count> => {
  const start = performance.now();
  console.log(styleText('bold', `\n▶ ${name}`));
  const count = await work();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const good = count.failed === 0;
  console.log(styleText(good ? 'green' : 'red', `${good ? '✔' : '✖'} ${name} (${seconds} s)`));
  return count;
};

/** A step that passes when its program exits with 0. */
const commandStep = (name: string, command: string, args: string[]): Promise<Count> =>
  step(name, async () => ((await run(command, args)) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }));

/** A failed test that left a server behind must not keep the run from its end. */
const andEnd = '--forceExit';

/** Jest alone would leave one core idle: half of a small machine. */
export const allCores = '--maxWorkers=100%';

/**
 * Runs one project of jest.config.ts and counts its tests. A run that tested nothing has failed.
 *
 * @param part names the tests that `args` choose, where the others run in a step of their own
 */
export const jestStep = (
  project: string,
  args: string[] = [],
  environment: Environment = {},
  part?: string,
): Promise<Count> =>
  step(`${project} tests${part ? `: ${part}` : ''}`, async () => {
    const directory = mkdtempSync(join(tmpdir(), 'jest-'));
    const outputFile = join(directory, 'results.json');
    try {
      const code = await run(
        'jest',
        ['--selectProjects', project, '--json', '--outputFile', outputFile, andEnd, ...args],
        {
          NODE_OPTIONS: '--experimental-vm-modules --no-warnings',
          POWERTOOLS_LOG_LEVEL: 'SILENT',
          ...environment,
        },
      );
      const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(readFileSync(outputFile, 'utf8'));
      const broken = code !== 0 || numPassedTests === 0;
      return { passed: numPassedTests, failed: Math.max(numFailedTests, numFailedTestSuites, Number(broken)) };
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });

/** What both `npm run check` and `npm test` begin with: types, format and lint, unused code, unit tests with the house's conventions. */
export const quickSteps = async (): Promise<Count[]> => [
  await commandStep('types', 'tsc', ['-p', '.']),
  await commandStep('format and lint', 'biome', ['ci', '--error-on-warnings']),
  await commandStep('unused code', 'knip', ['--no-progress', '--treat-config-hints-as-errors']),
  await jestStep('unit', [allCores]),
];

/** Prints the closing line and ends the process: 0 when nothing failed. */
export const finish = (counts: Count[]): never => {
  const { passed, failed } = total(counts);
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
};
