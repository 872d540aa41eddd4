import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandLine } from './commandLine.ts';
import { loadTests, patternOf, waitingTests } from './endToEndFiles.ts';
import { permissionsStep } from './permissionsStep.ts';
import { allCores, type Count, finish, jestStep, quickSteps } from './steps.ts';
import { withPlatform } from './withPlatform.ts';

/**
 * `npm test`: runs everything but load tests and restarts, which are `npm run test:load`. The end-to-end tests run against platforms
 * with their own ports and state. Then the permissions that the functions used are compared with those granted.
 */
commandLine('test').parse();

/** Runs the tests that mostly wait beside all others, against a platform that those do not change. */
const endToEnd = (options: string[]): Promise<Count[]> =>
  Promise.all([
    withPlatform((PLATFORM_FILE) => {
      const others = patternOf([...waitingTests, ...loadTests]);
      return jestStep('e2e', ['--runInBand', '--testPathIgnorePatterns', others], { PLATFORM_FILE });
    }, options),
    withPlatform((PLATFORM_FILE) => {
      const args = ['--runInBand', '--testPathPatterns', patternOf(waitingTests)];
      return jestStep('e2e', args, { PLATFORM_FILE }, 'browsers and other platforms');
    }, options),
  ]);

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
