import { setTimeout as wait } from 'node:timers/promises';
import { log } from './log.ts';
import { isOutage } from './outages.ts';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;

/**
 * Does work that may be done more than once, and does it again as long as an outage makes it fail, with ever longer pauses.
 *
 * @param deadline in epoch milliseconds; no attempt but the first begins after it
 * @throws whatever is no outage, at once; the last outage when the time is used up
 */
export const throughOutages = async <T>(work: () => Promise<T>, deadline: number): Promise<T> => {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return await work();
    } catch (error) {
      if (!isOutage(error) || Date.now() + pause >= deadline) throw error;
      if (pause === FIRST_PAUSE_MS) log.warn('AWS fails: trying again', { error });
    }
    await wait(pause);
  }
};
