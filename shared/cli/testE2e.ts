import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandLine, runCommand, UsageError } from './commandLine.ts';
import { reachStage } from './deployment/credentials.ts';
import { addStageOptions, type Stage, type StageFlags, stageOf } from './deployment/stageOptions.ts';
import { stagePlatform } from './stagePlatform.ts';
import { stageFiles, stageNamePattern } from './stageSuite.ts';
import { finish, jestStep } from './steps.ts';

/** `npm run test:e2e`: runs the end-to-end tests over HTTP against a deployed stage. */

const command = addStageOptions(commandLine('test:e2e')).parse();

const testStage = async (at: Stage): Promise<void> => {
  const directory = mkdtempSync(join(tmpdir(), 'stage-'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  const file = join(directory, 'platform.json');
  writeFileSync(file, JSON.stringify(await stagePlatform(at)));
  console.log(`Stage ${at.stage} in ${at.region}`);
  const files = `shared/test/e2e/(${stageFiles.join('|')})\\.e2e\\.test`;
  const args = ['--runInBand', '--testPathPatterns', files, '--testNamePattern', stageNamePattern()];
  finish([await jestStep('e2e', args, { PLATFORM_FILE: file })]);
};

await runCommand(command, async () => {
  const at = stageOf(command.opts<StageFlags>());
  if (at.stage === 'prod')
    throw new UsageError('The tests leave accounts, products and orders behind: prod is not allowed.');
  await testStage(await reachStage(at));
});
