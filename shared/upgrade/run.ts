import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetQueueUrlCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { call, eventually, mailAddress } from '../cli/shopClient.ts';
import { readMoneyFacts } from '../test/e2e/moneyFacts.ts';
import { brokenMoneyInvariants, type PaidRow } from '../test/e2e/moneyInvariants.ts';
import { orderRows } from '../test/e2e/orderInvariants.ts';
import { type PlatformClients, resourceName } from '../test/e2e/platformClients.ts';
import { HELD, type Journey, type Placed, place, RESTING } from './journeys.ts';
import { lostFields, type Responses, readResponses } from './responses.ts';
import { openShop, reopenShop, type UpgradeScene } from './scene.ts';

/** Everything that was there before the upgrade. */
export type Before = {
  scene: UpgradeScene;
  /** The orders by what is true of them. */
  orders: Record<string, Placed>;
  /** Two orders of a product of which only one can have the units. */
  rivals: Placed[];
  responses: Responses;
  /** When the delayed messages have come, in epoch milliseconds. */
  heldUntil: number;
};

const JOURNEYS: Record<string, Journey> = { ...RESTING, ...HELD };
const GUEST = 'is a guest’s, and awaits its payment';
const UNPAID_GUEST: Journey = {
  status: 'awaiting_payment',
  before: ({ actions }, order) => actions.leaves(order, 'pending'),
  after: async ({ actions }, order) => {
    const status = await actions.pay(order);
    if (status !== 200) throw new Error(`${status} instead of 200`);
  },
  ends: 'shipping',
};
const IN_CART = 3;

/** Delays every new message of OrderQueue. */
const delayOrders = async ({ sqs }: PlatformClients, seconds: number): Promise<void> => {
  const { QueueUrl } = await sqs.send(
    new GetQueueUrlCommand({ QueueName: resourceName('orderService', 'OrderQueue') }),
  );
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { DelaySeconds: String(seconds) } }));
};

/** Returns the orders that do not move unless somebody acts. */
const restingOf = (orders: Record<string, Placed>): Record<string, Placed> =>
  Object.fromEntries(Object.entries(orders).filter(([name]) => !(name in HELD)));

/** Runs `act` for each journey, one after the other, and names the order in an error. */
const forEach = async (
  journeys: Record<string, Journey>,
  act: (name: string, journey: Journey) => Promise<unknown>,
) => {
  for (const [name, journey] of Object.entries(journeys))
    await act(name, journey).catch((error: unknown) => {
      throw new Error(`The order that ${name}: ${error instanceof Error ? error.message : error}`, { cause: error });
    });
};

/**
 * Fills a shop of the previous release: an order in every state, a cart, an address, wishes.
 *
 * @param holdSeconds how long the messages of the last orders are delayed: until the new release runs
 */
export const prepareUpgrade = async (shop: PlatformClients, holdSeconds: number): Promise<Before> => {
  const scene = await openShop(shop);
  const { actions, product, scarce } = scene;
  const orders: Record<string, Placed> = {};
  const buy = (id: string, more?: { email: string }) => place(scene, Object.keys(orders).length, id, more);
  await delayOrders(shop, 3);
  const rivals = [await buy(scarce), await buy(scarce)];
  await delayOrders(shop, 0);
  for (const rival of rivals)
    if ((await actions.leaves(rival, 'pending')) === 'awaiting_payment') await actions.pay(rival);
  await forEach(RESTING, async (name, { before }) => {
    const order = await buy(product);
    orders[name] = order;
    await before(scene, order);
  });
  const email = mailAddress(shop.platform, 'Upgrade Guest');
  const guest = await buy(product, { email });
  orders[GUEST] = guest;
  await UNPAID_GUEST.before(scene, guest);
  await keepThings(scene);
  await forEach(HELD, async (name, { status }) => {
    if (status === 'pending') return;
    const order = await buy(product);
    orders[name] = order;
    await actions.leaves(order, 'pending');
  });
  await delayOrders(shop, holdSeconds);
  await forEach(HELD, async (name, { before }) => {
    const order = orders[name] ?? (await buy(product));
    orders[name] = order;
    await before(scene, order);
  });
  const heldUntil = Date.now() + holdSeconds * 1000;
  await delayOrders(shop, 0);
  await expectStatuses({ shop, orders });
  const responses = await readResponses(scene, restingOf(orders));
  return { scene, orders, rivals, responses, heldUntil };
};

