import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandLine } from './commandLine.ts';
import { permissionsStep } from './permissionsStep.ts';
import { allCores, finish, jestStep, quickSteps } from './steps.ts';
import { withPlatform } from './withPlatform.ts';

/**
 * `npm test`: everything. The end-to-end tests run against a platform of their own, with its own ports and its own state; what its functions
 * did is then compared with what their roles allow.
 */
commandLine(
  'test',
  'Runs all tests: types, format and lint, unit, integration, and end to end on a platform of its own. One file alone: docs/testing.md.',
).parse();

const counts = await quickSteps();
counts.push(await jestStep('integration', [allCores]));
const directory = mkdtempSync(join(tmpdir(), 'calls-'));
try {
  const record = join(directory, 'calls.jsonl');
  const e2e = (PLATFORM_FILE: string) => jestStep('e2e', ['--runInBand'], { PLATFORM_FILE });
  counts.push(await withPlatform(e2e, ['--record-calls', record, '--quick-passwords']));
  counts.push(await permissionsStep(record));
} finally {
  rmSync(directory, { recursive: true, force: true });
}
finish(counts);
