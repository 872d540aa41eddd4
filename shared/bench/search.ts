import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { localClient } from '../cli/platformTarget.ts';
import { withBenchPlatform } from './benchPlatform.ts';
import { bareServer, CONNECTIONS, type Load, load, middleLoad, OFFERED } from './httpLoad.ts';
import { waitForIndex, writeApprovedProducts } from './shop.ts';
import { figure, type Table, verdict } from './table.ts';

const SIZES = [1_000, 10_000];
/** The searches: all products match the words, a quarter is in the category, and about one in a hundred begins with the number. */
const SEARCHES: [what: string, query: string][] = [
  ['a word', 'q=shoe'],
  ['a word, cheapest first', 'q=shoe&sort=price-asc'],
  ['a word, in a category', 'q=shoe&category=hats'],
  ['two words', 'q=running+12'],
  ['two words, by relevance', 'q=running+shoes&sort=relevance'],
  ['a misspelt word, by relevance', 'q=runing&sort=relevance'],
  ['a word, with facets', 'q=shoe&facets=true'],
];
const WARM_UP_SECONDS = 3;
const SECONDS = 3;
const ROUNDS = 3;
/** What one machine has to answer with the most products. */
const AIMED_RATE = 500;

type Run = Load & { what: string; size: number; bare: Load };

/**
 * Measures searches per second in shops of different sizes, with the index that the function on the products' stream has built. One shop
 * after the other; the baseline, a bare server that answers the same bytes, is measured in turns with each.
 */
export const benchSearch = async (progress: (text: string) => void): Promise<Table[]> => {
  const runs: Run[] = [];
  const filled: string[] = [];
  for (const size of SIZES) {
    await withBenchPlatform(async ({ addresses }) => {
      progress(`${figure(size)} products`);
      const dynamodb = new DynamoDBClient(localClient(addresses, 'dynamodb'));
      const started = Date.now();
      await writeApprovedProducts(dynamodb, size);
      await waitForIndex(addresses.product, size);
      filled.push(`${figure(size / ((Date.now() - started) / 1000))} products/s with ${figure(size)}`);
      dynamodb.destroy();
      for (const [what, query] of SEARCHES) {
        progress(`${figure(size)} products, ${what}`);
        runs.push({ what, size, ...(await measured(`${addresses.product}/products?${query}`)) });
      }
    });
  }
  return [toTable(runs, filled)];
};

const measured = async (url: string): Promise<Load & { bare: Load }> => {
  const bare = await bareServer(url);
  try {
    await load(url, WARM_UP_SECONDS, OFFERED);
    const [own, others]: [Load[], Load[]] = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      own.push(await load(url, SECONDS, OFFERED));
      others.push(await load(bare.url, 1));
    }
    return { ...middleLoad(own), bare: middleLoad(others) };
  } finally {
    bare.stop();
  }
};

const toTable = (runs: Run[], filled: string[]): Table => {
  const rates = runs.filter(({ size }) => size === SIZES.at(-1)).map(({ rate }) => rate);
  const failed = runs.reduce((sum, run) => sum + run.failed, 0);
  return {
    title: 'Searches',
    columns: ['GET /products with', 'products', 'searches/s', 'p50 ms', 'p99 ms', 'bare server requests/s'],
    rows: runs.map(({ what, size, rate, p50, p99, bare }) => [what, ...[size, rate, p50, p99, bare.rate].map(figure)]),
    notes: [
      `autocannon in a process of its own, ${CONNECTIONS} connections, at most ${OFFERED} requests/s, pages of 20. Median of ${ROUNDS} rounds of ${SECONDS} s after a warm-up, in turns with a bare server that answers the same headers and bytes; one shop after the other. Only answers with 2xx count (${failed} others). The products were written into their table and the index by its function, as fast as it followed: ${filled.join(', ')}.`,
      `Aim: at least ${AIMED_RATE} searches/s with 10,000 products, ${verdict(rates.every((rate) => rate >= AIMED_RATE))}.`,
    ],
  };
};
