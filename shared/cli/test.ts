import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { commandLine } from './commandLine.ts';
import { loadTests, patternOf, restartTests, waitingTests } from './endToEndFiles.ts';
import { permissionsStep } from './permissionsStep.ts';
import { allCores, type Count, finish, jestStep, quickSteps } from './steps.ts';
import { withPlatform, withPlatforms } from './withPlatform.ts';

/**
 * `npm test`: runs everything but restarts and load tests, which have commands of their own. The end-to-end tests run against platforms
 * with their own ports and state. Then the permissions that the functions used are compared with those granted.
 */
commandLine('test').parse();

/** How many test files run at once, each against a platform of its own: they wait more than they compute. */
const WORKERS = 2;

/** Runs the end-to-end tests: browsers and platforms of their own beside all others, against a platform that those do not change. */
const endToEnd = (options: string[]): Promise<Count[]> => {
  const others = patternOf([...waitingTests, ...loadTests, ...restartTests]);
  const workers = ['--maxWorkers', String(WORKERS), '--testPathIgnorePatterns', others];
  const waiting = ['--runInBand', '--testPathPatterns', patternOf(waitingTests)];
  return Promise.all([
    withPlatforms(WORKERS, (files) => jestStep('e2e', workers, { PLATFORM_FILES: files.join(delimiter) }), options),
    withPlatform(
      (PLATFORM_FILE) => jestStep('e2e', waiting, { PLATFORM_FILE }, 'browsers and other platforms'),
      options,
    ),
  ]);
};

const counts = await quickSteps();
counts.push(await jestStep('integration', [allCores]));
const directory = mkdtempSync(join(tmpdir(), 'calls-'));
try {
  const record = join(directory, 'calls.jsonl');
  counts.push(...(await endToEnd(['--record-calls', record, '--quick-passwords'])));
  counts.push(await permissionsStep(record));
} finally {
  rmSync(directory, { recursive: true, force: true });
}
finish(counts);
