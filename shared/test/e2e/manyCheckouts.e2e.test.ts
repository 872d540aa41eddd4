import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Account, createAccount, eventually } from '../../cli/shopClient.ts';
import { checkoutActions } from './checkoutCustomers.ts';
import { createShopper, type Line } from './checkoutShopper.ts';
import { tellStory, together } from './checkoutStories.ts';
import { inParallel } from './inParallel.ts';
import { hideNotifications, messagesIn, messagesWaiting, paymentsOf, readMoneyFacts } from './moneyFacts.ts';
import { brokenMoneyInvariants } from './moneyInvariants.ts';
import { orderRows } from './orderInvariants.ts';
import { resourceName } from './platformClients.ts';
import { admin, approvedProduct, platform, shop, unique } from './shop.ts';
import type { Scene } from './storyScene.ts';
import { listenTo, type Notification } from './topicMessages.ts';

const CUSTOMERS = 50;
/** Customers at once: with more, a platform that shares its processor keeps functions waiting until they time out. */
const AT_ONCE = 24;
/** `CHECKOUTS=2000 npm run test:load` is the long run, of which docs/figures.md tells. */
const CHECKOUTS = Number(process.env.CHECKOUTS ?? 250);
const [PRODUCTS, SCARCE] = [20, 3];
// Fewer than all who begin at once ask for: what a checkout still found can be gone when its stock is taken
const [SCARCE_STOCK, PLENTY] = [8, 100_000];
const MAILED_AGAIN_SECONDS = 90;

const actions = checkoutActions(shop);
const notifications: Notification[] = [];
let listener: Awaited<ReturnType<typeof listenTo>>;

beforeAll(async () => {
  listener = await listenTo(resourceName('orderService', 'OrderEvents'), shop);
  await hideNotifications(shop, 5);
});
afterAll(async () => {
  await hideNotifications(shop, MAILED_AGAIN_SECONDS);
  await listener.close();
});

const hear = async (): Promise<void> => {
  const heard = await Promise.all(Array.from({ length: 4 }, () => listener.messages()));
  notifications.push(...heard.flat());
};

/** In minor units. None is so cheap that the refunds of the stories exceed it. */
const priceOf = (product: number): number => 199 + 250 * product;

const COUNTS = [1, 2, 1, 4];

/** What the checkout of that number is of: one to four products, a scarce one among them now and then, and by everybody at first. */
const linesOf = (index: number, products: string[]): Line[] =>
  Array.from({ length: COUNTS[index % COUNTS.length] ?? 1 }, (_, line) => {
    const isScarce = line === 0 && (index < CUSTOMERS || index % 7 === 0);
    const product = isScarce ? index % SCARCE : SCARCE + ((index * 5 + line * 3) % (PRODUCTS - SCARCE));
    return { id: products[product] ?? '', qty: 1 + ((index + line) % 3), price: priceOf(product) };
  });

/** The orders of one customer, one after the other: the numbers from `first`, by the cart or by name, now and then twice at once. */
const goShopping = async (customer: Account, first: number, products: string[], scene: Scene) => {
  const spare = { id: products.at(-1) ?? '', qty: 1, price: priceOf(PRODUCTS - 1) };
  const shopper = createShopper(platform, actions, customer, spare);
  const accepted: string[] = [];
  for (let index = first; index < CHECKOUTS; index += CUSTOMERS) {
    const round = Math.floor(index / CUSTOMERS);
    const buy = round % 3 === 0 ? shopper.buyByCart : shopper.buyByName;
    const orders = await buy(linesOf(index, products), round % 5 === 0 ? 2 : 1);
    accepted.push(...orders.map(({ id }) => id));
    for (const order of orders) await tellStory(index, scene, order);
  }
  return { accepted, use: shopper.use };
};

test(`${CHECKOUTS} checkouts by 50 customers on 20 products, paid, declined, late, duplicated, cancelled and refunded, lose no cent, unit or email`, async () => {
  const names = Array.from({ length: CUSTOMERS }, (_, index) => unique(`Payer ${index}`));
  const customers = await inParallel(names, 4, (name) => createAccount(platform, name));
  const quantities = Array.from({ length: PRODUCTS }, (_, index) => (index < SCARCE ? SCARCE_STOCK : PLENTY));
  const products = await inParallel([...quantities.entries()], 4, ([index, quantity]) =>
    approvedProduct({ quantity, productPrice: priceOf(index) / 100 }),
  );
  const stockAtStart = new Map(products.map((id, index) => [id, quantities[index] ?? 0]));
  const waitingBefore = messagesIn(await messagesWaiting(shop));
  const earlier = new Set((await paymentsOf(shop)).map(({ paymentIntent }) => paymentIntent));
  const sweep = together(actions.sweepOrders, 1000);
  const expire: Scene['expire'] = async (order) => {
    await actions.passTime(order);
    await sweep();
  };
  const scene = { actions, admin: await admin(), expire };

  const shopped = await inParallel([...customers.entries()], AT_ONCE, ([first, customer]) =>
    goShopping(customer, first, products, scene),
  );

  const accepted = shopped.flatMap((one) => one.accepted);
  expect(accepted).toHaveLength(CHECKOUTS);
  const sources = { shop, notifications, earlier, waitingBefore, accepted, stockAtStart };
  const facts = () => readMoneyFacts({ ...sources, cartUses: shopped.map(({ use }) => use) });
  const quiet = async () => {
    const waiting = messagesIn(await messagesWaiting(shop)) > waitingBefore;
    const open = (await orderRows(shop, accepted)).some(({ status }) => !FINAL.includes(status));
    return waiting || open ? undefined : true;
  };
  await eventually('the end of all orders', quiet, 60).catch(() => undefined); // what still hangs is shown below
  await eventually('the rest', async () => {
    await hear();
    return brokenMoneyInvariants(await facts()).length === 0 ? true : undefined;
  }).catch(() => undefined);

  const { orders, ledger } = await facts();
  expect(brokenMoneyInvariants(await facts())).toEqual([]);
  const count = (status: string) => orders.filter((order) => order.status === status).length;
  expect({
    shipped: count('shipping') >= CHECKOUTS / 2,
    cancelled: count('cancelled') >= 0.15 * CHECKOUTS,
    rejected: count('rejected') >= 1,
    declined: ledger.filter(({ declines }) => declines > 0).length >= CHECKOUTS / 10,
    returned: ledger.filter(({ captured, refunded }) => captured > 0 && captured === refunded).length >= CHECKOUTS / 20,
    partlyRefunded:
      ledger.filter(({ captured, refunded }) => refunded > 0 && refunded < captured).length >= CHECKOUTS / 40,
  }).toEqual({ shipped: true, cancelled: true, rejected: true, declined: true, returned: true, partlyRefunded: true });
}, 1_200_000); // the platform works 0.1 s of processor time for each

const FINAL = ['shipping', 'rejected', 'cancelled'];
