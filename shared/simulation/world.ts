import { AsyncLocalStorage } from 'node:async_hooks';
import { hash, sequence } from './random.ts';

/** One run of a function, a customer's visit, or a step of a service. Its requests are numbered, so that each has a name. */
export type Activity = {
  /** Derived from its cause; the same whatever else happens in the run. */
  id: string;
  /** For stories: `createOrder of order 3`. */
  name: string;
  /** Number of requests to services made so far. */
  requests: number;
  /** Whether it has ended: none of its awaits ever resolves. */
  dead: boolean;
  /** Whether it crashed, timed out, or one of its requests met a fault. */
  metFault: boolean;
  random: () => number;
  /** The request during which it crashes. */
  crash: { request: number; isAfter: boolean } | undefined;
  /** Ends it like a crash. */
  kill: () => void;
};

/** Something unusual that the generator decided: a fault, or an action of a shopper besides ordering. */
export type Decision = { name: string; kind: string; what: string };

export type WorldOptions = {
  seed: number;
  /** Share of the requests, messages and functions that a fault affects. */
  p: number;
  /** Names of the decisions that are not suppressed; absent: all. */
  only?: ReadonlySet<string> | undefined;
  /** Whether the story is recorded. */
  hasStory?: boolean;
};

type Event = { at: number; order: number; run: (() => void) | undefined };

/** Start time of every run; a multiple of a day, so that the time of day is the same in each. */
const FIRST_DAY = Date.UTC(2030, 0, 1);
const DAY_MS = 86_400_000;
/** Days between two runs in one process, so that all caches have expired. */
const DAYS_BETWEEN = 90;
let runs = 0;
/** Time steps per millisecond: sums on this grid are exact however far the clock has advanced. */
const GRID = 8;

const nextTick = process.nextTick.bind(process);
const resolved = Promise.resolve();

/**
 * Provides simulated time, the order of events, and all randomness. Each decision is drawn from the seed and its own key, not from one
 * sequence: switching one fault off leaves the others unchanged.
 */
export class World {
  readonly seed: number;
  readonly p: number;
  /** Epoch milliseconds. */
  now: number;
  readonly start: number;
  /** End of the faults; afterwards everything must settle. */
  faultsUntil = Number.POSITIVE_INFINITY;
  readonly decisions: Decision[] = [];
  readonly story: string[] = [];
  /** Violations detected during the run. */
  readonly violations: string[] = [];
  /** A hash of all events in order. */
  trace = 0;
  /** Whether the story is recorded. */
  readonly hasStory: boolean;
  /** The activity of code that runs outside any other activity. */
  readonly outside: Activity;
  readonly #only: ReadonlySet<string> | undefined;
  readonly #events: Event[] = [];
  #order = 0;

  constructor({ seed, p, only, hasStory = false }: WorldOptions) {
    this.seed = seed;
    this.p = p;
    this.#only = only;
    this.hasStory = hasStory;
    this.start = FIRST_DAY + runs * DAYS_BETWEEN * DAY_MS;
    runs += 1;
    this.now = this.start;
    this.outside = this.activity('outside', 'outside');
  }

  /** Returns the number from 0 to below 1 that belongs to `key`. */
  draw(key: string): number {
    return hash(key, this.seed) / 2 ** 32;
  }

  /** Picks one of `choices`, all equally likely; list a choice several times to make it more likely. */
  pick<T>(key: string, choices: readonly T[]): T {
    return choices[Math.floor(this.draw(key) * choices.length)] as T;
  }

  /** Creates an activity with a unique `id`. */
  activity(id: string, name: string): Activity {
    let next: (() => number) | undefined;
    const activity: Activity = {
      id,
      name,
      requests: 0,
      dead: false,
      metFault: false,
      random: () => {
        next ??= sequence(hash(id, this.seed ^ 0x5bd1e995));
        return next();
      },
      crash: undefined,
      kill: () => {
        activity.dead = true;
      },
    };
    return activity;
  }

  /** Runs `act` at once, with randomness that belongs to `id`. */
  within<T>(id: string, act: () => T): T {
    return running.run(this.activity(id, id), act);
  }

  /** Decides whether a fault occurs, with a probability of `p` times `share`, and records the decision. */
  injectsFault(key: string, kind: string, what: string, share = 1): boolean {
    if (this.now >= this.faultsUntil || this.draw(`${key} ${kind}`) >= this.p * share) return false;
    return this.decide(key, kind, what);
  }

  /** Records a decision that was drawn; returns false when it is suppressed. */
  decide(key: string, kind: string, what: string): boolean {
    const name = `${key} ${kind}`;
    if (this.#only && !this.#only.has(name)) return false;
    this.decisions.push({ name, kind, what });
    this.mark(name);
    this.record(`*** ${kind}: ${what}`);
    return true;
  }

  /** Adds an event to the trace. */
  mark(what: string): void {
    this.trace = hash(what, (this.trace + (this.now - this.start) * GRID) | 0);
  }

  /** Adds an event to the story, if the story is recorded. */
  record(what: string): void {
    if (this.hasStory) this.story.push(`${timeText(this.now - this.start)}  ${what}`);
  }

  violate(what: string): void {
    if (!this.violations.includes(what)) this.violations.push(what);
    this.record(`VIOLATION ${what}`);
  }

  /** Runs `run` after `ms`. @returns a function that cancels it */
  after(ms: number, run: () => void): () => void {
    const event: Event = { at: Math.ceil((this.now + Math.max(ms, 0)) * GRID) / GRID, order: this.#order, run };
    this.#order += 1;
    push(this.#events, event);
    return () => {
      event.run = undefined;
    };
  }

  /** Returns a promise that resolves after `ms` milliseconds. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(ms, resolve);
    });
  }

  /** Runs all events that are due before `until` (epoch milliseconds). */
  run(until: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const step = () => {
        try {
          let event = this.#events[0];
          while (event && event.run === undefined) {
            pop(this.#events);
            event = this.#events[0];
          }
          if (!event || event.at > until) {
            this.now = Number.isFinite(until) ? Math.max(this.now, until) : this.now;
            return resolve();
          }
          pop(this.#events);
          this.now = event.at;
          event.run?.();
        } catch (error) {
          return reject(error);
        }
        resolved.then(later);
      };
      // Ticks run when no microtask is left, that is, after all consequences of the promises that this event has settled
      const later = () => nextTick(step);
      step();
    });
  }
}

/** A binary heap, the earliest event first. */
const isBefore = (one: Event, other: Event): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order);

const push = (heap: Event[], event: Event): void => {
  let index = heap.length;
  heap.push(event);
  while (index > 0) {
    const parent = (index - 1) >> 1;
    const above = heap[parent] as Event;
    if (!isBefore(event, above)) break;
    heap[index] = above;
    index = parent;
  }
  heap[index] = event;
};

const pop = (heap: Event[]): void => {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  let index = 0;
  for (;;) {
    let child = index * 2 + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1] as Event, heap[child] as Event)) child += 1;
    if (!isBefore(heap[child] as Event, last)) break;
    heap[index] = heap[child] as Event;
    index = child;
  }
  heap[index] = last;
};

const timeText = (ms: number): string => {
  const seconds = Math.floor(ms / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${parts.map((part) => String(part).padStart(2, '0')).join(':')}.${String(Math.floor(ms % 1000)).padStart(3, '0')}`;
};

/** The activity to which the running code belongs. */
export const running = new AsyncLocalStorage<Activity>();
