import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { localClient } from '../cli/platformTarget.ts';
import { withBenchPlatform } from './benchPlatform.ts';
import { runProgram } from './program.ts';
import { writeApprovedProducts } from './shop.ts';
import { figure, type Table, verdict } from './table.ts';

const SIZES = [100, 1_000, 10_000];
const CONNECTIONS = 16;
const SECONDS = 8;
const WARM_UP_SECONDS = 5;
const AIMED_RATE = 500;
const AIMED_SHARE = 0.9;

/** Requests a second of the two public reads of productService, beside a bare server that answers the same bytes. */
export const benchProducts = (progress: (text: string) => void): Promise<Table[]> =>
  withBenchPlatform(async ({ addresses }) => {
    const dynamodb = new DynamoDBClient(localClient(addresses, 'dynamodb'));
    const list = `${addresses.product}/products`;
    const runs: Run[] = [];
    let ids: string[] = [];
    for (const size of SIZES) {
      progress(`${size} products`);
      ids = [...ids, ...(await writeApprovedProducts(dynamodb, size - ids.length, ids.length))];
      await load(list, WARM_UP_SECONDS);
      runs.push({ what: `GET /products, ${figure(size)} products`, ...(await loadWithBaseline(list)) });
    }
    progress('one product');
    const one = `${addresses.product}/products/${ids[0]}`;
    await load(one, WARM_UP_SECONDS);
    runs.push({ what: 'GET /products/{id}', ...(await loadWithBaseline(one)) });
    dynamodb.destroy();
    return [toTable(runs)];
  });

/** Answers with 2xx a second, and milliseconds that half, or all but one of a hundred, of the requests took at most. */
type Load = { rate: number; p50: number; p99: number; failed: number };
type Run = Load & { what: string; bare: Load };

async function loadWithBaseline(url: string): Promise<Load & { bare: Load }> {
  const measured = await load(url, SECONDS);
  const bare = await bareServer(url);
  try {
    return { ...measured, bare: await load(bare.url, SECONDS / 2) };
  } finally {
    bare.stop();
  }
}

/** Requests from a process of its own, on connections that stay open, each sending its next request when it has the last answer. */
async function load(url: string, seconds: number): Promise<Load> {
  const program = join('node_modules', 'autocannon', 'autocannon.js');
  const args = ['--json', '--no-progress', '--connections', String(CONNECTIONS), '--duration', String(seconds), url];
  const { printed } = await runProgram(process.execPath, [program, ...args]);
  const result = JSON.parse(printed) as {
    '2xx': number;
    non2xx: number;
    errors: number;
    duration: number;
    latency: { p50: number; p99: number };
  };
  return {
    rate: result['2xx'] / result.duration,
    ...{ p50: result.latency.p50, p99: result.latency.p99 },
    failed: result.non2xx + result.errors,
  };
}

/** A process that answers every request with what `url` answers now. */
async function bareServer(url: string): Promise<{ url: string; stop(): void }> {
  const answer = await fetch(url);
  const child = fork(join(import.meta.dirname, 'bareServer.ts'), { execArgv: [] });
  child.send({ headers: Object.fromEntries(answer.headers), body: await answer.text() });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return { url: `http://127.0.0.1:${port}/`, stop: () => child.kill() };
}

function toTable(runs: Run[]): Table {
  const rates = runs.map(({ rate }) => rate);
  const share = (rates[SIZES.length - 1] ?? 0) / (rates[0] ?? 1);
  const failed = runs.reduce((sum, run) => sum + run.failed, 0);
  return {
    title: 'Reads of products',
    columns: ['request', 'requests/s', 'p50 ms', 'p99 ms', 'bare server requests/s', 'p50 ms', 'p99 ms'],
    rows: runs.map(({ what, bare, ...own }) => [
      what,
      ...[own.rate, own.p50, own.p99, bare.rate, bare.p50, bare.p99].map(figure),
    ]),
    notes: [
      `autocannon in a process of its own, ${CONNECTIONS} connections, ${SECONDS} s after a warm-up; only answers with 2xx count (${failed} others). Bare server: a process with nothing but node:http that answers the same headers and bytes.`,
      `Aim: at least ${AIMED_RATE} requests/s, ${verdict(rates.every((rate) => rate >= AIMED_RATE))}; 10,000 products at least ${AIMED_SHARE} times as fast as 100, ${verdict(share >= AIMED_SHARE)} (${figure(share)}).`,
    ],
  };
}
