import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { localClient, type PlatformFile } from '../cli/platformTarget.ts';
import { withBenchPlatform } from './benchPlatform.ts';
import { bareServer, CONNECTIONS, type Load, load, middleLoad, OFFERED } from './httpLoad.ts';
import { fillIndex } from './searchIndex.ts';
import { approvedRows, waitForIndex, writeApprovedProducts, writeStock } from './shop.ts';
import { median } from './statistics.ts';
import { figure, type Table, verdict } from './table.ts';

/** The sizes of the shops whose index the function on the products' stream builds, and the size of the one whose index is made at once. */
const SIZES = [1_000, 10_000];
const LARGEST = 100_000;
/** The size for which there is a target. */
const AIMED_SIZE = 10_000;
/** What one machine has to answer. */
const AIMED_RATE = 500;

type Search = [what: string, queries: string[]];
/** The searches: all products match the words, a quarter is in the category, and about one in a hundred begins with a number of two digits. */
const SEARCHES: Search[] = [
  ['a word', ['q=shoe']],
  ['a word, cheapest first', ['q=shoe&sort=price-asc']],
  ['a word, in a category', ['q=shoe&category=hats']],
  ['two words', ['q=running+12']],
  ['two words, each time others', Array.from({ length: 90 }, (_, index) => `q=running+${index + 10}`)],
  ['two words, by relevance', ['q=running+shoes&sort=relevance']],
  ['a misspelt word, by relevance', ['q=runing&sort=relevance']],
  ['a word, with facets', ['q=shoe&facets=true']],
];
/** What the searches are compared with: a page that the table itself answers. */
const PLAIN: Search = ['nothing, the first page', ['']];
const WARM_UP_SECONDS = 3;
const SECONDS = 3;
const ROUNDS = 3;

type Measured = Load & { processor: number; bare: Load };
type Run = Measured & { what: string; size: number };

/** Measures searches per second in shops of different sizes, one after the other, in turns with a bare server that answers the same bytes. */
export const benchSearch = async (progress: (text: string) => void): Promise<Table[]> => {
  const runs: Run[] = [];
  const filled: string[] = [];
  const shop = (size: number, searches: Search[], fill: (addresses: PlatformFile) => Promise<void>) =>
    withBenchPlatform(async ({ addresses, processorTime }) => {
      progress(`${figure(size)} products`);
      const started = Date.now();
      await fill(addresses);
      filled.push(`${figure(size)} in ${figure((Date.now() - started) / 1000)} s`);
      for (const [what, queries] of searches) {
        progress(`${figure(size)} products, ${what}`);
        const urls = queries.map((query) => `${addresses.product}/products?${query}`);
        runs.push({ what, size, ...(await measured(urls, processorTime)) });
      }
    });
  for (const size of SIZES) await shop(size, [PLAIN, ...SEARCHES], (addresses) => fillShop(addresses, size));
  await shop(LARGEST, SEARCHES, fillLargest);
  return [toTable(runs, filled)];
};

const fillShop = async (addresses: PlatformFile, size: number): Promise<void> => {
  const dynamodb = new DynamoDBClient(localClient(addresses, 'dynamodb'));
  await writeApprovedProducts(dynamodb, size);
  await waitForIndex(addresses.product, size);
  dynamodb.destroy();
};

const fillLargest = async (addresses: PlatformFile): Promise<void> => {
  const dynamodb = new DynamoDBClient(localClient(addresses, 'dynamodb'));
  const rows = approvedRows(LARGEST);
  await writeStock(dynamodb, rows);
  await fillIndex(addresses, rows);
  dynamodb.destroy();
};

const measured = async (urls: string[], processorTime: () => number): Promise<Measured> => {
  const bare = await bareServer(urls[0] ?? '');
  try {
    await load(urls, WARM_UP_SECONDS, OFFERED);
    const [own, others]: [Load[], Load[]] = [[], []];
    const processor: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const before = processorTime();
      const run = await load(urls, SECONDS, OFFERED);
      own.push(run);
      processor.push((processorTime() - before) / (run.rate * SECONDS + run.failed));
      others.push(await load(bare.url, 1));
    }
    return { ...middleLoad(own), processor: median(processor), bare: middleLoad(others) };
  } finally {
    bare.stop();
  }
};

const toTable = (runs: Run[], filled: string[]): Table => {
  const rates = runs.filter(({ what, size }) => size === AIMED_SIZE && what !== PLAIN[0]).map(({ rate }) => rate);
  const failed = runs.reduce((sum, run) => sum + run.failed, 0);
  return {
    title: 'Searches',
    columns: [
      'GET /products with',
      'products',
      'searches/s',
      'p50 ms',
      'p99 ms',
      'CPU ms each',
      'bare server requests/s',
    ],
    rows: runs.map(({ what, size, rate, p50, p99, processor, bare }) => [
      what,
      ...[size, rate, p50, p99, processor, bare.rate].map(figure),
    ]),
    notes: [
      `autocannon in a process of its own, ${CONNECTIONS} connections, at most ${OFFERED} requests/s, pages of 20. Median of ${ROUNDS} rounds of ${SECONDS} s after a warm-up, in turns with a bare server that answers the same headers and bytes; one shop after the other. Only answers with 2xx count (${failed} others). CPU ms: of the platform’s process, all threads. Up to 10,000 products were written into their table, and the index by its function, as fast as it followed; of ${figure(LARGEST)} the stock and the index were written at once: ${filled.join(', ')}.`,
      `Aim: at least ${AIMED_RATE} searches/s with ${figure(AIMED_SIZE)} products, ${verdict(rates.every((rate) => rate >= AIMED_RATE))}.`,
    ],
  };
};
