import { setTimeout as sleep } from 'node:timers/promises';
import { tellStory, together } from '../test/e2e/checkoutStories.ts';
import { inParallel } from '../test/e2e/inParallel.ts';
import type { CartUse } from '../test/e2e/moneyInvariants.ts';
import type { PlatformClients } from '../test/e2e/platformClients.ts';
import type { Scene } from '../test/e2e/storyScene.ts';
import type { createClock } from './clock.ts';
import { chaosCustomer, type Line, type persistentActions } from './customers.ts';
import { beginToCharge, termsOf } from './prices.ts';
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
  /** The discounts that these orders used. */
  discountIds: string[];
  /** How often each story was told, and each checkout refused. */
  stories: Map<string, number>;
};

/** One in this many orders is placed before the shop charges shipping and taxes: half of them by create-order, without a payment. */
const PLAIN_EVERY = 4;

type Customer = ReturnType<typeof chaosCustomer>;

/** How long the clock pauses between two ticks: as long as a tick takes, but no longer than customers can wait. */
const [SHORTEST_REST_MS, LONGEST_REST_MS] = [2000, 10_000];

/**
 * Has all customers shop at once, each order with its own story: first in a shop that charges nothing but its products, then with shipping,
 * taxes and discounts. Time passes for stalled orders in the meantime.
 */
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
  const stories = new Map<string, number>();
  const note = (what: string, count = 1) => stories.set(what, (stories.get(what) ?? 0) + count);

  /** @param position of the order among those of its kind */
  const visit = async (customer: Customer, index: number, position: number): Promise<void> => {
    const isPlain = index % PLAIN_EVERY === 0;
    if (isPlain && position % 2 === 0) {
      const id = free[(position / 2) % free.length] ?? '';
      const order = await customer.order({ id, qty: 1 + (index % 3) });
      if (order !== undefined) unpaid.push(order);
      return;
    }
    const lines = linesOf(index, products);
    const terms = isPlain ? undefined : termsOf(position);
    const isByName = (position + Math.floor(position / CUSTOMERS)) % 2 === 0;
    const bought = await (isByName ? customer.buyByName(lines, terms) : customer.buyByCart(lines.slice(1), terms));
    paid.push(...bought.map(({ id }) => id));
    for (const order of bought) note(await tellStory(position, scene, order));
  };
  const customers = setting.customers.map((account) => chaosCustomer(shop.platform, actions, account));
  const goShopping = async (customer: Customer, first: number, indexes: number[]) => {
    for (let position = first; position < indexes.length; position += customers.length) {
      await visit(customer, indexes[position] ?? 0, position).catch((error: Error) => failures.push(error.message));
      placed += 1;
      if (placed % 25 === 0) progress(`${placed} of ${orders} orders`);
    }
  };
  /** Has all customers shop at once. */
  const shopFor = (indexes: number[]) =>
    inParallel([...customers.entries()], CUSTOMERS, ([first, customer]) => goShopping(customer, first, indexes));

  let isShopping = true;
  const ticking = (async () => {
    while (isShopping) {
      const started = performance.now();
      await clock.tick().catch(() => undefined); // the next one makes up for it
      const took = performance.now() - started;
      await sleep(Math.min(Math.max(took, SHORTEST_REST_MS), LONGEST_REST_MS));
    }
  })();
  const indexes = Array.from({ length: orders }, (_, index) => index);
  await shopFor(indexes.filter((index) => index % PLAIN_EVERY === 0));
  const discountIds = await beginToCharge(shop.platform, setting.admin);
  await shopFor(indexes.filter((index) => index % PLAIN_EVERY !== 0));
  isShopping = false;
  await ticking;
  for (const { refusals } of customers) for (const [code, count] of refusals) note(`refused: ${code}`, count);
  return {
    ...{ paid, unpaid, failures, discountIds, stories },
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
