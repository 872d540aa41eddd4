/**
 * Runs a platform in a process of its own for a test: takes its options as JSON, prints what it started (or the error) as one
 * line of JSON, and answers each line `reload` or `close` with another.
 */
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { closeServer, listenOnLoopback } from '../src/http/loopbackServer.ts';
import { createPlatformLog } from '../src/log/functionLog.ts';
import { type PlatformOptions, startPlatform } from '../src/platform.ts';
import type { Sidecar } from '../src/sidecars.ts';

const print = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);
const answer = async (work: () => Promise<unknown>) => {
  try {
    print((await work()) ?? {});
  } catch (error) {
    print({ error: error instanceof Error ? error.message : String(error) });
  }
};

/** Answers every request with the addresses that it was given. */
const board: Sidecar = {
  name: 'board',
  isEntrance: true,
  portOffset: 11,
  start: async ({ port }) => {
    let known = {};
    const server = createServer((_, response) => response.end(JSON.stringify(known)));
    const url = await listenOnLoopback(server, port);
    return {
      url,
      parameters: [{ name: '/notes/board', value: url, type: 'SecureString' }],
      onReady: (addresses) => {
        known = { ...addresses, resources: addresses.resources() };
      },
      close: () => closeServer(server),
    };
  },
};

const options = JSON.parse(process.argv[2] ?? '{}') as Omit<PlatformOptions, 'log'>;
await answer(async () => {
  const { close, reload, ...platform } = await startPlatform({
    ...options,
    sidecars: [board],
    log: createPlatformLog(),
  });
  createInterface(process.stdin).on('line', (line) => answer(line === 'reload' ? reload : close));
  return platform;
});
