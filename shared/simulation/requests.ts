import { type Activity, running, type World } from './world.ts';

/** A refusal of a service, as the SDK's exceptions look to those who match on name and status. */
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

/** What goes wrong with requests; each for one attempt or for all of them. `lost`: done, and its response lost; `hung`: never answered. */
const KINDS = ['throttled', 'failed', 'unreachable', 'lost', 'slow', 'hung'] as const;
type Kind = (typeof KINDS)[number];

/** Attempts of the SDK, and its longest first pause. */
const ATTEMPTS = 3;
const PAUSE_MS = 100;
const [FASTEST_MS, SLOWEST_MS, LONGEST_DELAY_MS] = [1, 12, 6000];

/** A time during which a service fails whatever is asked of it. */
export type Outage = { service: string; from: number; until: number };

/** Requests to the services of the world. */
export class Requests {
  readonly #world: World;
  readonly #outages: Outage[];
  /** How often each operation was asked for. */
  readonly counts = new Map<string, number>();

  constructor(world: World, outages: Outage[]) {
    this.#world = world;
    this.#outages = outages;
  }

  /** Whether the service fails at this moment. */
  isOut(service: string): boolean {
    const { now } = this.#world;
    return this.#outages.some((outage) => outage.service === service && outage.from <= now && now < outage.until);
  }

  /**
   * Makes a request as a client of the SDK does: on its way something may befall it, and it is sent again where the SDK would.
   *
   * @param perform what the service does, at the moment when the request reaches it; `id` names this attempt, and nothing else
   * @param told for the story: what it is about
   */
  send<T>(
    service: string,
    operation: string,
    perform: (id: string) => T,
    {
      told,
      signal,
      attempts: most = ATTEMPTS,
    }: { told?: (() => string) | undefined; signal?: AbortSignal | undefined; attempts?: number } = {},
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
    const what = `${activity.name} · ${service} ${operation}`;
    const fault = this.#faultOf(key, what);
    if (fault) activity.isTroubled = true;
    return new Promise<T>((resolve, reject) => {
      signal?.addEventListener('abort', () => {
        if (!activity.dead) reject(signal.reason);
      });
      const answer = (settle: () => void) => {
        if (activity.dead) return;
        if (isCrashing(activity, true)) activity.kill();
        else settle();
      };
      let attempts = 0;
      const act = (): T => {
        attempts += 1;
        const id = attempts === 1 ? key : `${key}~${attempts}`;
        const result = world.within(id, () => perform(id));
        if (world.isTold && operation !== 'Query') world.tell(`${what}${told ? ` ${told()}` : ''}`);
        return result;
      };
      const done = () => {
        try {
          const result = act();
          answer(() => resolve(result));
        } catch (error) {
          if (world.isTold) world.tell(`${what}${told ? ` ${told()}` : ''} → ${String(error)}`);
          answer(() => reject(error));
        }
      };
      const fail = (attempt: number, error: Error) => {
        if (attempt >= most) return answer(() => reject(error));
        world.after(world.draw(`${key} pause ${attempt}`) * PAUSE_MS * 2 ** attempt, () => send(attempt + 1));
      };
      const arrive = (attempt: number) => {
        if (this.isOut(service)) {
          activity.isTroubled = true;
          return fail(attempt, errorOf('failed'));
        }
        const kind = fault && (fault.isLasting || attempt === 1) ? fault.kind : undefined;
        if (kind === undefined) return done();
        if (kind === 'slow') return void world.after(world.draw(`${key} delay`) * LONGEST_DELAY_MS, done);
        if (kind === 'lost' || (kind === 'hung' && world.draw(`${key} hung`) < 0.5)) {
          try {
            act();
          } catch {
            // its refusal is lost as well
          }
        }
        if (kind !== 'hung') fail(attempt, errorOf(kind));
      };
      const send = (attempt: number) => {
        const latency = FASTEST_MS + world.draw(`${key} way ${attempt}`) * SLOWEST_MS;
        world.after(latency, () => arrive(attempt));
      };
      send(1);
    });
  }

  /** Makes a request that is sent once: whoever asks sends it again. */
  attempt<T>(service: string, operation: string, perform: (id: string) => T): Promise<T> {
    return this.send(service, operation, perform, { attempts: 1 });
  }

  #faultOf(key: string, what: string): { kind: Kind; isLasting: boolean } | undefined {
    const world = this.#world;
    if (world.now >= world.faultsUntil || world.draw(key) >= world.p) return undefined;
    const kind = world.pick(`${key} kind`, KINDS);
    const isLasting = world.draw(`${key} lasting`) < 0.4;
    return world.decide(key, kind, `${what}${isLasting ? ', each attempt' : ''}`) ? { kind, isLasting } : undefined;
  }
}

const isCrashing = ({ crash, requests }: Activity, isAfter: boolean): boolean =>
  crash !== undefined && crash.request === requests && crash.isAfter === isAfter;

const errorOf = (kind: Kind): Error => {
  if (kind === 'throttled') return new ServiceError('ThrottlingException', 'Rate exceeded', 400);
  if (kind === 'failed') return new ServiceError('InternalServerError', 'Internal server error', 500);
  return Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
};
