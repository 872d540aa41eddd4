import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { localClient } from '../cli/platformTarget.ts';
import { withBenchPlatform } from './benchPlatform.ts';
import { CLIENTS, customers } from './clients.ts';
import { openBareCalls } from './orderCalls.ts';
import { placeOrders } from './placeOrders.ts';
import { writeApprovedProducts } from './shop.ts';
import { median, percentile } from './statistics.ts';
import { figure, type Table, verdict } from './table.ts';

const PRODUCTS = 20;
const WARM_UP = 200;
const ORDERS = 300;
const ROUNDS = 3;
const AIMED_RATE = 50;

/** Measures orders per second, from the first request to the last email, compared with the bare calls to AWS that an order makes. */
export const benchOrders = (progress: (text: string) => void): Promise<Table[]> =>
  withBenchPlatform(async ({ addresses, processorTime }) => {
    const dynamodb = new DynamoDBClient(localClient(addresses, 'dynamodb'));
    progress('accounts and products');
    const shop = { customers: await customers(addresses), products: await writeApprovedProducts(dynamodb, PRODUCTS) };
    progress('warm-up');
    await placeOrders(addresses, dynamodb, { ...shop, count: WARM_UP });
    const calls = await openBareCalls(addresses);
    await calls.run({ products: shop.products, count: WARM_UP });
    const rounds: Round[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      progress(`round ${round} of ${ROUNDS}`);
      const before = processorTime();
      const { seconds, waits } = await placeOrders(addresses, dynamodb, { ...shop, count: ORDERS });
      const processor = processorTime() - before;
      const bare = await calls.run({ products: shop.products, count: ORDERS });
      rounds.push({ rate: ORDERS / seconds, waits, processor, bare });
    }
    calls.close();
    dynamodb.destroy();
    return [toTable(rounds)];
  });

type Round = { rate: number; waits: number[]; processor: number; bare: number };

const toTable = (rounds: Round[]): Table => {
  const rate = median(rounds.map((round) => round.rate));
  const waits = rounds.flatMap((round) => round.waits);
  const processor = rounds.reduce((sum, round) => sum + round.processor, 0) / waits.length;
  return {
    title: 'Orders',
    columns: ['what', 'orders/s', 'p50 ms', 'p99 ms', 'processor ms an order'],
    rows: [
      [
        'orders, from the request to the mail',
        ...[rate, percentile(waits, 0.5), percentile(waits, 0.99), processor].map(figure),
      ],
      ['bare AWS calls of an order', figure(median(rounds.map(({ bare }) => bare))), '', '', ''],
    ],
    notes: [
      `Median of ${ROUNDS} rounds of ${ORDERS} orders by ${CLIENTS} clients, after ${WARM_UP} to warm up, timed from the first request to the last mail of shipping; p50 and p99 from an order's acceptance to that mail; processor time of the platform's process, all threads. Bare AWS calls, in turns with the rounds: the calls that an order makes, by the SDK against the same endpoints, ${CLIENTS} orders at a time, without routes, functions, queue polling and workflow.`,
      `Aim: at least ${AIMED_RATE} orders/s, ${verdict(rate >= AIMED_RATE)}.`,
    ],
  };
};
