/** `npm run test:upgrade`: deploys the previous release, fills it with orders in every state, deploys these sources over it, and lets all orders end. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { isCommit, withWorktree } from '../bench/worktree.ts';
import { commandLine, runCommand, UsageError } from '../cli/commandLine.ts';
import { readPlatformFile } from '../cli/platformTarget.ts';
import { EmulatorUnavailable, ensureEmulator } from '../cli/rehearsal/virtualEnvironment.ts';
import { type Count, finish, step } from '../cli/steps.ts';
import { platformClients } from '../test/e2e/platformClients.ts';
import { lostResources, packagedTemplates } from './dataResources.ts';
import { compareResponses, finishUpgrade, prepareUpgrade } from './run.ts';
import { emulatedAccount, onePlatform, type Target } from './targets.ts';

const command = commandLine('test:upgrade')
  .option('--from <commit>', 'the release to upgrade from; by default the last one that is tagged before this commit')
  .parse();
const root = process.cwd();
const directory = join(root, '.local', 'upgrade');

/** Returns the tag of the last release before this commit. @throws {UsageError} where git knows none */
const lastRelease = (): string => {
  try {
    const tags = ['describe', '--tags', '--abbrev=0', '--match', 'v[0-9]*', 'HEAD^'];
    return execFileSync('git', tags, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    throw new UsageError('No earlier release is tagged in this clone: name a commit with --from.');
  }
};

/** Counts the findings of a check: one test, which fails if there are any. */
const counted = (name: string, look: () => Promise<string[]> | string[]): Promise<Count> =>
  step(name, async () => {
    const problems = await Promise.resolve()
      .then(look)
      .catch((error: unknown) => [error instanceof Error ? (error.stack ?? error.message) : String(error)]);
    for (const problem of problems) console.error(problem);
    return { passed: Number(problems.length === 0), failed: Number(problems.length > 0) };
  });

const opened = (file: string) => {
  process.env.PLATFORM_FILE = file;
  return platformClients(readPlatformFile(file));
};

const upgrade = async (target: Target, from: string): Promise<Count[]> => {
  const counts: Count[] = [];
  const at = (what: string) => `${target.name}: ${what}`;
  try {
    const shop = opened(await target.deployPrevious());
    const before = await prepareUpgrade(shop, target.holdSeconds);
    console.log(at(`${Object.keys(before.orders).length + before.rivals.length} orders of ${from}`));
    shop.destroy();
    const upgraded = opened(await target.deployNew());
    counts.push(await counted(at('clients see what they saw'), () => compareResponses(upgraded, before)));
    counts.push(await counted(at('all orders end as they should'), () => finishUpgrade(upgraded, before)));
    upgraded.destroy();
  } finally {
    await target.close();
    process.chdir(root);
  }
  return counts;
};

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1));
await runCommand(command, async () => {
  const from = command.opts<{ from?: string }>().from ?? lastRelease();
  if (!isCommit(from)) throw new UsageError(`--from: git knows no commit "${from}".`);
  const counts: Count[] = [];
  await withWorktree(from, async (previous) => {
    counts.push(
      await counted('no table, bucket, queue or user pool is replaced', async () =>
        lostResources(await packagedTemplates(previous), await packagedTemplates(root)),
      ),
    );
    counts.push(...(await upgrade(await onePlatform(previous, root), from)));
    try {
      const programs = await ensureEmulator(join(root, '.local', 'rehearsal', 'venv'));
      counts.push(...(await upgrade(await emulatedAccount(previous, root, { programs, directory }), from)));
    } catch (error) {
      if (!(error instanceof EmulatorUnavailable)) throw error;
      console.log(`Not run against MiniStack: ${error.message}`);
    }
  });
  finish(counts);
});
