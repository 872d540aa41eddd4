import { randomUUID } from 'node:crypto';
import { type Account, call } from '../cli/shopClient.ts';
import type { Bought, CheckoutAnswer } from '../test/e2e/checkoutCustomers.ts';
import { expected } from '../test/e2e/storyScene.ts';
import { PRICE, type UpgradeScene } from './scene.ts';

/** An order that was placed with the previous release, and the key of a guest who placed it. */
export type Placed = Bought & { orderKey?: string };

/** Where an order is when the shop is upgraded, and what becomes of it afterwards. */
export type Journey = {
  /** Status of the row at the time of the upgrade. */
  status: string;
  /** Brings a new order there. */
  before(scene: UpgradeScene, order: Placed): Promise<unknown>;
  /** What customers and staff do with the new release. */
  after(scene: UpgradeScene, order: Placed): Promise<unknown>;
  /** How the order ends. */
  ends: 'shipping' | 'cancelled' | 'rejected';
};

const UNITS = 2;
const DECLINED = 'pm_card_chargeDeclined';
const REFUND = 1.23;

/** Checks out by account number `index`, or as a guest. */
export const place = async (
  { actions, customers, shop }: UpgradeScene,
  index: number,
  product: string,
  { quantity = UNITS, email }: { quantity?: number; email?: string } = {},
): Promise<Placed> => {
  const customer = customers[index % customers.length] as Account;
  const body = { items: [{ id: product, qty: quantity }], total: (quantity * PRICE) / 100 };
  const reply =
    email === undefined
      ? await actions.checkout(customer, body)
      : await call<CheckoutAnswer & { orderKey: string }>(`${shop.platform.order}/checkout`, {
          ...{ body: { ...body, email }, headers: { 'idempotency-key': randomUUID() } },
        });
  if (reply.status !== 201) throw new Error(`POST /checkout: ${reply.status} ${reply.body.code}`);
  const { id, payment, ...more } = reply.body;
  const orderKey = 'orderKey' in more ? { orderKey: String(more.orderKey) } : {};
  return { id, clientSecret: payment.clientSecret, customer, ...orderKey };
};

const reserved = async ({ actions }: UpgradeScene, order: Placed): Promise<void> => {
  await actions.leaves(order, 'pending');
};
const pays = async ({ actions }: UpgradeScene, order: Placed): Promise<void> =>
  expected([await actions.pay(order)], 200);
const ships = async (scene: UpgradeScene, order: Placed): Promise<void> => {
  await reserved(scene, order);
  await pays(scene, order);
  await scene.actions.leaves(order, 'awaiting_payment', 'completed');
};
/** Sends a parcel with one unit, or with all that is left. */
const sends = async ({ actions, admin }: UpgradeScene, order: Placed, quantity?: number): Promise<void> => {
  const { items } = await actions.rowOf(order);
  const parcel = quantity === undefined ? undefined : items.map(({ productId }) => ({ productId, quantity }));
  expected([await actions.fulfil(order, admin, randomUUID(), parcel)], 200, 201);
};
const delivers = async ({ actions, admin }: UpgradeScene, order: Placed): Promise<void> => {
  for (const { id } of (await actions.rowOf(order)).fulfilments ?? [])
    expected([await actions.deliver(order, admin, id)], 200);
};
const asksForReturn = async ({ actions }: UpgradeScene, order: Placed): Promise<void> => {
  const { items } = await actions.rowOf(order);
  const units = items.map(({ productId }) => ({ productId, quantity: 1 }));
  expected([await actions.requestReturn(order, randomUUID(), units)], 200, 201);
};
const returnOf = async ({ actions }: UpgradeScene, order: Placed): Promise<string> =>
  (await actions.rowOf(order)).returns?.at(-1)?.id ?? '';
const approvesReturn = async (scene: UpgradeScene, order: Placed): Promise<void> =>
  expected([await scene.actions.decideReturn(order, scene.admin, await returnOf(scene, order), 'approve')], 200);
const receivesReturn = async (scene: UpgradeScene, order: Placed): Promise<void> =>
  expected([await scene.actions.receiveReturn(order, scene.admin, await returnOf(scene, order), true)], 200);
const refunds = async ({ actions, admin }: UpgradeScene, order: Placed, amount?: number): Promise<void> =>
  expected([await actions.refund(order, admin, amount)], 200, 201);
