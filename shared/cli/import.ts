import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { commandLine, runCommand, UsageError } from './commandLine.ts';
import { reachStage } from './deployment/credentials.ts';
import { addStageOptions, DEPLOYED_OR_LOCAL, type StageFlags, stageOf } from './deployment/stageOptions.ts';
import { beginImport, type ImportView, watchImport } from './importFile.ts';
import { showProgress } from './importProgress.ts';
import { readPlatformFile } from './platformTarget.ts';
import { makeSeller, signIn } from './seed/seller.ts';
import { isStaff, startSession } from './seed/session.ts';
import { stagePlatform } from './stagePlatform.ts';

/** `npm run import`: imports products from a CSV file, and prints what was refused. */

const command = addStageOptions(commandLine('import'), DEPLOYED_OR_LOCAL)
  .argument('<file>', "a CSV file: a product export of Shopify, or one in the shop's own format")
  .option('--dry-run', 'only say what would be refused')
  .option('--full-name <name>', 'an account of staff that imports; its password is in IMPORT_PASSWORD')
  .parse();

const MAX_BYTES = 50 * 1024 * 1024;

const readFile = (path: string) => {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats?.isFile()) throw new UsageError(`There is no file "${path}".`);
  if (stats.size > MAX_BYTES) throw new UsageError('The file is larger than 50 MB: import it in parts.');
  return new Uint8Array(readFileSync(path));
};

const namedAccount = (fullName: string | undefined) => {
  if (fullName === undefined) return undefined;
  const password = process.env.IMPORT_PASSWORD;
  if (!password)
    throw new UsageError('The password of --full-name is missing: put it into the variable IMPORT_PASSWORD.');
  return { fullName, password };
};

type Flags = StageFlags & { dryRun?: true; fullName?: string };

const report = ({ status, done, refused, refusedRows, pictures, reason }: ImportView, dryRun: boolean): void => {
  for (const { line, reason: why } of refused) console.log(`line ${line}: ${why}`);
  if (refusedRows > refused.length) console.log(`and ${refusedRows - refused.length} more`);
  if (status === 'failed') console.error(`The import has failed: ${reason}`);
  const added = pictures === undefined || dryRun ? '' : ` ${pictures} pictures are there.`;
  console.log(`${done} lines done${dryRun ? ', nothing written' : ''}, ${refusedRows} refused.${added}`);
  if (status === 'failed' || refusedRows > 0) process.exitCode = 1;
};

/** Ends the waiting, not the import, at Ctrl-C. */
const stopAt = (id: () => string | undefined): AbortSignal => {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      const goesOn =
        id() === undefined ? 'Nothing was imported.' : `The import goes on by itself: GET /imports/${id()}`;
      stop.abort(new Error(`Stopped waiting. ${goesOn}`));
    });
  }
  return stop.signal;
};

await runCommand(command, async () => {
  const { dryRun = false, fullName, ...flags } = command.opts<Flags>();
  const path = command.args[0] ?? '';
  const bytes = readFile(path);
  const named = namedAccount(fullName);
  let id: string | undefined;
  const stop = stopAt(() => id);
  const platform =
    flags.stage === undefined ? readPlatformFile() : await stagePlatform(await reachStage(stageOf(flags)));
  const account = named ?? (await makeSeller(platform, stop));
  const session = startSession(() => signIn(platform, account, stop), Date.now, isStaff);
  const shop = { platform, session, stop };
  id = await beginImport(shop, { fileName: basename(path), bytes, dryRun });
  const bar = showProgress();
  const outcome = await watchImport(shop, id, bar.show).finally(bar.stop);
  report(outcome, dryRun);
});
