import { setTimeout as wait } from 'node:timers/promises';
import { log } from './log.ts';
import { isOutage } from './outages.ts';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;

/**
 * Runs idempotent work, and retries it with exponential back-off while it fails because of an outage.
 *
 * @param deadline in epoch milliseconds; after it, no retry begins
 * @throws any error that is not an outage, at once; the last outage after the deadline
 */
export const throughOutages = async <T>(work: () => Promise<T>, deadline: number): Promise<T> => {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return await work();
    } catch (error) {
      if (!isOutage(error) || Date.now() + pause >= deadline) throw error;
      if (pause === FIRST_PAUSE_MS) log.warn('AWS failed: retrying', { error });
    }
    await wait(pause);
  }
};
