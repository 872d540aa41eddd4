import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SFNClient } from '@aws-sdk/client-sfn';
import { GetQueueUrlCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { DEAD_LETTER_QUEUES, findQueue, lookAt, putBack } from '../cli/deadLetters.ts';
import { LOCAL_STAGE, localClient, readPlatformFile } from '../cli/platformTarget.ts';
import {
  type Account,
  approveProduct,
  createAccount,
  exampleProduct,
  makeAdmin,
  uploadProduct,
} from '../cli/shopClient.ts';
import { startPlatformProcess, stopPlatformProcess } from '../cli/withPlatform.ts';
import { checkoutActions } from '../test/e2e/checkoutCustomers.ts';
import { type Scene, tellStory, together } from '../test/e2e/checkoutStories.ts';
import { inParallel } from '../test/e2e/inParallel.ts';
import { messagesIn, messagesWaiting, readMoneyFacts } from '../test/e2e/moneyFacts.ts';
import { brokenMoneyInvariants } from '../test/e2e/moneyInvariants.ts';
import { brokenInvariants, scanAll } from '../test/e2e/orderInvariants.ts';
import { type PlatformClients, platformClients, resourceName } from '../test/e2e/platformClients.ts';
import { listenTo, type Notification } from '../test/e2e/topicMessages.ts';
import { writePaths } from '../test/writePaths.ts';
import { chaosCustomer, type Line, persistentActions } from './customers.ts';
import { type FaultLayer, type OperationCount, startFaultLayer } from './faultLayer.ts';
import { createMailJudge } from './mails.ts';

export type ChaosOptions = {
  seed: number;
  /** Share of the calls to AWS that something befalls, 0 to 1. */
  p: number;
  orders: number;
  /** Whether faults go on while everything settles. */
  keepFaults: boolean;
  /** How long everything may take to settle after the last order, in seconds. */
  settleSeconds: number;
  progress: (text: string) => void;
};

export type ChaosReport = {
  operations: Map<string, OperationCount>;
  /** How many orders were placed, and what became of them. */
  outcomes: Record<string, number>;
  /** Messages that were in a dead-letter queue and put back, as whom the alarm calls would do. */
  redriven: number;
  /** Mails that came more than once because SES lost its response: allowed. */
  mailedAgain: number;
  /** What customers ran into that is neither an order nor a refusal. */
  failures: string[];
  /** What is wrong in the end, one sentence each. */
  violations: string[];
};

const CUSTOMERS = 24;
const AT_ONCE = 10;
const [PRODUCTS, SCARCE_STOCK, PLENTY] = [8, 15, 100_000];
/** In minor units. */
const PRICE = 1999;
/** Of so many orders, one is placed by create-order, without a payment. */
const UNPAID_EVERY = 4;
/** How long a message stays hidden whose consumer failed: the minute and a half of the template is too long to wait for. */
const HIDDEN_SECONDS = 20;
/** How long an order must stand before its time is made to pass. */
const STEP_MS = 3000;

/**
 * Starts a platform whose functions reach AWS through a fault layer, drives orders, lets everything settle, and computes from tables, queues,
 * mailbox, topic and the provider's ledger what is wrong.
 */
export const runChaos = async (options: ChaosOptions): Promise<ChaosReport> => {
  const directory = mkdtempSync(join(tmpdir(), 'chaos-'));
  const judge = createMailJudge();
  const layer = await startFaultLayer(options, judge.onLost);
  const platform = await startPlatformProcess(directory, 0, ['--function-endpoints', JSON.stringify(layer.urls)]).catch(
    async (error) => {
      await layer.close();
      throw error;
    },
  );
  process.env.PLATFORM_FILE = platform.file;
  const shop = platformClients(readPlatformFile(platform.file));
  layer.aim(shop.platform.aws);
  try {
    return await run(options, shop, layer, judge);
  } finally {
    shop.destroy();
    await stopPlatformProcess(platform);
    await layer.close();
    rmSync(directory, { recursive: true, force: true });
  }
};

const run = async (
  options: ChaosOptions,
  shop: PlatformClients,
  layer: FaultLayer,
  judge: ReturnType<typeof createMailJudge>,
): Promise<ChaosReport> => {
  const { progress } = options;
  progress('accounts and products');
  const setting = await prepare(shop);
  const listener = await listenTo(resourceName('orderService', 'OrderEvents'), shop);
  const stepFunctions = new SFNClient(localClient(shop.platform, 'sfn'));
  const notifications: Notification[] = [];
  layer.begin();
  const driven = await drive(options, shop, setting);
  if (!options.keepFaults) layer.lift();

  const inspect = async () => {
    notifications.push(...(await listener.messages()));
    const { mails, mailedAgain } = await judge.judge(shop.platform.mailbox ?? '');
    const facts = await readMoneyFacts({
      ...{ shop, stepFunctions, notifications, earlier: new Set<string>(), cartUses: driven.cartUses },
      ...{ accepted: driven.paid, stockAtStart: setting.paidStock },
    });
    const violations = [
      ...brokenMoneyInvariants({ ...facts, mails }),
      ...(await brokenInvariants(shop, driven.unpaid, setting.freeStock, { mails })),
      ...driven.doubled,
    ];
    return { violations, mailedAgain };
  };
  const actions = persistentActions(checkoutActions(shop));
  let redriven = 0;
  let found = await inspect();
  for (const end = Date.now() + options.settleSeconds * 1000; found.violations.length > 0 && Date.now() < end; ) {
    progress(`${found.violations.length} things to settle, ${messagesIn(await messagesWaiting(shop))} messages wait`);
    await passTime(shop, actions);
    await sleep(STEP_MS);
    redriven += await redrive(shop);
    found = await inspect();
  }
  await listener.close();
  stepFunctions.destroy();
  return {
    operations: layer.counts(),
    outcomes: await outcomesOf(shop, [...driven.paid, ...driven.unpaid]),
    redriven,
    mailedAgain: found.mailedAgain,
    failures: driven.failures,
    violations: found.violations,
  };
};

type Setting = {
  customers: Account[];
  admin: Account;
  /** The first one is scarce. */
  paidStock: Map<string, number>;
  freeStock: Map<string, number>;
};

/** Customers and products, made before the faults begin. */
const prepare = async (shop: PlatformClients): Promise<Setting> => {
  const { platform } = shop;
  const names = Array.from({ length: CUSTOMERS }, (_, index) => `Chaos Customer ${index}`);
  const customers = await inParallel(names, 4, (name) => createAccount(platform, name));
  const admin = await makeAdmin(platform, await createAccount(platform, 'Chaos Admin'));
  const picture = readFileSync('docs/images/shoes.png');
  const stock = async (count: number): Promise<Map<string, number>> => {
    const quantities = Array.from({ length: count }, (_, index) => (index === 0 ? SCARCE_STOCK : PLENTY));
    const ids = await inParallel(quantities, 4, async (quantity) => {
      const id = await uploadProduct(
        platform,
        admin,
        { ...exampleProduct, quantity, productPrice: PRICE / 100 },
        picture,
      );
      await approveProduct(platform, admin, id);
      return id;
    });
    return new Map(ids.map((id, index) => [id, quantities[index] ?? 0]));
  };
  const setting = { customers, admin, paidStock: await stock(PRODUCTS), freeStock: await stock(PRODUCTS / 2) };
  for (const queue of ['OrderQueue', 'NotificationQueue']) {
    const { QueueUrl } = await shop.sqs.send(
      new GetQueueUrlCommand({ QueueName: resourceName('orderService', queue) }),
    );
    const Attributes = { VisibilityTimeout: String(HIDDEN_SECONDS) };
    await shop.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
  }
  return setting;
};

/** All customers go shopping; each order has its story. */
const drive = async ({ orders, progress }: ChaosOptions, shop: PlatformClients, setting: Setting) => {
  const actions = persistentActions(checkoutActions(shop));
  const sweep = together(actions.settleStaleOrders, 1000);
  const expire: Scene['expire'] = async (order) => {
    await actions.passTime(order);
    await sweep();
  };
  const scene = { actions, admin: setting.admin, expire };
  const [paid, unpaid, failures]: [string[], string[], string[]] = [[], [], []];
  const products = [...setting.paidStock.keys()];
  const free = [...setting.freeStock.keys()];
  let placed = 0;

  const goShopping = async (first: number, account: Account) => {
    const customer = chaosCustomer(shop.platform, actions, account);
    for (let index = first; index < orders; index += CUSTOMERS) {
      const lines = linesOf(index, products);
      const visit = async () => {
        if (index % UNPAID_EVERY === 0) {
          const id = await customer.order({
            id: free[(index / UNPAID_EVERY) % free.length] ?? '',
            qty: 1 + (index % 3),
          });
          if (id !== undefined) unpaid.push(id);
          return;
        }
        const bought = await (index % 2 === 0 ? customer.buyByName(lines) : customer.buyByCart(lines.slice(1)));
        paid.push(...bought.map(({ id }) => id));
        for (const order of bought) await tellStory(index, scene, order);
      };
      await visit().catch((error: Error) => failures.push(error.message));
      placed += 1;
      if (placed % 25 === 0) progress(`${placed} of ${orders} orders`);
    }
    return customer;
  };
  const clock = setInterval(() => void lookAfterStanding(shop, actions).catch(() => undefined), STEP_MS);
  const customers = await inParallel([...setting.customers.entries()], AT_ONCE, ([first, account]) =>
    goShopping(first, account),
  );
  clearInterval(clock);
  return {
    paid,
    unpaid,
    failures,
    cartUses: customers.map(({ use }) => use),
    doubled: customers.flatMap(({ doubled }) => doubled),
  };
};

/** What an order is of: the scarce product by name alone, now and then, and two others. */
const linesOf = (index: number, products: string[]): Line[] => {
  const other = (step: number) => products[1 + ((index * 3 + step) % (products.length - 1))] ?? '';
  const first = index % 6 === 0 ? (products[0] ?? '') : other(0);
  return [
    { id: first, qty: 1, price: PRICE },
    { id: other(1), qty: 1 + (index % 2), price: PRICE },
    { id: other(2), qty: 2, price: PRICE },
  ].filter(({ id }, at, all) => all.findIndex((line) => line.id === id) === at);
};

/** How long an order stands still before somebody looks after it: five minutes are too long to wait for. */
const STANDING_MS = 15_000;

/** Has orders looked after that have stood still while their customers still shop; those that wait for a payment go on waiting. */
const lookAfterStanding = async (shop: PlatformClients, actions: ReturnType<typeof persistentActions>) => {
  const now = Date.now();
  const standing = (await scanAll<Row>(shop, orderTable())).filter(
    ({ openUntil, status, updatedAt }) =>
      openUntil !== undefined && status !== 'awaiting_payment' && now - Date.parse(updatedAt) > STANDING_MS,
  );
  await inParallel(standing, 10, ({ orderId }) =>
    writePaths(shop.dynamodb, orderTable(), { orderId }, { openUntil: new Date(now - 1000).toISOString() }),
  );
  if (standing.length > 0) await actions.settleStaleOrders();
};

const orderTable = () => resourceName('orderService', 'Orders');
type Row = { orderId: string; status: string; updatedAt: string; openUntil?: string; payment?: object };

/** Lets the time pass for which orders wait, and has somebody look after them. */
const passTime = async (shop: PlatformClients, actions: ReturnType<typeof persistentActions>): Promise<void> => {
  const rows = await scanAll<Row>(shop, orderTable());
  const open = rows.filter(({ openUntil }) => openUntil !== undefined);
  const past = { openUntil: new Date(Date.now() - 1000).toISOString() };
  await inParallel(open, 10, ({ orderId, payment }) =>
    payment ? actions.passTime({ id: orderId }) : writePaths(shop.dynamodb, orderTable(), { orderId }, past),
  );
  await actions.settleStaleOrders();
};

/** Puts dead letters back. Answers how many. */
const redrive = async ({ sqs, lambda }: PlatformClients): Promise<number> => {
  let count = 0;
  for (const letters of DEAD_LETTER_QUEUES.filter(({ service }) => service === 'orderService')) {
    const url = await findQueue(sqs, LOCAL_STAGE, letters);
    const waiting = url === undefined ? 0 : (await lookAt(sqs, url)).count;
    if (url === undefined || waiting === 0) continue;
    await putBack({ sqs, lambda, stage: LOCAL_STAGE, movesMessages: false }, letters, url, waiting);
    count += waiting;
  }
  return count;
};

const outcomesOf = async (shop: PlatformClients, orderIds: string[]): Promise<Record<string, number>> => {
  const rows = new Map((await scanAll<Row>(shop, orderTable())).map((row) => [row.orderId, row.status]));
  const outcomes: Record<string, number> = {};
  for (const id of orderIds) {
    const outcome = rows.get(id) ?? 'lost';
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  }
  return outcomes;
};
