import { isDeepStrictEqual } from 'node:util';
import { enterClients } from './clients.ts';
import { enterWorld } from './clock.ts';
import { type Cloud, type CloudSetting, createCloud } from './cloud.ts';
import { Customers, SHOPPING_MS } from './customers.ts';
import type { WriteChange } from './database.ts';
import type { MachineSetting } from './deployment.ts';
import { brokenInvariants } from './invariants.ts';
import { enterPaymentProvider } from './paymentProvider.ts';
import type { Outage } from './requests.ts';
import { MOVEMENTS, ORDERS, PRODUCTS, type Product, RESERVATIONS, STOCK } from './tables.ts';
import { type OrderRow, watch } from './watch.ts';
import { type Decision, World } from './world.ts';

/** Removes a safeguard from the requests, definitions or services of a run. */
export type Sabotage = {
  /** Changes each write. */
  change?: WriteChange;
  /** Changes the definition of a state machine. */
  redefine?: (definition: MachineSetting['definition']) => MachineSetting['definition'];
  /** Changes the services. */
  prepare?: (cloud: Cloud) => void;
  /** Whether scheduled functions are switched off. */
  isUnscheduled?: boolean;
};

export type RunOptions = {
  seed: number;
  orders: number;
  /** Share of the events that a fault affects; chosen by the seed when absent. */
  p?: number | undefined;
  /** Numbers of the orders to place; all when absent. */
  only?: ReadonlySet<number> | undefined;
  /** Names of the decisions that are not suppressed; all when absent. */
  decisions?: ReadonlySet<string> | undefined;
  hasStory?: boolean;
  sabotage?: Sabotage | undefined;
};

export type RunReport = {
  violations: string[];
  decisions: Decision[];
  story: string[];
  trace: number;
  /** Orders that were acknowledged. */
  placed: number;
  /** Number of orders by final status. */
  ends: Record<string, number>;
  /** Number of calls by AWS operation. */
  calls: Map<string, number>;
  /** Simulated time (ms). */
  took: number;
};

const MINUTE_MS = 60_000;
/** How long faults continue after the last shopper has arrived. */
const FAULTS_MS = 40 * MINUTE_MS;
/** Simulated time within which everything must have settled. */
const LONGEST_MS = 6 * 24 * 60 * MINUTE_MS;
const SERVICES = ['DynamoDB', 'SQS', 'SNS', 'SES', 'Lambda', 'States', 'SSM', 'Stripe'];
/** Fault shares from which the seed chooses. */
const SHARES = [0.01, 0.03, 0.1, 0.2, 0.35];

/** Runs one seed to its end and returns the violated invariants. */
export const runSeed = async (setting: CloudSetting, options: RunOptions): Promise<RunReport> => {
  const { seed, orders, only, sabotage } = options;
  const chosen = new World({ seed, p: 0 });
  const world = new World({
    seed,
    p: options.p ?? chosen.pick('share of faults', SHARES),
    only: options.decisions,
    hasStory: options.hasStory ?? false,
  });
  enterWorld(world);
  const redefine = sabotage?.redefine ?? ((definition) => definition);
  const machines = setting.deployment.machines.map((machine) => ({
    ...machine,
    definition: redefine(machine.definition),
  }));
  const cloud = createCloud(world, { ...setting, deployment: { ...setting.deployment, machines } }, outagesOf(world));
  if (sabotage?.change) cloud.database.change = sabotage.change;
  sabotage?.prepare?.(cloud);
  enterClients(cloud);
  enterPaymentProvider(cloud.payments, cloud.requests);
  const products = stockShop(cloud);
  const customers = new Customers(cloud, products);
  watch(cloud);
  world.faultsUntil = world.start + SHOPPING_MS + FAULTS_MS;
  for (let index = 0; index < orders; index += 1) if (!only || only.has(index)) customers.send(index);
  if (!sabotage?.isUnscheduled) schedule(cloud, setting);
  takeOffSale(cloud, products);
  await settle(cloud, customers);
  await compensateAgain(cloud, customers);
  const violations = [...new Set([...world.violations, ...brokenInvariants(cloud, customers, products)])];
  cloud.payments.close();
  const statuses = cloud.database.rows<{ status: string }>(ORDERS).map(({ status }) => status);
  return {
    ...{ violations, decisions: world.decisions, story: world.story, trace: world.trace },
    placed: customers.visits.filter(({ acknowledged }) => acknowledged.length > 0).length,
    ends: Object.fromEntries(
      [...Map.groupBy(statuses, (status) => status)].map(([status, all]) => [status, all.length]),
    ),
    calls: cloud.requests.counts,
    took: world.now - world.start,
  };
};

/** Draws periods during which a service fails completely: mostly minutes, rarely longer than orders wait. */
const outagesOf = (world: World): Outage[] =>
  [0, 1].flatMap((number) => {
    const key = `outage ${number}`;
    if (world.draw(key) > 0.35) return [];
    const service = world.pick(`${key} of`, SERVICES);
    const from = world.start + world.draw(`${key} from`) * SHOPPING_MS * 1.5;
    const minutes = world.pick(`${key} kind`, [1, 1, 5, 5, 20, 60, 600]) * (0.5 + world.draw(`${key} length`));
    return world.decide(key, 'outage', `${service} for ${minutes.toFixed(1)} minutes`)
      ? [{ service, from, until: from + minutes * MINUTE_MS }]
      : [];
  });

