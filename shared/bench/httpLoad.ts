import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram } from './program.ts';
import { median } from './statistics.ts';

export const CONNECTIONS = 16;
/** Maximum requests per second: above 1,000 the stage's throttle answers 429. */
export const OFFERED = 950;

/** The rate of 2xx answers per second, and the median and 99th percentile of the requests' milliseconds. */
export type Load = { rate: number; p50: number; p99: number; failed: number };

/**
 * Sends requests from a separate process on kept-alive connections, each sending its next request after the last answer.
 *
 * @param urls one address, or several of one server in turns
 */
export const load = async (urls: string | string[], seconds: number, mostPerSecond?: number): Promise<Load> => {
  const [url = '', ...others] = [urls].flat();
  if (others.length > 0) return withHar([url, ...others], (har) => loaded(url, seconds, mostPerSecond, har));
  return loaded(url, seconds, mostPerSecond);
};

/** Writes requests to a file from which autocannon reads them. */
const withHar = async <T>(urls: string[], work: (file: string) => Promise<T>): Promise<T> => {
  const directory = mkdtempSync(join(tmpdir(), 'bench-har-'));
  const file = join(directory, 'requests.har');
  const entries = urls.map((url) => ({ request: { method: 'GET', url, headers: [] } }));
  writeFileSync(file, JSON.stringify({ log: { entries } }));
  try {
    return await work(file);
  } finally {
    rmSync(directory, { recursive: true });
  }
};

const loaded = async (url: string, seconds: number, mostPerSecond?: number, har?: string): Promise<Load> => {
  const program = fileURLToPath(import.meta.resolve('autocannon'));
  const rate =
    mostPerSecond === undefined ? [] : ['--overallRate', String(mostPerSecond), '--ignoreCoordinatedOmission'];
  const args = [
    '--json',
    '--no-progress',
    '--connections',
    String(CONNECTIONS),
    '--duration',
    String(seconds),
    ...rate,
    ...(har === undefined ? [] : ['--har', har]),
    har === undefined ? url : new URL(url).origin,
  ];
  const { printed } = await runProgram(process.execPath, [program, ...args]);
  const result = JSON.parse(printed) as {
    '2xx': number;
    non2xx: number;
    errors: number;
    duration: number;
    latency: { p50: number; p99: number };
  };
  const { p50, p99 } = result.latency;
  return { rate: result['2xx'] / result.duration, p50, p99, failed: result.non2xx + result.errors };
};

/** Starts a process that answers every request with the current answer of `url`. */
export const bareServer = async (url: string): Promise<{ url: string; stop(): void }> => {
  const answer = await fetch(url);
  const child = fork(new URL('bareServer.ts', import.meta.url), { execArgv: [] });
  child.send({ headers: Object.fromEntries(answer.headers), body: await answer.text() });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return { url: `http://127.0.0.1:${port}/`, stop: () => child.kill() };
};

/** Returns the median of each figure, but the sum of the failures. */
export const middleLoad = (loads: Load[]): Load => ({
  rate: median(loads.map(({ rate }) => rate)),
  p50: median(loads.map(({ p50 }) => p50)),
  p99: median(loads.map(({ p99 }) => p99)),
  failed: loads.reduce((sum, { failed }) => sum + failed, 0),
});
