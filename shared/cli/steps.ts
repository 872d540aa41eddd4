import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { patternOf } from './endToEndFiles.ts';
import { withPlatform } from './withPlatform.ts';

/** How many tests passed and failed. A step that is not a test run counts as one test. */
export type Count = { passed: number; failed: number };

export const total = (counts: Count[]): Count =>
  counts.reduce((sum, { passed, failed }) => ({ passed: sum.passed + passed, failed: sum.failed + failed }), {
    passed: 0,
    failed: 0,
  });

type Environment = Record<string, string>;

/** Runs a program with its output on this terminal. Returns the exit code. */
export const run = (command: string, args: string[], environment: Environment = {}): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...environment } });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });

/** Runs one step, and prints a heading, the result and the duration. */
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

/** Ends the run even if a failed test left a server behind. */
const andEnd = '--forceExit';

/** By default jest would leave one core idle: half of a small machine. */
export const allCores = '--maxWorkers=100%';

/**
 * Runs one project of jest.config.ts and counts its tests. A run without tests fails.
 *
 * @param part names the tests that `args` select, if the others run in a separate step
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

/** Runs end-to-end tests one after the other against a new platform: each of them keeps both cores of a small machine busy. */
export const ownPlatformStep = (part: string, files: readonly string[]): Promise<Count> =>
  withPlatform(
    (PLATFORM_FILE) =>
      jestStep('e2e', ['--runInBand', '--testPathPatterns', patternOf(files)], { PLATFORM_FILE }, part),
    ['--quick-passwords'],
  );

/**
 * Runs the steps that `npm run check` and `npm test` have in common: types, format and lint, unused code, unit tests with the project
 * rules.
 */
export const quickSteps = async (): Promise<Count[]> => [
  await commandStep('types', 'tsc', ['-p', '.']),
  await commandStep('types of the console', 'tsc', ['-p', 'shared/web/console']),
  await commandStep('types of the shop', 'tsc', ['-p', 'shared/web/shop']),
  await commandStep('format and lint', 'biome', ['ci', '--error-on-warnings']),
  await commandStep('unused code', 'knip', ['--no-progress', '--treat-config-hints-as-errors']),
  await jestStep('unit', [allCores]),
];

/** Prints the last line and ends the process, with 0 if nothing failed. */
export const finish = (counts: Count[]): never => {
  const { passed, failed } = total(counts);
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
};
