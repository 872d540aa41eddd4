import { findUndelivered, type Undelivered } from './deliveryStore.ts';

/** The most deliveries that are looked at in one lane. If all of these wait, so do the later ones. */
const LOOKED_AT = 1000;

/** What can be sent now, and when the first of the others can be (ISO 8601). */
export type LanePlan = { due: Undelivered[]; earliest?: string };

/** What is known better than the index knows it, which may lag behind: when a delivery is due, or that it is over. */
export type Known = Map<string, string | 'over'>;

/**
 * Finds what can be sent now: of each subject its first event, so that one order's events arrive in order. What a person asked for comes
 * first and waits for nothing.
 *
 * @param enough how many are wanted
 */
export const planLane = async (lane: string, known: Known, enough: number): Promise<LanePlan> => {
  const due: Undelivered[] = [];
  const waits: string[] = [];
  const subjects = new Set<string>();
  let seen = 0;
  let after: Awaited<ReturnType<typeof findUndelivered>>['next'];
  do {
    const { deliveries, next } = await findUndelivered(lane, after);
    const now = new Date().toISOString();
    for (const delivery of deliveries) {
      const { id, subject, urgent = false, nextAttemptAt = '' } = delivery;
      const dueAt = known.get(id) ?? nextAttemptAt;
      if (dueAt === 'over' || (subjects.has(subject) && !urgent)) continue;
      subjects.add(subject);
      if (dueAt <= now) due.push(delivery);
      else waits.push(dueAt);
    }
    seen += deliveries.length;
    after = next;
  } while (after && due.length < enough && seen < LOOKED_AT);
  const urgentFirst = due.toSorted((one, other) => Number(other.urgent ?? false) - Number(one.urgent ?? false));
  const [earliest] = waits.sort();
  return { due: urgentFirst.slice(0, enough), ...(earliest === undefined ? {} : { earliest }) };
};
