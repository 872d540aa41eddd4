import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from '../cli/shopClient.ts';
import { type Scene, tellStory, together } from '../test/e2e/checkoutStories.ts';
import { inParallel } from '../test/e2e/inParallel.ts';
import type { CartUse } from '../test/e2e/moneyInvariants.ts';
import type { PlatformClients } from '../test/e2e/platformClients.ts';
import type { createClock } from './clock.ts';
import { chaosCustomer, type Line, type persistentActions } from './customers.ts';
import { CUSTOMERS, PRICE, type Setting } from './setting.ts';

/** The orders that customers placed, and the problems they ran into. */
export type Driven = {
  /** Ids of the orders that were placed, with a payment and without. */
  paid: string[];
  unpaid: string[];
  cartUses: CartUse[];
  /** Products that were in a cart twice, one sentence each. */
  doubled: string[];
  /** Results that are neither an order nor a proper rejection. */
  failures: string[];
};

/** One in this many orders is placed by create-order, without a payment. */
const UNPAID_EVERY = 4;

/** How long the clock pauses between two ticks: as long as a tick takes, but no longer than customers can wait. */
const [SHORTEST_REST_MS, LONGEST_REST_MS] = [2000, 10_000];

/** Has all customers shop at once, each order with its own story. Time passes for stalled orders in the meantime. */
export const driveOrders = async (
  { orders, progress }: { orders: number; progress: (text: string) => void },
  shop: PlatformClients,
  setting: Setting,
  actions: ReturnType<typeof persistentActions>,
  clock: ReturnType<typeof createClock>,
): Promise<Driven> => {
  const sweep = together(actions.sweepOrders, 1000);
  const expire: Scene['expire'] = async (order) => {
    await actions.passTime(order);
    await sweep();
  };
  const scene = { actions, admin: setting.admin, expire };
  const [paid, unpaid, failures]: [string[], string[], string[]] = [[], [], []];
  const products = [...setting.paidStock.keys()];
  const free = [...setting.freeStock.keys()];
  let placed = 0;

  const visit = async (customer: ReturnType<typeof chaosCustomer>, index: number): Promise<void> => {
    if (index % UNPAID_EVERY === 0) {
      const id = free[(index / UNPAID_EVERY) % free.length] ?? '';
      const order = await customer.order({ id, qty: 1 + (index % 3) });
      if (order !== undefined) unpaid.push(order);
      return;
    }
    const lines = linesOf(index, products);
    const bought = await (index % 2 === 0 ? customer.buyByName(lines) : customer.buyByCart(lines.slice(1)));
    paid.push(...bought.map(({ id }) => id));
    for (const order of bought) await tellStory(index, scene, order);
  };
  const goShopping = async (account: Account, first: number) => {
    const customer = chaosCustomer(shop.platform, actions, account);
    for (let index = first; index < orders; index += CUSTOMERS) {
      await visit(customer, index).catch((error: Error) => failures.push(error.message));
      placed += 1;
      if (placed % 25 === 0) progress(`${placed} of ${orders} orders`);
    }
    return customer;
  };

  let isShopping = true;
  const ticking = (async () => {
    while (isShopping) {
      const started = performance.now();
      await clock.tick().catch(() => undefined); // the next one makes up for it
      const took = performance.now() - started;
      await sleep(Math.min(Math.max(took, SHORTEST_REST_MS), LONGEST_REST_MS));
    }
  })();
  const customers = await inParallel([...setting.customers.entries()], CUSTOMERS, ([first, account]) =>
    goShopping(account, first),
  );
  isShopping = false;
  await ticking;
  return {
    ...{ paid, unpaid, failures },
    cartUses: customers.map(({ use }) => use),
    doubled: customers.flatMap(({ doubled }) => doubled),
  };
};

/** Returns the lines of an order: now and then the scarce product by name alone, else two others. */
const linesOf = (index: number, products: string[]): Line[] => {
  const other = (step: number) => products[1 + ((index * 3 + step) % (products.length - 1))] ?? '';
  const first = index % 6 === 0 ? (products[0] ?? '') : other(0);
  return [
    { id: first, qty: 1, price: PRICE },
    { id: other(1), qty: 1 + (index % 2), price: PRICE },
    { id: other(2), qty: 2, price: PRICE },
  ].filter(({ id }, at, all) => all.findIndex((line) => line.id === id) === at);
};
