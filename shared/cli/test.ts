import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandLine } from './commandLine.ts';
import { loadTests, ownPlatformTests, patternOf } from './endToEndFiles.ts';
import { permissionsStep } from './permissionsStep.ts';
import { allCores, type Count, finish, jestStep, quickSteps } from './steps.ts';
import { withPlatform } from './withPlatform.ts';

/**
 * `npm test`: runs everything but the runs under load, which are `npm run test:load`. The end-to-end tests run against their own platform,
 * with its own ports and state. Then the permissions that its functions used are compared with those granted.
 */
commandLine('test').parse();

/** Runs the tests that start platforms of their own beside all others: each waits half of the time. */
const endToEnd = (PLATFORM_FILE: string): Promise<Count[]> =>
  Promise.all([
    jestStep('e2e', ['--runInBand', '--testPathIgnorePatterns', patternOf([...ownPlatformTests, ...loadTests])], {
      PLATFORM_FILE,
    }),
    jestStep('e2e', ['--runInBand', '--testPathPatterns', patternOf(ownPlatformTests)], { PLATFORM_FILE }, 'restarts'),
  ]);

const counts = await quickSteps();
counts.push(await jestStep('integration', [allCores]));
const directory = mkdtempSync(join(tmpdir(), 'calls-'));
try {
  const record = join(directory, 'calls.jsonl');
  counts.push(...(await withPlatform(endToEnd, ['--record-calls', record, '--quick-passwords'])));
  counts.push(await permissionsStep(record));
} finally {
  rmSync(directory, { recursive: true, force: true });
}
finish(counts);
