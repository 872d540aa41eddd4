import { type Activity, running, type World } from './world.ts';

/** An error of a service, with the name and status that code matching the SDK's exceptions looks at. */
export class ServiceError extends Error {
  readonly $fault: 'client' | 'server';
  readonly $metadata: { httpStatusCode?: number; attempts?: number };

  constructor(name: string, message: string, status: number) {
    super(message);
    this.name = name;
    this.$fault = status >= 500 ? 'server' : 'client';
    this.$metadata = { httpStatusCode: status };
  }
}

/**
 * The faults of requests, each affecting one attempt or all of them. `lost`: performed, but the response is lost; `hung`: never answered.
 */
const KINDS = ['throttled', 'failed', 'unreachable', 'lost', 'slow', 'hung'] as const;
type Kind = (typeof KINDS)[number];

/** Number of attempts of the SDK, and its longest first pause. */
const ATTEMPTS = 3;
const PAUSE_MS = 100;
const [FASTEST_MS, SLOWEST_MS, LONGEST_DELAY_MS] = [1, 12, 6000];

/** A period during which every request to a service fails. */
export type Outage = { service: string; from: number; until: number };

/** A request to a service. */
type Asked<T> = {
  service: string;
  operation: string;
  /** Performs the operation when the request reaches the service; `id` is unique to this attempt. */
  perform: (id: string) => T;
  /** Describes the request for the story. */
  describe: (() => string) | undefined;
  /** Maximum number of attempts. */
  attempts: number;
};

type Fault = { kind: Kind; isLasting: boolean };

/** Requests to the services of the world. */
export class Requests {
  readonly #world: World;
  readonly #outages: Outage[];
  /** How often each operation was requested. */
  readonly counts = new Map<string, number>();

  constructor(world: World, outages: Outage[]) {
    this.#world = world;
    this.#outages = outages;
  }

  /** Whether the service is failing at this moment. */
  isOut(service: string): boolean {
    const { now } = this.#world;
    return this.#outages.some((outage) => outage.service === service && outage.from <= now && now < outage.until);
  }

  /** Sends a request as an SDK client does: a fault may affect it, and it is retried when the SDK would retry it. */
  send<T>(
    service: string,
    operation: string,
    perform: (id: string) => T,
    {
      describe,
      signal,
      attempts = ATTEMPTS,
    }: { describe?: (() => string) | undefined; signal?: AbortSignal | undefined; attempts?: number } = {},
  ): Promise<T> {
    const world = this.#world;
    const activity = running.getStore() ?? world.outside;
    if (activity.dead) return new Promise(() => undefined);
    activity.requests += 1;
    const key = `${activity.id}.${activity.requests}`;
    this.counts.set(operation, (this.counts.get(operation) ?? 0) + 1);
    world.mark(key);
    if (isCrashing(activity, false)) {
      activity.kill();
      return new Promise(() => undefined);
    }
    const fault = this.#faultOf(key, () => `${activity.name} · ${service} ${operation}`);
    if (fault) activity.metFault = true;
    return new Promise<T>((resolve, reject) => {
      signal?.addEventListener('abort', () => {
        if (!activity.dead) reject(signal.reason);
      });
      const asked = { service, operation, perform, describe, attempts };
      new Exchange(world, () => this.isOut(service), { key, activity, fault, asked, resolve, reject }).send(1);
    });
  }

  /** Sends a request once: retries are up to the caller. */
  attempt<T>(service: string, operation: string, perform: (id: string) => T): Promise<T> {
    return this.send(service, operation, perform, { attempts: 1 });
  }

  #faultOf(key: string, what: () => string): Fault | undefined {
    const world = this.#world;
    if (world.now >= world.faultsUntil || world.draw(key) >= world.p) return undefined;
    const kind = world.pick(`${key} kind`, KINDS);
    const isLasting = world.draw(`${key} lasting`) < 0.4;
    return world.decide(key, kind, `${what()}${isLasting ? ', each attempt' : ''}`) ? { kind, isLasting } : undefined;
  }
}

type Setting<T> = {
  key: string;
  activity: Activity;
  fault: Fault | undefined;
  asked: Asked<T>;
  resolve: (value: T) => void;
  reject: (error: unknown) => void;
};

/** A running request with all its attempts. */
class Exchange<T> {
  readonly #world: World;
  readonly #isOut: () => boolean;
  readonly #setting: Setting<T>;
  #performed = 0;

  constructor(world: World, isOut: () => boolean, setting: Setting<T>) {
    this.#world = world;
    this.#isOut = isOut;
    this.#setting = setting;
  }

  send(attempt: number): void {
    const latency = FASTEST_MS + this.#world.draw(`${this.#setting.key} way ${attempt}`) * SLOWEST_MS;
    this.#world.after(latency, () => this.#arrive(attempt));
  }

  /** Handles the arrival of the request at the service. */
  #arrive(attempt: number): void {
    const { key, fault, activity } = this.#setting;
    const world = this.#world;
    const isOut = this.#isOut();
    if (isOut) activity.metFault = true;
    const kind = isOut ? 'failed' : fault && (fault.isLasting || attempt === 1) ? fault.kind : undefined;
    if (kind === undefined) {
      this.#finish();
    } else if (kind === 'slow') {
      world.after(world.draw(`${key} delay`) * LONGEST_DELAY_MS, () => this.#finish());
    } else {
      if (kind === 'lost' || (kind === 'hung' && world.draw(`${key} hung`) < 0.5)) this.#performUnheard();
      if (kind !== 'hung') this.#fail(attempt, errorOf(kind));
    }
  }

  /** Performs the operation and delivers its answer. */
  #finish(): void {
    const { resolve, reject } = this.#setting;
    try {
      const result = this.#perform();
      this.#answer(() => resolve(result));
    } catch (error) {
      this.#record(` → ${String(error)}`);
      this.#answer(() => reject(error));
    }
  }

  /** Performs the operation without delivering an answer. */
  #performUnheard(): void {
    try {
      this.#perform();
    } catch {
      // An error is lost as well
    }
  }

  #perform(): T {
    const { key, asked } = this.#setting;
    this.#performed += 1;
    const id = this.#performed === 1 ? key : `${key}~${this.#performed}`;
    const result = this.#world.within(id, () => asked.perform(id));
    if (asked.operation !== 'Query') this.#record('');
    return result;
  }

  #fail(attempt: number, error: Error): void {
    const { key, asked, reject } = this.#setting;
    if (attempt >= asked.attempts) {
      this.#answer(() => reject(error));
    } else {
      const pause = this.#world.draw(`${key} pause ${attempt}`) * PAUSE_MS * 2 ** attempt;
      this.#world.after(pause, () => this.send(attempt + 1));
    }
  }

  #answer(settle: () => void): void {
    const { activity } = this.#setting;
    if (activity.dead) return;
    if (isCrashing(activity, true)) activity.kill();
    else settle();
  }

  #record(end: string): void {
    if (!this.#world.hasStory) return;
    const { activity, asked } = this.#setting;
    this.#world.record(
      `${activity.name} · ${asked.service} ${asked.operation}${asked.describe ? ` ${asked.describe()}` : ''}${end}`,
    );
  }
}

const isCrashing = ({ crash, requests }: Activity, isAfter: boolean): boolean =>
  crash !== undefined && crash.request === requests && crash.isAfter === isAfter;

const errorOf = (kind: Kind): Error => {
  if (kind === 'throttled') return new ServiceError('ThrottlingException', 'Rate exceeded', 400);
  if (kind === 'failed') return new ServiceError('InternalServerError', 'Internal server error', 500);
  return Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
};
