import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { commandLine } from './commandLine.ts';
import { permissionsStep } from './permissionsStep.ts';
import { allCores, type Count, finish, jestStep, quickSteps } from './steps.ts';
import { withPlatform } from './withPlatform.ts';

/**
 * `npm test`: everything. The end-to-end tests run against a platform of their own, with its own ports and its own state; what its functions
 * did is then compared with what their roles allow.
 */
commandLine('test').parse();

/** Test files that start platforms of their own, to kill or disturb them: a pattern of their paths. */
const withOwnPlatforms = `/(${globSync('shared/test/e2e/*.e2e.test.ts')
  .filter((file) => /\b(startPlatformProcess|runChaos)\(/.test(readFileSync(file, 'utf8')))
  .map((file) => basename(file, '.ts').replaceAll('.', '\\.'))
  .join('|')})\\.ts$`;

/** Those beside all others: a platform keeps one core busy, and waits half of the time. */
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