/** Puts products on sale; the last one is scarce. */
const stockShop = (cloud: Cloud): Product[] => {
  const products = [1000, 1000, 100, 12, 6, 3].map((stock, index) => ({
    ...{ id: `00000000-0000-4000-8000-00000000000${index}`, price: 999 + index * 350, stock },
  }));
  for (const { id, price, stock } of products) {
    cloud.database.put(PRODUCTS, {
      ...{ id, productName: `Product ${id.at(-1)}`, unitPrice: price, currency: 'EUR', status: 'approved' },
      ...{
        imageUrl: 'https://images.example.com/1',
        sellerId: 'seller',
        createdAt: '2030-01-01T00:00:00.000Z',
        category: 'shoes',
      },
    });
    cloud.database.put(STOCK, { variantId: id, available: stock, sellable: true });
    cloud.database.put(MOVEMENTS, {
      productId: id,
      movementId: 'initial',
      variantId: id,
      delta: stock,
      kind: 'initial',
    });
  }
  return products;
};

/** Takes a product off sale now and then while it is being ordered. */
const takeOffSale = ({ world, database }: Cloud, products: Product[]): void => {
  if (world.draw('off sale') > 0.2) return;
  const { id } = world.pick('off sale product', products);
  world.after(world.draw('off sale at') * SHOPPING_MS, () => {
    if (!world.decide('off sale', 'off sale', `product ${id.at(-1)}`)) return;
    const { sellable: _, ...stock } = database.row(STOCK, id) ?? {};
    database.put(STOCK, stock);
    database.put(PRODUCTS, { ...database.row(PRODUCTS, id), status: 'rejected' });
  });
};

/** Runs the scheduled functions, except when a run would find nothing to do. */
const schedule = (cloud: Cloud, { deployment }: CloudSetting): void => {
  const { world, functions } = cloud;
  for (const { functionName, everyMs } of deployment.schedules.filter(({ functionName }) =>
    functionName.startsWith('orderService.'),
  )) {
    const next = () =>
      world.after(everyMs, () => {
        const minute = Math.round((world.now - world.start) / everyMs);
        if (dueRows(cloud).length > 0)
          void functions.invoke(functionName, '{}', `schedule ${minute}`, `minute ${minute}`);
        next();
      });
    next();
  }
};

/** The attribute with the time of an order's next check. */
const DUE = 'nextCheckAt';

/** Returns the orders whose check is due: by now, or ever. */
const dueRows = ({ database, world }: Cloud, ever = false): Record<string, unknown>[] => {
  const moment = new Date(world.now).toISOString();
  return database.rows(ORDERS).filter((row) => row[DUE] !== undefined && (ever || String(row[DUE]) <= moment));
};

/** Makes time pass until nothing is left to do. */
const settle = async (cloud: Cloud, customers: Customers): Promise<void> => {
  const { world, queues } = cloud;
  for (;;) {
    await world.run(world.now + 5 * MINUTE_MS);
    const isDone =
      world.now > world.start + SHOPPING_MS &&
      customers.busy === 0 &&
      queues.waiting === 0 &&
      dueRows(cloud, true).length === 0;
    if (isDone) return;
    if (world.now > world.start + LONGEST_MS) return world.violate('1: the shop did not settle');
  }
};

/** Compensates each finished order once more and checks each order once more: nothing may change. */
const compensateAgain = async (cloud: Cloud, customers: Customers): Promise<void> => {
  const { world, database, functions, queues, payments, mailbox } = cloud;
  const state = () => ({
    stock: database.rows(STOCK),
    reservations: database.rows(RESERVATIONS),
    movements: database.rows(MOVEMENTS),
    ledger: payments.ledger(),
    mails: mailbox.mails.length,
    orders: database.rows(ORDERS).map(({ orderId, status, payment }) => ({ orderId, status, payment })),
  });
  const before = structuredClone(state());
  for (const order of database.rows<OrderRow & { correlationId: string; version: number }>(ORDERS)) {
    const { orderId, customerId, correlationId, version, status, payment, stalledAt } = order;
    if (stalledAt !== undefined) continue;
    const step = {
      orderId,
      customerId,
      correlationId,
      version,
      hasPayment: payment !== undefined,
      step: 'RefundPayment',
    };
    const again = (name: string) => void functions.invoke(name, JSON.stringify(step), `again ${name} ${orderId}`);
    queues.send('orderService.OrderQueue', JSON.stringify({ orderId, correlationId }), {}, `again ${orderId}`);
    if (status !== 'cancelled' && status !== 'rejected') continue;
    void functions.invoke(
      'productService.releaseStock',
      JSON.stringify({ orderId, correlationId }),
      `again ${orderId}`,
    );
    if (payment) again('orderService.refundPayment');
    again('orderService.notifyCustomer');
  }
  await settle(cloud, customers);
  const after = state();
  for (const [what, was] of Object.entries(before)) {
    if (!isDeepStrictEqual(was, after[what as keyof typeof after]))
      world.violate(`6: compensating again changes the ${what}`);
  }
};
