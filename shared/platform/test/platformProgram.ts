/**
 * Runs a platform in a process of its own for a test: takes its options as JSON, prints what it started (or the error) as one
 * line of JSON, and answers each line `reload` or `close` with another.
 */
import { createInterface } from 'node:readline';
import { createPlatformLog } from '../src/log/functionLog.ts';
import { type PlatformOptions, startPlatform } from '../src/platform.ts';

const print = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);
const answer = async (work: () => Promise<unknown>) => {
  try {
    print((await work()) ?? {});
  } catch (error) {
    print({ error: error instanceof Error ? error.message : String(error) });
  }
};

const options = JSON.parse(process.argv[2] ?? '{}') as Omit<PlatformOptions, 'log'>;
await answer(async () => {
  const { close, reload, ...platform } = await startPlatform({ ...options, log: createPlatformLog() });
  createInterface(process.stdin).on('line', (line) => answer(line === 'reload' ? reload : close));
  return platform;
});
