import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DEAD_LETTER_QUEUES, findQueue, readQueue, redriveMessages } from '../cli/deadLetters.ts';
import { LOCAL_STAGE, readPlatformFile } from '../cli/platformTarget.ts';
import { startPlatformProcess, stopPlatformProcess } from '../cli/withPlatform.ts';
import { checkoutActions } from '../test/e2e/checkoutCustomers.ts';
import { messagesIn, messagesWaiting, readMoneyFacts } from '../test/e2e/moneyFacts.ts';
import { brokenByInvariant, type Invariant } from '../test/e2e/moneyInvariants.ts';
import { brokenInvariants } from '../test/e2e/orderInvariants.ts';
import { type PlatformClients, platformClients, resourceName } from '../test/e2e/platformClients.ts';
import { listenTo, type Notification } from '../test/e2e/topicMessages.ts';
import { createClock } from './clock.ts';
import { countsOf } from './counts.ts';
import { persistentActions } from './customers.ts';
import { driveOrders } from './drive.ts';
import { type FaultLayer, type OperationCount, startFaultLayer } from './faultLayer.ts';
import { createMailCheck } from './mails.ts';
import { prepareSetting } from './setting.ts';

export type ChaosOptions = {
  seed: number;
  /** Share of the calls to AWS that a fault affects, 0 to 1. */
  p: number;
  orders: number;
  /** Whether faults continue while everything settles. */
  keepFaults: boolean;
  /** How long everything may take to settle after the last order, in seconds. */
  settleSeconds: number;
  progress: (text: string) => void;
};

export type ChaosReport = {
  operations: Map<string, OperationCount>;
  /** The number of orders placed, and their outcomes. */
  outcomes: Record<string, number>;
  /** Messages that were moved back from a dead-letter queue, as the person on call would do. */
  redriven: number;
  /** Emails that were sent more than once because SES's response was lost, which is allowed. */
  mailedAgain: number;
  /** Results that are neither an order nor a proper rejection. */
  failures: string[];
  /** What happened to orders, in all: stories, refusals, and what the tables and the provider's ledger have at the end. */
  happened: [what: string, count: number][];
  /** Broken invariants at the end, one sentence each. */
  violations: Record<Invariant, string[]>;
};

/** All violations, whichever invariant they break. */
export const allOf = (violations: ChaosReport['violations']): string[] => Object.values(violations).flat();

/** How long the harness waits before it checks again whether everything has settled. */
const LOOK_MS = 1000;

/**
 * Starts a platform whose functions reach AWS through a fault layer, drives orders, lets everything settle, and computes the broken
 * invariants from tables, queues, mailbox, topic and the provider's ledger.
 */
export const runChaos = async (options: ChaosOptions): Promise<ChaosReport> => {
  const directory = mkdtempSync(join(tmpdir(), 'chaos-'));
  const judge = createMailCheck();
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
  judge: ReturnType<typeof createMailCheck>,
): Promise<ChaosReport> => {
  const { progress } = options;
  progress('accounts and products');
  const setting = await prepareSetting(shop);
  const listener = await listenTo(resourceName('orderService', 'OrderEvents'), shop);
  const actions = persistentActions(checkoutActions(shop));
  const clock = createClock(shop, actions);
  const notifications: Notification[] = [];
  layer.begin();
  const driven = await driveOrders(options, shop, setting, actions, clock);
  if (!options.keepFaults) layer.lift();

  const inspect = async () => {
    notifications.push(...(await listener.messages()));
    const facts = await readMoneyFacts({
      ...{ shop, notifications, earlier: new Set<string>(), cartUses: driven.cartUses },
      ...{ accepted: driven.paid, stockAtStart: setting.paidStock, discountIds: driven.discountIds },
    });
    const { mails, mailedAgain } = judge.judge(facts.mails);
    const violations = brokenByInvariant({ ...facts, mails });
    violations['1 nothing is lost'].push(
      ...(await brokenInvariants(shop, driven.unpaid, setting.freeStock, { mails })),
    );
    violations['3 one effect for each request'].push(...driven.doubled);
    return { violations, mailedAgain, facts };
  };
  let redriven = 0;
  let found = await inspect();
  for (
    const end = Date.now() + options.settleSeconds * 1000;
    allOf(found.violations).length > 0 && Date.now() < end;
  ) {
    const waiting = await messagesWaiting(shop);
    progress(`${allOf(found.violations).length} things to settle, ${messagesIn(waiting)} messages wait`);
    await clock.passAll();
    redriven += await redrive(shop, waiting);
    await sleep(LOOK_MS);
    found = await inspect();
  }
  await listener.close();
  return {
    operations: layer.counts(),
    outcomes: await clock.outcomes([...driven.paid, ...driven.unpaid]),
    redriven,
    mailedAgain: found.mailedAgain,
    happened: [...[...driven.stories].toSorted(), ...countsOf(found.facts)],
    failures: driven.failures,
    violations: found.violations,
  };
};

/** Moves dead letters back, as the person on call would do. Returns how many. */
const redrive = async ({ sqs, lambda }: PlatformClients, waiting: Record<string, number>): Promise<number> => {
  let count = 0;
  for (const letters of DEAD_LETTER_QUEUES.filter(({ service }) => service === 'orderService')) {
    if (waiting[letters.queue] === 0) continue;
    const url = await findQueue(sqs, LOCAL_STAGE, letters);
    const dead = url === undefined ? 0 : (await readQueue(sqs, url)).count;
    if (url === undefined || dead === 0) continue;
    await redriveMessages(
      { sqs, lambda, stage: LOCAL_STAGE, movesMessages: false, hasStreams: false },
      letters,
      url,
      dead,
    );
    count += dead;
  }
  return count;
};