/** What a shop and its customers keep: a discount, a cart, an address, a wish, a stock alert. */
const keepThings = async ({ shop, admin, customers, kept, scarce }: UpgradeScene): Promise<void> => {
  const { auth, order, product: products } = shop.platform;
  const token = customers[0]?.idToken ?? '';
  const address = { name: 'Ann Lee', line1: 'Main St 1', postalCode: '10115', city: 'Berlin', country: 'DE' };
  const answers = [
    await call(`${order}/cart`, { token, body: { id: kept, qty: IN_CART } }),
    await call(`${auth}/me/addresses`, { token, body: address, headers: { 'idempotency-key': randomUUID() } }),
    await call(`${products}/wish-list/${kept}`, { token, method: 'PUT' }),
    await call(`${products}/stock-alerts/${scarce}`, { token, method: 'PUT' }),
    await call(`${order}/discounts`, { token: admin.idToken, body: { code: 'KEPT', percent: 10 } }),
  ];
  for (const { status, body } of answers) if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
};

/** Checks that each order is where its journey says. @throws Error that names the others */
const expectStatuses = async ({ shop, orders }: { shop: PlatformClients; orders: Record<string, Placed> }) => {
  const rows = await orderRows(
    shop,
    Object.values(orders).map(({ id }) => id),
  );
  const status = new Map(rows.map((row) => [row.orderId, row.status]));
  const wrong = Object.entries(orders).flatMap(([name, { id }]) => {
    const wanted = (JOURNEYS[name] ?? UNPAID_GUEST).status;
    return status.get(id) === wanted ? [] : [`the order that ${name} is ${status.get(id)}, not ${wanted}`];
  });
  if (wrong.length > 0) throw new Error(wrong.join('; '));
};

/** Compares what clients see with what they saw. Returns a sentence for each difference that docs/releases.md does not allow. */
export const compareResponses = async (
  shop: PlatformClients,
  { scene, orders, responses }: Before,
): Promise<string[]> => {
  const now = await readResponses({ ...scene, shop }, restingOf(orders));
  return Object.entries(responses).flatMap(([name, before]) => lostFields(name, before, now[name]));
};

/**
 * Goes on with the new release until every order has ended.
 *
 * @returns what is wrong, one sentence each: orders that did not end as they should, and broken invariants
 */
export const finishUpgrade = async (shop: PlatformClients, before: Before): Promise<string[]> => {
  const scene = await reopenShop(shop, before.scene);
  const { orders, rivals } = before;
  const journeys: Record<string, Journey> = { ...RESTING, [GUEST]: UNPAID_GUEST, ...HELD };
  const owner = ({ customer }: Placed) => scene.customers.find(({ fullName }) => fullName === customer.fullName);
  await forEach(journeys, async (name, { after }) => {
    if (name in HELD) await sleep(Math.max(0, before.heldUntil - Date.now())); // the deployment took less
    const order = orders[name];
    if (order) await after(scene, { ...order, customer: owner(order) ?? order.customer });
  });
  const [cart] = scene.customers;
  const fromCart = await scene.actions.checkout(cart ?? scene.admin);
  if (fromCart.status !== 201) return [`POST /checkout of the kept cart: ${fromCart.status} ${fromCart.body.code}`];
  const last = {
    id: fromCart.body.id,
    clientSecret: fromCart.body.payment.clientSecret,
    customer: cart ?? scene.admin,
  };
  await scene.actions.leaves(last, 'pending');
  await scene.actions.pay(last);

  const accepted = [...Object.values(orders), ...rivals, last].map(({ id }) => id);
  const facts = () =>
    readMoneyFacts({
      ...{ shop, earlier: new Set<string>(), accepted, stockAtStart: scene.stockAtStart, cartUses: [] },
      ...{ killed: true }, // an email that was just going out may go out once more
    });
  await eventually(
    'the end of all orders',
    async () => (brokenMoneyInvariants(await facts()).length === 0 ? true : undefined),
    180,
  ).catch(() => undefined); // what is still wrong is returned
  const end = await facts();
  const rows = new Map(end.orders.map((row) => [row.orderId, row]));
  return [
    ...brokenMoneyInvariants(end),
    ...Object.entries(orders).flatMap(([name, { id }]) => wrongEnd(name, journeys[name]?.ends, rows.get(id))),
    ...rivalProblems(rivals, rows),
  ];
};

const wrongEnd = (name: string, wanted: string | undefined, row: PaidRow | undefined): string[] =>
  row?.status === wanted ? [] : [`the order that ${name} is ${row?.status}, not ${wanted}`];

const rivalProblems = (rivals: Placed[], rows: Map<string, PaidRow>): string[] => {
  const ends = rivals.map(({ id }) => rows.get(id)?.status).toSorted();
  return ends.join() === 'rejected,shipping' ? [] : [`of two orders for the last units, one is ${ends.join(', one ')}`];
};
