import { AsyncLocalStorage } from 'node:async_hooks';
import { hash, sequence } from './random.ts';

/** One run of a function, a customer's visit, or a step of a service: what happens in it is numbered, so that it can be named. */
export type Activity = {
  /** From what caused it: the same whatever happens elsewhere in the run. */
  id: string;
  /** For stories: `createOrder of order 3`. */
  name: string;
  /** How many requests to services it has made. */
  requests: number;
  /** Over: none of its awaits ever resolves. */
  dead: boolean;
  /** It crashed, ran out of time, or one of its requests met a fault. */
  metFault: boolean;
  random: () => number;
  /** The request during which it crashes. */
  crash: { request: number; isAfter: boolean } | undefined;
  /** Ends it as a crash does. */
  kill: () => void;
};

/** Something out of the ordinary that the generator decided: a fault, or what a shopper does besides ordering. */
export type Decision = { name: string; kind: string; what: string };

export type WorldOptions = {
  seed: number;
  /** Share of the requests, messages and functions that a fault affects. */
  p: number;
  /** Names of the decisions that are not suppressed; absent: all. */
  only?: ReadonlySet<string> | undefined;
  /** Whether the story is written down. */
  isTold?: boolean;
};

type Event = { at: number; order: number; run: (() => void) | undefined };

/** The first moment of every run; a multiple of a day, so that the time of day is the same in each. */
const FIRST_DAY = Date.UTC(2030, 0, 1);
const DAY_MS = 86_400_000;
/** Between two runs in one process, so that whatever was cached has expired. */
const DAYS_BETWEEN = 90;
let runs = 0;
/** Moments in a millisecond: a grid on which sums are exact, however far the clock has come. */
const GRID = 8;

const nextTick = process.nextTick.bind(process);
const resolved = Promise.resolve();

/**
 * Simulated time, the order of everything that happens in it, and all chance. A decision is drawn from the seed and the key of what it is about,
 * not from one sequence: switching one fault off leaves the others as they are.
 */
export class World {
  readonly seed: number;
  readonly p: number;
  /** Epoch milliseconds. */
  now: number;
  readonly start: number;
  /** Until when faults occur; afterwards everything must settle. */
  faultsUntil = Number.POSITIVE_INFINITY;
  readonly decisions: Decision[] = [];
  readonly story: string[] = [];
  /** Broken invariants that were seen while it ran. */
  readonly violations: string[] = [];
  /** A hash of everything that happened, in order. */
  trace = 0;
  /** Whether the story is written down. */
  readonly isTold: boolean;
  /** The activity of everything that runs outside of any. */
  readonly outside: Activity;
  readonly #only: ReadonlySet<string> | undefined;
  readonly #events: Event[] = [];
  #order = 0;

  constructor({ seed, p, only, isTold = false }: WorldOptions) {
    this.seed = seed;
    this.p = p;
    this.#only = only;
    this.isTold = isTold;
    this.start = FIRST_DAY + runs * DAYS_BETWEEN * DAY_MS;
    runs += 1;
    this.now = this.start;
    this.outside = this.activity('outside', 'outside');
  }

  /** A number from 0 to below 1 that belongs to `key`. */
  draw(key: string): number {
    return hash(key, this.seed) / 2 ** 32;
  }

  /** One of `choices`; later ones may be given a smaller share by being named less often. */
  pick<T>(key: string, choices: readonly T[]): T {
    return choices[Math.floor(this.draw(key) * choices.length)] as T;
  }

  /** An activity that `id` names, which nothing else has. */
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

  /** Does something at once whose chance belongs to `id`. */
  within<T>(id: string, act: () => T): T {
    return running.run(this.activity(id, id), act);
  }

  /** Whether a fault affects, with a probability of `share` of that of all faults. It is noted. */
  injectsFault(key: string, kind: string, what: string, share = 1): boolean {
    if (this.now >= this.faultsUntil || this.draw(`${key} ${kind}`) >= this.p * share) return false;
    return this.decide(key, kind, what);
  }

  /** Notes a decision that was drawn; answers whether it stands. */
  decide(key: string, kind: string, what: string): boolean {
    const name = `${key} ${kind}`;
    if (this.#only && !this.#only.has(name)) return false;
    this.decisions.push({ name, kind, what });
    this.mark(name);
    this.record(`*** ${kind}: ${what}`);
    return true;
  }

  /** Counts something that happened into the trace. */
  mark(what: string): void {
    this.trace = hash(what, (this.trace + (this.now - this.start) * GRID) | 0);
  }

  /** Writes down what happened, where the story is told. */
  record(what: string): void {
    if (this.isTold) this.story.push(`${timeText(this.now - this.start)}  ${what}`);
  }

  violate(what: string): void {
    if (!this.violations.includes(what)) this.violations.push(what);
    this.record(`VIOLATION ${what}`);
  }

  /** Does something later. @returns takes it back */
  after(ms: number, run: () => void): () => void {
    const event: Event = { at: Math.ceil((this.now + Math.max(ms, 0)) * GRID) / GRID, order: this.#order, run };
    this.#order += 1;
    push(this.#events, event);
    return () => {
      event.run = undefined;
    };
  }

  /** A promise that resolves after so many milliseconds. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(ms, resolve);
    });
  }

  /** Lets everything happen until nothing is left to happen before `until` (epoch milliseconds). */
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
      // Ticks run when no microtask is left: after all that follows from the promises which this event has settled
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

/** The activity in which the running code runs. */
export const running = new AsyncLocalStorage<Activity>();