const cancels = async ({ actions }: UpgradeScene, order: Placed): Promise<void> =>
  expected([await actions.cancel(order)], 200);
const cancelsForShop = (scene: UpgradeScene, order: Placed) => cancels(scene, { ...order, customer: scene.admin });
const nothing = async (): Promise<void> => {};

const inTurn =
  (...acts: ((scene: UpgradeScene, order: Placed) => Promise<unknown>)[]): Journey['before'] =>
  async (scene, order) => {
    for (const act of acts) await act(scene, order);
  };
const delivered = inTurn(ships, sends, delivers);

/** Orders that stay where they are until somebody acts, by what is true of them at the time of the upgrade. */
export const RESTING: Record<string, Journey> = {
  'awaits its payment': { status: 'awaiting_payment', before: reserved, after: pays, ends: 'shipping' },
  'was declined': {
    status: 'awaiting_payment',
    before: inTurn(reserved, async ({ actions }, order) => expected([await actions.pay(order, DECLINED)], 402)),
    after: pays,
    ends: 'shipping',
  },
  'is about to expire': {
    status: 'awaiting_payment',
    before: reserved,
    after: async ({ actions }, order) => {
      await actions.passTime(order);
      await actions.sweepOrders();
    },
    ends: 'cancelled',
  },
  'is cancelled unpaid': { status: 'awaiting_payment', before: reserved, after: cancels, ends: 'cancelled' },
  'is paid and packed': { status: 'shipping', before: ships, after: inTurn(sends, delivers), ends: 'shipping' },
  'has left in part': {
    status: 'shipping',
    before: inTurn(ships, (scene, order) => sends(scene, order, 1)),
    after: inTurn(sends, delivers),
    ends: 'shipping',
  },
  'is on its way': { status: 'shipping', before: inTurn(ships, sends), after: delivers, ends: 'shipping' },
  'has arrived': {
    status: 'shipping',
    before: delivered,
    after: inTurn(asksForReturn, approvesReturn, receivesReturn),
    ends: 'shipping',
  },
  'waits for a decision on its return': {
    status: 'shipping',
    before: inTurn(delivered, asksForReturn),
    after: inTurn(approvesReturn, receivesReturn),
    ends: 'shipping',
  },
  'is coming back': {
    status: 'shipping',
    before: inTurn(delivered, asksForReturn, approvesReturn),
    after: receivesReturn,
    ends: 'shipping',
  },
  'has come back': {
    status: 'shipping',
    before: inTurn(delivered, asksForReturn, approvesReturn, receivesReturn),
    after: nothing,
    ends: 'shipping',
  },
  'is refunded in part': {
    status: 'shipping',
    before: inTurn(ships, (scene, order) => refunds(scene, order, REFUND)),
    after: (scene, order) => refunds(scene, order, REFUND),
    ends: 'shipping',
  },
  'is cancelled after it was paid': { status: 'shipping', before: ships, after: cancelsForShop, ends: 'cancelled' },
  'was cancelled': { status: 'cancelled', before: inTurn(reserved, cancels), after: nothing, ends: 'cancelled' },
  'was refunded in full': {
    status: 'cancelled',
    before: inTurn(ships, cancelsForShop),
    after: nothing,
    ends: 'cancelled',
  },
};

/** Orders whose message in OrderQueue, or event of the payment provider, is delayed, so that the new release is the one to process it. */
export const HELD: Record<string, Journey> = {
  'has paid, of which the shop has not heard': {
    status: 'awaiting_payment',
    before: inTurn(({ actions }, order) => actions.hold(order), pays),
    after: ({ actions }, order) => actions.release(order),
    ends: 'shipping',
  },
  'is not processed yet': {
    status: 'pending',
    before: nothing,
    after: inTurn(reserved, pays),
    ends: 'shipping',
  },
  'is not processed yet, and is cancelled': {
    status: 'pending',
    before: nothing,
    after: cancels,
    ends: 'cancelled',
  },
  'is paid, and its payment is not processed yet': {
    status: 'completed',
    before: async (scene, order) => {
      await pays(scene, order);
      await scene.actions.leaves(order, 'pending', 'awaiting_payment');
    },
    after: nothing,
    ends: 'shipping',
  },
};
