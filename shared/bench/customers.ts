import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PlatformFile } from '../cli/platformTarget.ts';
import {
  type Account,
  approveProduct,
  call,
  createAccount,
  exampleProduct,
  makeAdmin,
  uploadProduct,
} from '../cli/shopClient.ts';
import { tryPayment } from '../cli/testPayment.ts';
import { type BenchPlatform, withBenchPlatform } from './benchPlatform.ts';
import { byClients, customers } from './clients.ts';
import { CONNECTIONS, load, OFFERED } from './httpLoad.ts';
import { median, percentile } from './statistics.ts';
import { figure, type Table } from './table.ts';
import { withWorktree } from './worktree.ts';

const CUSTOMERS = 8;
const PRODUCTS = 40;
const WARM_UP = 160;
const ORDERS = 40;
const READ_SECONDS = 3;
/** Many and short, so that two platforms are measured under the same conditions, whatever else the machine does. */
const ROUNDS = 9;
/** Long, so that few questions are asked: the slower an order is, the more of them there are in its figures. */
const LOOK_MS = 250;
const TIMEOUT_MS = 60_000;

/** A platform with its customers and products. */
type Shop = { platform: BenchPlatform; buyers: Account[]; products: string[] };
/** The rate per second, percentiles in milliseconds, and processor milliseconds per operation. */
type Measured = { rate: number; p50: number; p99: number; processor: number };
type Progress = (text: string) => void;

/**
 * Measures the flow of customers who wait for their order: each of eight puts a product into the cart, checks out, pays, polls the order
 * until it ships, and starts again. Also measures orders that are not paid through the shop, and reads of products. Uses only the routes,
 * so that an older commit can be measured in turns with this one.
 *
 * @param against a commit whose platform is the baseline
 */
export const benchCustomers = (progress: Progress, against?: string): Promise<Table[]> =>
  withPlatforms(against, progress, async (platforms) => {
    const shops: Shop[] = [];
    for (const platform of platforms) {
      progress('accounts and products');
      shops.push(await openShop(platform));
    }
    const runs = new Map<string, Measured[][]>();
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const [what, measure] of Object.entries(scenarios)) {
        progress(`${round === 0 ? 'warm-up' : `round ${round} of ${ROUNDS}`}, ${what}`);
        const inTurns = [...shops.entries()];
        for (const [index, shop] of round % 2 === 0 ? inTurns : inTurns.toReversed()) {
          const measured = await measure(shop, round === 0 ? WARM_UP : ORDERS);
          if (round === 0) continue;
          const own = runs.get(what) ?? shops.map(() => []);
          own[index]?.push(measured);
          runs.set(what, own);
        }
      }
    }
    return [toTable(runs, against)];
  });

const withPlatforms = <T>(
  against: string | undefined,
  progress: Progress,
  work: (platforms: BenchPlatform[]) => Promise<T>,
): Promise<T> =>
  withBenchPlatform((own) => {
    if (against === undefined) return work([own]);
    progress(`installing ${against}`);
    return withWorktree(against, (root) => withBenchPlatform((other) => work([own, other]), [], root));
  });

const openShop = async (platform: BenchPlatform): Promise<Shop> => {
  const { addresses } = platform;
  const picture = new Uint8Array(readFileSync('docs/images/shoes.png'));
  const seller = await createAccount(addresses, 'Seller');
  const admin = await makeAdmin(addresses, await createAccount(addresses, 'Admin'));
  const products: string[] = [];
  for (let index = 0; index < PRODUCTS; index += 1) {
    const product = { ...exampleProduct, productName: `Running shoes ${index}`, quantity: 1_000_000 };
    products.push(await uploadProduct(addresses, seller, product, picture));
  }
  for (const id of products) await approveProduct(addresses, admin, id);
  return { platform, buyers: await customers(addresses, CUSTOMERS), products };
};

const scenarios: Record<string, (shop: Shop, count: number) => Promise<Measured>> = {
  'paid orders: cart, checkout, payment, until `shipping`': (shop, count) => waitForOrders(shop, count, payOrder),
  'orders: create-order, until `shipping`': (shop, count) => waitForOrders(shop, count, placeOrder),
  'GET /products': (shop) => read(shop, ''),
  'GET /products/{id}': (shop) => read(shop, `/${shop.products[0]}`),
};

type Buy = (addresses: PlatformFile, buyer: Account, product: string) => Promise<string>;

