import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { localClient } from '../cli/platformTarget.ts';
import { withBenchPlatform } from './benchPlatform.ts';
import { bareServer, CONNECTIONS, type Load, load, middleLoad, OFFERED } from './httpLoad.ts';
import { waitForIndex, writeApprovedProducts } from './shop.ts';
import { figure, type Table, verdict } from './table.ts';

const SIZES = [100, 1_000, 10_000];
const WARM_UP_SECONDS = 5;
const SECONDS = 3;
const ROUNDS = 3;
const AIMED_RATE = 500;
const AIMED_SHARE = 0.9;

type Progress = (text: string) => void;

/**
 * Measures requests per second of productService's two public reads, compared with a bare server that answers the same bytes. Each number
 * of products has its own platform, and they are measured in turns, so that other load on the machine affects all of them.
 */
export const benchProducts = (progress: Progress): Promise<Table[]> =>
  withShops(SIZES, progress, async (shops) => {
    const largest = shops.at(-1)?.oneUrl ?? '';
    const targets = [
      ...shops.map(({ size, listUrl }) => ({ what: `GET /products, ${figure(size)} products`, url: listUrl })),
      { what: 'GET /products/{id}', url: largest },
    ];
    const requests = await Promise.all(
      targets.map(async (target) => ({ ...target, bare: await bareServer(target.url) })),
    );
    try {
      for (const { what, url } of requests) {
        progress(`warm-up, ${what}`);
        await load(url, WARM_UP_SECONDS, OFFERED);
      }
      const rounds: Run[][] = [];
      for (let round = 1; round <= ROUNDS; round += 1) {
        progress(`round ${round} of ${ROUNDS}`);
        rounds.push(await oneRound(requests));
      }
      return [toTable(requests.map((_, index) => middle(rounds.flatMap((runs) => runs[index] ?? []))))];
    } finally {
      for (const { bare } of requests) bare.stop();
    }
  });

type Shop = { size: number; listUrl: string; oneUrl: string };

/** Runs `work` with a platform for each size, with as many products on sale. */
const withShops = <T>(sizes: number[], progress: Progress, work: (shops: Shop[]) => Promise<T>): Promise<T> => {
  const [size, ...others] = sizes;
  if (size === undefined) return work([]);
  return withBenchPlatform(async ({ addresses }) => {
    progress(`${figure(size)} products`);
    const dynamodb = new DynamoDBClient(localClient(addresses, 'dynamodb'));
    const ids = await writeApprovedProducts(dynamodb, size);
    await waitForIndex(addresses.product, size); // Otherwise indexing would compete with the requests
    dynamodb.destroy();
    const listUrl = `${addresses.product}/products`;
    return withShops(others, progress, (shops) => work([{ size, listUrl, oneUrl: `${listUrl}/${ids[0]}` }, ...shops]));
  });
};

type Run = Load & { what: string; bare: Load };

const oneRound = async (requests: { what: string; url: string; bare: { url: string } }[]): Promise<Run[]> => {
  const runs: Run[] = [];
  for (const { what, url, bare } of requests) {
    runs.push({ what, ...(await load(url, SECONDS, OFFERED)), bare: await load(bare.url, 1) });
  }
  return runs;
};

/** Returns the median of each figure. */
const middle = (runs: Run[]): Run => ({
  what: runs[0]?.what ?? '',
  ...middleLoad(runs),
  bare: middleLoad(runs.map(({ bare }) => bare)),
});

const toTable = (runs: Run[]): Table => {
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
      `autocannon in a process of its own, ${CONNECTIONS} connections, at most ${OFFERED} requests/s (the stage's throttle answers 429 above 1,000). Median of ${ROUNDS} rounds of ${SECONDS} s after a warm-up; each number of products on a platform of its own, in turns. Only answers with 2xx count (${failed} others). Bare server: a process with nothing but node:http that answers the same headers and bytes, as fast as it can.`,
      `Aim: at least ${AIMED_RATE} requests/s, ${verdict(rates.every((rate) => rate >= AIMED_RATE))}; 10,000 products at least ${AIMED_SHARE} times as fast as 100, ${verdict(share >= AIMED_SHARE)} (${figure(share)}).`,
    ],
  };
};
