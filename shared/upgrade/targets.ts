import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRehearsal } from '../cli/rehearsal/rehearsal.ts';
import { copySources } from '../cli/rehearsal/sources.ts';
import { deploy } from '../cli/rehearsal/stageCommands.ts';
import { type PlatformProcess, startPlatformProcess, stopPlatformProcess } from '../cli/withPlatform.ts';
import { freePortBase } from '../test/e2e/ports.ts';

/** A stage whose release can be replaced. */
export type Target = {
  name: string;
  /** How long the replacement takes at most, in seconds. */
  holdSeconds: number;
  /** Deploys the previous release. Returns the path of the file with its addresses. */
  deployPrevious(): Promise<string>;
  /** Deploys these sources in its place, with its data. */
  deployNew(): Promise<string>;
  close(): Promise<void>;
};

/** The platform on one machine: it is stopped, and the new sources continue with its data. */
export const onePlatform = async (previous: string, root: string): Promise<Target> => {
  const directory = mkdtempSync(join(tmpdir(), 'upgrade-'));
  const portBase = await freePortBase();
  let running: PlatformProcess | undefined;
  const start = async (sources: string): Promise<string> => {
    if (running) await stopPlatformProcess(running);
    running = await startPlatformProcess(directory, portBase, ['--quick-passwords'], sources);
    return running.file;
  };
  return {
    ...{ name: 'one machine', holdSeconds: 20 },
    deployPrevious: () => start(previous),
    deployNew: () => start(root),
    close: async () => {
      if (running) await stopPlatformProcess(running);
      rmSync(directory, { recursive: true, force: true });
    },
  };
};

/** The emulated AWS account of the rehearsal: `npm run deploy` of each release, on the same stacks. */
export const emulatedAccount = async (
  previous: string,
  root: string,
  { programs, directory }: { programs: string; directory: string },
): Promise<Target> => {
  const rehearsal = await openRehearsal(previous, programs, directory);
  return {
    ...{ name: 'MiniStack', holdSeconds: 150 },
    deployPrevious: async () => {
      await deploy();
      return rehearsal.writeStageFile();
    },
    deployNew: async () => {
      const sources = join(directory, 'upgraded');
      copySources(root, sources);
      process.chdir(sources);
      await deploy();
      return rehearsal.writeStageFile();
    },
    close: rehearsal.close,
  };
};