const waitForOrders = async ({ platform, buyers, products }: Shop, count: number, buy: Buy): Promise<Measured> => {
  const { addresses, processorTime } = platform;
  const waits: number[] = [];
  const processor = processorTime();
  const started = performance.now();
  await byClients(buyers, count, async (index, buyer) => {
    const begun = performance.now();
    const id = await buy(addresses, buyer, products[index % products.length] ?? '');
    await untilShipping(addresses, buyer, id);
    waits.push(performance.now() - begun);
  });
  const seconds = (performance.now() - started) / 1000;
  return {
    rate: count / seconds,
    p50: percentile(waits, 0.5),
    p99: percentile(waits, 0.99),
    processor: (processorTime() - processor) / count,
  };
};

const untilShipping = async ({ order }: PlatformFile, { idToken }: Account, id: string): Promise<void> => {
  for (const until = Date.now() + TIMEOUT_MS; Date.now() < until; await sleep(LOOK_MS)) {
    const { body } = await call<{ status?: string }>(`${order}/orders/${id}`, { token: idToken });
    if (body.status === 'shipping') return;
  }
  throw new Error(`Order ${id} did not ship.`);
};

const placeOrder: Buy = async ({ order }, { idToken }, id) => {
  const { status, body } = await call(`${order}/create-order`, { body: { id, quantity: 1 }, token: idToken });
  if (status !== 201) throw new Error(`create-order: ${status} ${JSON.stringify(body)}`);
  return String(body.orderId);
};

type Checkout = { id: string; payment: { clientSecret: string } };

const payOrder: Buy = async ({ order, payments = '' }, { idToken: token }, id) => {
  const cart = await call<{ total: number }>(`${order}/cart`, { body: { id, qty: 1 }, token });
  if (cart.status !== 200) throw new Error(`cart: ${cart.status} ${JSON.stringify(cart.body)}`);
  const { total } = cart.body;
  const { status, body } = await call<Checkout>(`${order}/checkout`, { body: { total }, token });
  if (status !== 201) throw new Error(`checkout: ${status} ${JSON.stringify(body)}`);
  const { clientSecret } = body.payment;
  const publishableKey = await publishableKeyOf(payments, clientSecret);
  const paid = await tryPayment(payments, { clientSecret, publishableKey });
  if (paid.status !== 200) throw new Error(`payment: ${paid.status}`);
  return body.id;
};

const keys = new Map<string, string>();

/** Reads the publishable key, which a shop's page has in its settings; requested once. */
const publishableKeyOf = async (payments: string, clientSecret: string): Promise<string> => {
  const [paymentIntent] = clientSecret.split('_secret_');
  const known =
    keys.get(payments) ??
    (await call<{ publishableKey: string }>(`${payments}/test/payments/${paymentIntent}`)).body.publishableKey;
  keys.set(payments, known);
  return known;
};

const read = async ({ platform }: Shop, path: string): Promise<Measured> => {
  const { addresses, processorTime } = platform;
  const processor = processorTime();
  const { rate, p50, p99, failed } = await load(`${addresses.product}/products${path}`, READ_SECONDS, OFFERED);
  if (failed > 0) throw new Error(`${failed} reads of products failed`);
  return { rate, p50, p99, processor: (processorTime() - processor) / (rate * READ_SECONDS) };
};

const toTable = (runs: Map<string, Measured[][]>, against: string | undefined): Table => {
  const middle = (measured: Measured[], key: keyof Measured) => median(measured.map((one) => one[key]));
  const rows = [...runs].map(([what, [own = [], other = []]]) => {
    const figures = (measured: Measured[]) =>
      (['rate', 'p50', 'p99', 'processor'] as const).map((key) => figure(middle(measured, key)));
    if (against === undefined) return [what, ...figures(own)];
    return [
      what,
      ...figures(own),
      ...figures(other),
      ...(['rate', 'processor'] as const).map((key) =>
        figure(median(own.map((one, round) => one[key] / (other[round]?.[key] ?? Number.NaN)))),
      ),
    ];
  });
  const columns = ['a second', 'p50 ms', 'p99 ms', 'processor ms each'];
  const others = [...columns.map((column) => `${against}: ${column}`), '× as many a second', '× processor ms'];
  return {
    title: 'Customers who wait',
    columns: ['what', ...columns, ...(against === undefined ? [] : others)],
    rows,
    notes: [
      `Median of ${ROUNDS} rounds after a warm-up. Orders: ${ORDERS} a round, by ${CUSTOMERS} customers, each of whom asks for the order every ${LOOK_MS} ms until it ships and then begins the next; what these questions cost is in the figures. Reads: autocannon in a process of its own, ${CONNECTIONS} connections, at most ${OFFERED} requests/s, ${READ_SECONDS} s a round. Processor time of the platform's process, all threads, the payment provider in it.`,
      ...(against === undefined
        ? []
        : [
            `Baseline: commit ${against}, on a platform of its own, in turns; which of the two comes first alternates. The last two columns are the medians of the ratios of the rounds.`,
          ]),
    ],
  };
};
