import { randomUUID } from 'node:crypto';
import { batchGet } from '@ecommerce/shared/batchGet.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { updateOnce } from '@ecommerce/shared/writeOnce.ts';

const { WEBHOOKS_TABLE } = readEnvironment({ WEBHOOKS_TABLE: name });

/** How long one call has a lane for itself, in milliseconds: longer than its function may take. */
const LEASE_MS = 90_000;

/** How long a lane is kept that nothing uses, in seconds. */
const KEPT_SECONDS = 40 * 24 * 3600;

/** What is known of a lane. */
export type Lane = {
  id: string;
  /** Which call works on it, and until when at the latest (ISO 8601). */
  leaseId?: string;
  leaseUntil?: string;
  /** Whether something has come since a call took it: that call looks again before it ends, or a message is on its way. */
  again?: boolean;
  /** How many calls in a row have found nothing since something has come. */
  quiet?: number;
  /** When there is something to do (ISO 8601). */
  nextAttemptAt?: string;
  /** For when a message was sent that has the lane looked at (ISO 8601). */
  wakeAt?: string;
  /** Until when nothing is sent, since the endpoint has failed several times in a row (ISO 8601). */
  pausedUntil?: string;
  /** How many attempts have failed in a row. */
  failures?: number;
};

const iso = (time: number): string => new Date(time).toISOString();

/**
 * Takes a lane for this call. If another call has it, that one is told to look again.
 *
 * @returns `undefined` if another call has it, or it pauses
 */
export const takeLane = async (id: string): Promise<Lane | undefined> => {
  const { lane, isPaused } = await lease(id);
  if (lane || isPaused || (await askToLookAgain(id))) return lane;
  return (await lease(id)).lane; // the other call has ended meanwhile
};

const lease = async (id: string): Promise<{ lane?: Lane; isPaused: boolean }> => {
  const time = Date.now();
  const now = iso(time);
  const { written, row } = await updateOnce({
    TableName: WEBHOOKS_TABLE,
    Key: { id },
    UpdateExpression:
      'SET leaseId = :me, leaseUntil = :until, nextAttemptAt = :until, expiresAt = :expires REMOVE again, pausedUntil',
    ConditionExpression:
      '(attribute_not_exists(leaseUntil) OR leaseUntil < :now) AND (attribute_not_exists(pausedUntil) OR pausedUntil <= :now)',
    ExpressionAttributeValues: {
      ...{ ':me': randomUUID(), ':until': iso(time + LEASE_MS), ':now': now },
      ':expires': Math.floor(time / 1000) + KEPT_SECONDS,
    },
  });
  const lane = row as Lane | undefined;
  if (written && lane) return { lane, isPaused: false };
  return { isPaused: (lane?.pausedUntil ?? '') > now };
};

/**
 * Records that something has come, once until a call takes the lane. The sweeper finds a lane whose message is lost.
 *
 * @returns whether a message is needed: nobody has recorded it before, and no call has the lane, nor will have it after a pause
 */
export const markLane = async (id: string): Promise<boolean> => {
  const time = Date.now();
  const now = iso(time);
  const { written, row } = await updateOnce({
    TableName: WEBHOOKS_TABLE,
    Key: { id },
    UpdateExpression: 'SET again = :again, quiet = :none, nextAttemptAt = :now, expiresAt = :expires',
    ConditionExpression: 'attribute_not_exists(again)',
    ExpressionAttributeValues: {
      ...{ ':again': true, ':none': 0, ':now': now },
      ':expires': Math.floor(time / 1000) + KEPT_SECONDS,
    },
  });
  const lane = row as Lane | undefined;
  return written && !isOccupied(lane ?? { id }, now);
};

/** Returns whether a call has a lane, or it pauses. */
export const isOccupied = ({ leaseUntil = '', pausedUntil = '' }: Lane, now: string): boolean =>
  leaseUntil >= now || pausedUntil > now;

/** Tells the call that has a lane to look again. @returns whether a call has it */
const askToLookAgain = async (id: string): Promise<boolean> => {
  const { written } = await updateOnce({
    TableName: WEBHOOKS_TABLE,
    Key: { id },
    UpdateExpression: 'SET again = :again',
    ConditionExpression: 'leaseUntil >= :now',
    ExpressionAttributeValues: { ':again': true, ':now': iso(Date.now()) },
  });
  return written;
};

/** What a call leaves behind when it gives a lane back. */
export type LaneState = {
  [Key in 'nextAttemptAt' | 'pausedUntil' | 'failures' | 'wakeAt' | 'quiet']?: Lane[Key] | undefined;
};

/**
 * Gives a lane back, unless something has come meanwhile.
 *
 * @param isLast gives it back in any case: it pauses, or another call goes on
 * @returns `undefined` if it is given back; otherwise the lane, which this call still has
 */
export const giveLaneBack = async (lane: Lane, state: LaneState, isLast: boolean): Promise<Lane | undefined> => {
  const { nextAttemptAt, pausedUntil, wakeAt, failures = 0, quiet = 0 } = state;
  const entries = Object.entries({ failures, quiet, nextAttemptAt, pausedUntil, wakeAt });
  const sets = entries.filter(([, value]) => value !== undefined);
  const removes = [
    'leaseId',
    'leaseUntil',
    'again',
    ...entries.flatMap(([key, value]) => (value === undefined ? [key] : [])),
  ];
  const { written, row } = await updateOnce({
    TableName: WEBHOOKS_TABLE,
    Key: { id: lane.id },
    UpdateExpression: `SET ${sets.map(([key]) => `${key} = :${key}`).join(', ')} REMOVE ${removes.join(', ')}`,
    ConditionExpression: `leaseId = :me${isLast ? '' : ' AND attribute_not_exists(again)'}`,
    ExpressionAttributeValues: {
      ':me': lane.leaseId,
      ...Object.fromEntries(sets.map(([key, value]) => [`:${key}`, value])),
    },
  });
  if (written || row?.leaseId !== lane.leaseId) return undefined;
  return keep(lane, failures);
};

/** Records that the call looks again. @returns the lane, unless another call has it by now */
const keep = async ({ id, leaseId }: Lane, failures: number): Promise<Lane | undefined> => {
  const { written, row } = await updateOnce({
    TableName: WEBHOOKS_TABLE,
    Key: { id },
    UpdateExpression: 'SET failures = :failures REMOVE again',
    ConditionExpression: 'leaseId = :me',
    ExpressionAttributeValues: { ':me': leaseId, ':failures': failures },
  });
  return written ? (row as Lane) : undefined;
};

/** Ends the pause of a lane: a person wants something to be sent now. */
export const endPause = async (id: string): Promise<void> => {
  const now = Date.now();
  await updateOnce({
    TableName: WEBHOOKS_TABLE,
    Key: { id },
    UpdateExpression: 'SET quiet = :none, nextAttemptAt = :now, expiresAt = :expires REMOVE pausedUntil',
    ExpressionAttributeValues: { ':none': 0, ':now': iso(now), ':expires': Math.floor(now / 1000) + KEPT_SECONDS },
  });
};

/** Reads lanes; those that were never used are left out. */
export const readLanes = async (ids: string[]): Promise<Lane[]> => {
  if (ids.length === 0) return [];
  const rows = await batchGet({ [WEBHOOKS_TABLE]: ids.map((id) => ({ id })) });
  return (rows[WEBHOOKS_TABLE] ?? []) as Lane[];
};
