import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { localClient, type PlatformFile } from '../cli/platformTarget.ts';
import { type Account, call } from '../cli/shopClient.ts';
import { tryPayment } from '../cli/testPayment.ts';
import { type BenchPlatform, withBenchPlatform } from './benchPlatform.ts';
import { byClients, CLIENTS, customers } from './clients.ts';
import { openBareCalls } from './orderCalls.ts';
import { rowsOnce } from './orderRows.ts';
import { writeApprovedProducts } from './shop.ts';
import { median, percentile } from './statistics.ts';
import { figure, type Table } from './table.ts';

const PRODUCTS = 20;
const PRICE = 49.99;
const WARM_UP = 100;
const ORDERS = 200;
const ROUNDS = 3;
/** More than there are clients, because at most five orders of a customer may wait for their payment. */
const BUYERS = 50;
const TIMEOUT_MS = 180_000;

type Shop = { addresses: PlatformFile; dynamodb: DynamoDBClient; buyers: Account[]; products: string[] };
/** A phase of the orders: the rate per second, the milliseconds of each order, and the processor milliseconds per order. */
type Phase = { rate: number; waits: number[]; processor: number };
type Round = { checkouts: Phase; payments: Phase; bare: number };

/**
 * Measures checkouts per second, from the first request until all orders have reserved their stock and wait for payment; then orders per
 * second, from the first payment until all ship. Both are compared with the bare calls to AWS of an order that is not paid through the
 * shop.
 */
export const benchCheckouts = (progress: (text: string) => void): Promise<Table[]> =>
  withBenchPlatform(async (platform) => {
    const { addresses } = platform;
    const dynamodb = new DynamoDBClient(localClient(addresses, 'dynamodb'));
    progress('accounts and products');
    const products = await writeApprovedProducts(dynamodb, PRODUCTS);
    const shop = { addresses, dynamodb, buyers: await customers(addresses, BUYERS), products };
    const calls = await openBareCalls(addresses);
    const rounds: Round[] = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
      progress(round === 0 ? 'warm-up' : `round ${round} of ${ROUNDS}`);
      const count = round === 0 ? WARM_UP : ORDERS;
      const phases = await oneRound(platform, shop, count);
      const bare = await calls.run({ products, count });
      if (round > 0) rounds.push({ ...phases, bare });
    }
    calls.close();
    dynamodb.destroy();
    return [toTable(rounds)];
  });

const oneRound = async ({ processorTime }: BenchPlatform, shop: Shop, count: number): Promise<Omit<Round, 'bare'>> => {
  const secrets = new Map<string, string>();
  const checkouts = await phase(processorTime, shop, 'awaiting_payment', async () => {
    await byClients(shop.buyers.slice(0, CLIENTS), count, async (index) => {
      const buyer = shop.buyers[index % BUYERS] as Account;
      const { id, clientSecret } = await checkout(shop, buyer, index);
      secrets.set(id, clientSecret);
    });
    return [...secrets.keys()];
  });
  const { publishableKey } = (
    await call<{ publishableKey: string }>(`${shop.addresses.payments}/test/payments/${[...secrets.keys()][0]}`)
  ).body;
  const left = [...secrets];
  const payments = await phase(processorTime, shop, 'shipping', async () => {
    await byClients(shop.buyers.slice(0, CLIENTS), count, async (index) => {
      const keys = { clientSecret: left[index]?.[1] ?? '', publishableKey };
      const { status } = await tryPayment(shop.addresses.payments ?? '', keys);
      if (status !== 200) throw new Error(`payment: ${status}`);
    });
    return [...secrets.keys()];
  });
  return { checkouts, payments };
};

/** Runs `work` and measures the time until the last of its orders has reached a status, by the time of the last move in its row. */
const phase = async (
  processorTime: () => number,
  shop: Shop,
  status: string,
  work: () => Promise<string[]>,
): Promise<Phase> => {
  const processor = processorTime();
  const started = Date.now();
  const ids = await work();
  const isSo = (row: { status: string }) => row.status === status;
  const rows = await rowsOnce(shop.dynamodb, ids, { what: status, isSo, patienceMs: TIMEOUT_MS });
  const moved = rows.map(({ updatedAt }) => Date.parse(updatedAt));
  const begun = status === 'shipping' ? () => started : (index: number) => Date.parse(rows[index]?.createdAt ?? '');
  return {
    rate: ids.length / ((Math.max(...moved) - started) / 1000),
    waits: moved.map((at, index) => at - begun(index)),
    processor: (processorTime() - processor) / ids.length,
  };
};

const checkout = async ({ addresses, products }: Shop, { idToken }: Account, index: number) => {
  const { status, body } = await call<{ id: string; payment: { clientSecret: string } }>(
    `${addresses.order}/checkout`,
    {
      body: { items: [{ id: products[index % products.length], qty: 1 }], total: PRICE },
      token: idToken,
    },
  );
  if (status !== 201) throw new Error(`checkout: ${status} ${JSON.stringify(body)}`);
  return { id: body.id, clientSecret: body.payment.clientSecret };
};

const toTable = (rounds: Round[]): Table => {
  const row = (what: string, phases: Phase[]): string[] => {
    const waits = phases.flatMap((phase) => phase.waits);
    const processor = phases.reduce((sum, phase) => sum + phase.processor, 0) / phases.length;
    return [
      what,
      ...[median(phases.map(({ rate }) => rate)), percentile(waits, 0.5), percentile(waits, 0.99), processor].map(
        figure,
      ),
    ];
  };
  return {
    title: 'Checkouts and payments',
    columns: ['what', 'orders/s', 'p50 ms', 'p99 ms', 'processor ms an order'],
    rows: [
      row(
        'checkouts, to `AWAITING_PAYMENT`',
        rounds.map(({ checkouts }) => checkouts),
      ),
      row(
        'paid orders, to `SHIPPING`',
        rounds.map(({ payments }) => payments),
      ),
      ['bare AWS calls of an unpaid order', figure(median(rounds.map(({ bare }) => bare))), '', '', ''],
    ],
    notes: [
      `Median of ${ROUNDS} rounds of ${ORDERS} orders by ${CLIENTS} clients for ${BUYERS} customers, after ${WARM_UP} to warm up. Checkouts of one named product: from the first request until all wait for their payment; p50 and p99 from an order's row to that. Paid orders: the same orders, all of them paid at the test provider as fast as ${CLIENTS} browsers can; from the first payment until all ship; p50 and p99 from the first payment, so queued behind the others. Processor time of the platform's process, the provider and its events in it, mails of the phase before included where they came late. Bare AWS calls, in turns with the rounds: as in "Orders".`,
    ],
  };
};
