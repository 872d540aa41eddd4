import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { commandLine } from './commandLine.ts';
import { permissionsStep } from './permissionsStep.ts';
import { allCores, type Count, finish, jestStep, quickSteps } from './steps.ts';
import { withPlatform } from './withPlatform.ts';

/**
 * `npm test`: runs everything. The end-to-end tests run against their own platform, with its own ports and state. Then the permissions
 * that its functions used are compared with those granted.
 */
commandLine('test').parse();

/** A pattern for the paths of test files that start their own platforms, to kill or disturb them. */
const withOwnPlatforms = `/(${globSync('shared/test/e2e/*.e2e.test.ts')
  .filter((file) => /\b(startPlatformProcess|runChaos)\(/.test(readFileSync(file, 'utf8')))
  .map((file) => basename(file, '.ts').replaceAll('.', '\\.'))
  .join('|')})\\.ts$`;

/** Runs those tests in parallel with all others: a platform keeps one core busy, and waits half of the time. */
const endToEnd = (PLATFORM_FILE: string): Promise<Count[]> =>
  Promise.all([
    jestStep('e2e', ['--runInBand', '--testPathIgnorePatterns', withOwnPlatforms], { PLATFORM_FILE }),
    jestStep('e2e', ['--runInBand', '--testPathPatterns', withOwnPlatforms], { PLATFORM_FILE }, 'restarts and faults'),
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
