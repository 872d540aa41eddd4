import { setTimeout as wait } from 'node:timers/promises';
import { backOff } from './backOff.ts';
import { log } from './log.ts';
import { isOutage } from './outages.ts';

const WAITS_MS = { first: 200, longest: 10_000 };

/**
 * Runs idempotent work, and retries it with exponential back-off while it fails because of an outage.
 *
 * @param deadline in epoch milliseconds; after it, no retry begins
 * @throws any error that is not an outage, at once; the last outage after the deadline
 */
export const throughOutages = async <T>(work: () => Promise<T>, deadline: number): Promise<T> => {
  for (let retry = 1; ; retry += 1) {
    const pause = backOff(retry, WAITS_MS);
    try {
      return await work();
    } catch (error) {
      if (!isOutage(error) || Date.now() + pause >= deadline) throw error;
      if (retry === 1) log.warn('AWS failed: retrying', { error });
    }
    await wait(pause);
  }
};
