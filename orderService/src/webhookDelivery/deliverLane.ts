import { backOff } from '@ecommerce/shared/backOff.ts';
import { readEnvironment } from '@ecommerce/shared/config.ts';
import { log } from '@ecommerce/shared/log.ts';
import { openConnections } from '@ecommerce/shared/outbound/guardedFetch.ts';
import * as z from 'zod';
import type { Webhook } from '../webhooks/webhook.ts';
import { readWebhooks } from '../webhooks/webhookStore.ts';
import { attemptDelivery } from './attemptDelivery.ts';
import { webhookIdOf } from './delivery.ts';
import { readDeliveries, type Undelivered } from './deliveryStore.ts';
import { enqueueLanes } from './laneQueue.ts';
import { giveLaneBack, type Lane, type LaneState, takeLane } from './laneStore.ts';
import { type Known, planLane } from './planLane.ts';
import type { SendOptions } from './sendDelivery.ts';

const { WEBHOOK_RETRY_SECONDS } = readEnvironment({ WEBHOOK_RETRY_SECONDS: z.coerce.number().min(1).max(900) });

/** How many requests a lane has open at a time. */
const PARALLEL = 25;

/** After how many failures in a row a lane pauses, and tries one delivery at a time. */
const FRAGILE = 5;

/** The waits of a lane that pauses, in seconds. */
const PAUSES = { first: WEBHOOK_RETRY_SECONDS, longest: 900 };

/**
 * How many calls in a row have to find nothing before a lane is left alone, and how long after each the sweeper has it looked at again, in
 * milliseconds: the index may not know yet what has come.
 */
const LOOKS = 3;
const LOOK_AGAIN_MS = 60_000;

/** How many deliveries one look at the index finds at the most, unless the lane is fragile. */
const LOOKED_UP = 100;

/** The longest delay of a message. A lane that has to wait longer is found by the sweeper. */
const MAX_DELAY_SECONDS = 900;

/**
 * Sends what is due in a lane, until nothing is or the deadline has passed. Only one call works on a lane at a time, so an endpoint that hangs
 * occupies as many calls as it has lanes, however many events wait.
 *
 * @param deadline when the last attempt begins, in epoch milliseconds
 */
export const deliverLane = async (id: string, deadline: number, options: SendOptions = {}): Promise<void> => {
  const connections = openConnections();
  try {
    await deliverBy(id, deadline, { ...options, connections });
  } finally {
    connections.close(); // a container that sleeps cannot answer when the other side closes one
  }
};

const deliverBy = async (id: string, deadline: number, options: SendOptions): Promise<void> => {
  for (let lane = await takeLane(id); lane; ) {
    const state = await workOn(lane, deadline, options);
    const wakeAt = wakeTime(lane, state);
    const left = { ...lookingAgain(state), wakeAt: wakeAt ?? lane.wakeAt };
    lane = await giveLaneBack(lane, left, state.pausedUntil !== undefined);
    if (!lane && wakeAt !== undefined) await wake(id, wakeAt);
    if (lane && Date.now() >= deadline) return handOver(lane);
  }
};

/** Leaves what has come at the last moment to another call. */
const handOver = async (lane: Lane): Promise<void> => {
  const now = new Date().toISOString();
  await giveLaneBack(lane, { ...lane, nextAttemptAt: now, wakeAt: now }, true);
  await wake(lane.id, now);
};

/** Has the sweeper look at a lane again in which nothing was found. */
const lookingAgain = (state: LaneState): LaneState => {
  const { quiet = 0, nextAttemptAt } = state;
  if (quiet === 0 || quiet >= LOOKS) return state;
  const lookAt = new Date(Date.now() + LOOK_AGAIN_MS).toISOString();
  return nextAttemptAt !== undefined && nextAttemptAt < lookAt ? state : { ...state, nextAttemptAt: lookAt };
};

/** Returns the state of the lane when nothing more can be sent now. */
const workOn = async (lane: Lane, deadline: number, options: SendOptions): Promise<LaneState> => {
  let { failures = 0, quiet = 0 } = lane;
  const { webhooks } = await readWebhooks();
  const webhook = webhooks.find((each) => each.id === webhookIdOf(lane.id));
  if (!webhook || webhook.disabled) return { failures: 0 };
  const known: Known = new Map();
  while (Date.now() < deadline) {
    const { due, earliest } = await planLane(lane.id, known, failures >= FRAGILE ? 1 : LOOKED_UP);
    if (due.length === 0) return { failures, quiet: quiet + 1, nextAttemptAt: earliest };
    quiet = 0;
    for (let start = 0; start < due.length && Date.now() < deadline; start += PARALLEL) {
      const batch = due.slice(start, start + PARALLEL);
      const { delivered, failed, isDisabled } = await attemptAll(webhook, batch, known, options);
      if (isDisabled) return { failures: 0 };
      // Those that failed side by side are one step of the pauses, which grow with each try
      failures = delivered > 0 ? 0 : Math.min(failures + failed, Math.max(failures + 1, FRAGILE));
      if (failures >= FRAGILE && failed > 0) return paused(failures);
    }
  }
  return { failures, nextAttemptAt: new Date().toISOString() };
};

const paused = (failures: number): LaneState => {
  const seconds = backOff(Math.min(failures - FRAGILE + 1, 20), PAUSES, 1 / 4);
  const pausedUntil = new Date(Date.now() + seconds * 1000).toISOString();
  return { failures, pausedUntil, nextAttemptAt: pausedUntil };
};

/** Attempts deliveries side by side, and notes what has become of each. */
const attemptAll = async (webhook: Webhook, due: Undelivered[], known: Known, options: SendOptions) => {
  for (const { id } of due) known.set(id, 'over'); // also one that is gone
  const now = new Date().toISOString();
  const deliveries = await readDeliveries(due);
  const results = await Promise.all(
    deliveries.map(async (delivery) => {
      const { id, status, nextAttemptAt = '' } = delivery;
      if (status !== 'pending') return undefined;
      if (nextAttemptAt > now) return void known.set(id, nextAttemptAt);
      const result = await attemptDelivery(webhook, delivery, options);
      if (result.outcome.status === 'pending') known.set(id, result.outcome.nextAttemptAt);
      return result;
    }),
  );
  const made = results.filter((result) => result !== undefined);
  const delivered = made.filter(({ outcome }) => outcome.status === 'delivered').length;
  const isDisabled = made.some((result) => result.isDisabled);
  return { delivered, failed: made.length - delivered, isDisabled };
};

/** Returns when a message has to wake the lane; `undefined` if one does already, or it is left to the sweeper. */
const wakeTime = ({ wakeAt = '' }: Lane, { nextAttemptAt }: LaneState): string | undefined => {
  if (nextAttemptAt === undefined) return undefined;
  const isComing = wakeAt > new Date().toISOString() && wakeAt <= nextAttemptAt;
  const isFar = Date.parse(nextAttemptAt) > Date.now() + MAX_DELAY_SECONDS * 1000;
  return isComing || isFar ? undefined : nextAttemptAt;
};

/** Has a lane looked at when its time has come. If that fails, the sweeper finds it. */
const wake = async (id: string, at: string): Promise<void> => {
  const seconds = Math.max(0, Math.ceil((Date.parse(at) - Date.now()) / 1000));
  await enqueueLanes([id], seconds).catch((error) => log.warn('lane not enqueued, left to the sweeper', { error }));
};
