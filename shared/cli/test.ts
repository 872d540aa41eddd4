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

const testFiles = globSync('shared/test/e2e/*.e2e.test.ts');

/** Tests that start their own platforms, to kill or disturb them, and tests that keep a platform busy for minutes. */
const demanding = testFiles.filter(
  (file) => /\b(startPlatformProcess|runChaos)\(/.test(readFileSync(file, 'utf8')) || /\/many\w+\.e2e/.test(file),
);
const demandingPattern = `/(${demanding.map((file) => basename(file, '.ts').replaceAll('.', '\\.')).join('|')})\\.ts$`;

/** Runs those tests beside all others, two at a time: each waits half of the time. */
const endToEnd = (PLATFORM_FILE: string): Promise<Count[]> =>
  Promise.all([
    jestStep('e2e', ['--runInBand', '--testPathIgnorePatterns', demandingPattern], { PLATFORM_FILE }),
    withPlatform(
      (file) =>
        jestStep(
          'e2e',
          ['--maxWorkers=2', '--testPathPatterns', demandingPattern],
          { PLATFORM_FILE: file },
          'restarts, faults and load',
        ),
      ['--quick-passwords'],
    ),
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
