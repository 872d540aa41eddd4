import { pathToFileURL } from 'node:url';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beginToCharge, termsOf } from '../chaos/prices.ts';
import { localClient } from '../cli/platformTarget.ts';
import { type Account, call, createAccount, makeAdmin } from '../cli/shopClient.ts';
import { type BenchPlatform, withBenchPlatform } from './benchPlatform.ts';
import { byClients, CLIENTS, customers } from './clients.ts';
import { writeApprovedProducts } from './shop.ts';
import { median, percentile } from './statistics.ts';
import { figure, type Table } from './table.ts';

const PRODUCTS = 20;
const REQUESTS = 240;
const ROUNDS = 3;
/** How many lines a quoted order has. */
const LINES = [1, 10];

type Measured = { rate: number; waits: number[]; processor: number };
type Work = (index: number, buyer: Account) => Promise<{ status: number }>;

/** Measures quotes per second in a shop with zones, taxes and discounts, beside reads of a product; and the pricing function alone. */
export const benchQuotes = (progress: (text: string) => void): Promise<Table[]> =>
  withBenchPlatform(async (platform) => {
    const { addresses } = platform;
    progress('accounts, products and prices');
    const client = new DynamoDBClient(localClient(addresses, 'dynamodb'));
    const products = await writeApprovedProducts(client, PRODUCTS);
    client.destroy();
    const buyers = await customers(addresses);
    await beginToCharge(addresses, await makeAdmin(addresses, await createAccount(addresses, 'Bench Admin')));
    const works: [what: string, work: Work][] = [
      ...LINES.map((lines): [string, Work] => [
        `POST /checkout/quote of ${lines} ${lines === 1 ? 'line' : 'lines'}`,
        (index, { idToken: token }) => {
          const items = products.slice(0, lines).map((id) => ({ id, qty: 1 + (index % 3) }));
          return call(`${addresses.order}/checkout/quote`, { body: { ...termsOf(index), items }, token });
        },
      ]),
      ['GET /products/{id}', (index) => call(`${addresses.product}/products/${products[index % PRODUCTS]}`)],
    ];
    const rounds = new Map<string, Measured[]>(works.map(([what]) => [what, []]));
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const [what, work] of works) {
        progress(`${round === 0 ? 'warm-up' : `round ${round} of ${ROUNDS}`}, ${what}`);
        const measured = await timed(platform, buyers, work);
        if (round > 0) rounds.get(what)?.push(measured);
      }
    }
    progress('the pricing function');
    return [quoteTable(rounds), pricingTable(await loadPricing())];
  });

const timed = async ({ processorTime }: BenchPlatform, buyers: Account[], work: Work): Promise<Measured> => {
  const waits: number[] = [];
  const [processor, started] = [processorTime(), performance.now()];
  await byClients(buyers, REQUESTS, async (index, buyer) => {
    const begun = performance.now();
    const { status } = await work(index, buyer);
    if (status !== 200) throw new Error(`a quote or a read was answered ${status}`);
    waits.push(performance.now() - begun);
  });
  const rate = REQUESTS / ((performance.now() - started) / 1000);
  return { rate, waits, processor: (processorTime() - processor) / REQUESTS };
};

const quoteTable = (rounds: Map<string, Measured[]>): Table => ({
  title: 'Quotes',
  columns: ['request', 'requests/s', 'p50 ms', 'p99 ms', 'processor ms each'],
  rows: [...rounds].map(([what, own]) => {
    const waits = own.flatMap((round) => round.waits);
    const rate = median(own.map((round) => round.rate));
    const processor = median(own.map((round) => round.processor));
    return [what, ...[rate, percentile(waits, 0.5), percentile(waits, 0.99), processor].map(figure)];
  }),
  notes: [
    `Median of ${ROUNDS} rounds of ${REQUESTS} requests by ${CLIENTS} clients after one to warm up, in turns. The shop has three zones with a method and a tax rate each, an automatic discount and four codes, two of them limited; three quarters of the quotes name codes, half of them two or a limited one. Baseline: the read of one product.`,
  ],
});

/** How long the pricing function runs for each figure. */
const PRICING_MS = 1000;

/** An order of that many different lines with two codes, an automatic discount, a shipping method and a tax. */
const pricingInput = (lines: number) => {
  const zone = { id: 'de', label: 'Germany', countries: ['DE'] };
  const common = { label: 'Sale', combinable: true, currency: 'EUR' };
  return {
    lines: Array.from({ length: lines }, (_, index) => ({
      ...{ productId: `product ${index}`, unitPrice: 999 + index * 37, quantity: 1 + (index % 3) },
    })),
    currency: 'EUR',
    shipping: {
      zones: [zone],
      methods: [{ id: 'post', label: 'Post', zoneId: 'de', price: 490, taxCategory: 'standard' }],
    },
    taxes: {
      ...{ pricesIncludeTax: false, rounding: 'line' },
      rates: [{ zoneId: 'de', taxCategory: 'standard', label: 'VAT', percent: 19 }],
    },
    ...{ shipTo: { country: 'DE' }, taxedIn: { country: 'DE' }, method: 'post' },
    codes: [
      { code: 'TEN', discount: { ...common, id: 'ten', code: 'TEN', percent: 10 } },
      { code: 'FIVE', discount: { ...common, id: 'five', code: 'FIVE', amount: 500 } },
    ],
    automaticDiscounts: [{ ...common, id: 'volume', percent: 5, minSubtotal: 5000 }],
    customer: { hasOrdered: true, uses: {} },
    now: new Date(),
  };
};

type PriceOrder = (input: ReturnType<typeof pricingInput>) => unknown;

/** Loads orderService's pricing function, which is pure. */
const loadPricing = async (): Promise<PriceOrder> => {
  const module = pathToFileURL('orderService/src/pricing/priceOrder.ts').href;
  return ((await import(module)) as { priceOrder: PriceOrder }).priceOrder;
};

const pricingTable = (priceOrder: PriceOrder): Table => ({
  title: 'The pricing function alone',
  columns: ['lines', 'orders/s', 'µs each'],
  rows: [1, 10, 100].map((lines) => {
    const input = pricingInput(lines);
    const run = (milliseconds: number): number => {
      let count = 0;
      const before = process.cpuUsage();
      for (const end = performance.now() + milliseconds; performance.now() < end; count += 1) priceOrder(input);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / count;
    };
    run(PRICING_MS / 5); // to warm up
    const microseconds = run(PRICING_MS);
    return [String(lines), ...[1_000_000 / microseconds, microseconds].map(figure)];
  }),
  notes: [
    'Each order has two codes, an automatic discount, a shipping method and a tax. Processor time of one thread: other work on the machine hardly counts.',
  ],
});
