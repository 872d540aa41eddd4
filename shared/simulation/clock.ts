import { AsyncLocalStorage } from 'node:async_hooks';
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import { type Activity, running, type World } from './world.ts';

/*
 * Takes the process's time and randomness from the running world: `Date`, timers, `Math.random` and the random
 * functions of node:crypto. Installed before the handlers are loaded, since they import some of these by name.
 */

let world: World | undefined;

/** Makes `entered` the world that provides time from now on. */
export const enterWorld = (entered: World): void => {
  world = entered;
};

const current = (): World => {
  if (!world) throw new Error('No world runs');
  return world;
};

const activity = (): Activity => running.getStore() ?? current().outside;

const RealDate = Date;
const realRandom = Math.random;

/** Makes this process run in simulated worlds. Code outside of any world has no timers. */
export const installClock = (): void => {
  globalThis.Date = class extends RealDate {
    constructor(...given: unknown[]) {
      if (given.length === 0) super(Math.floor(world?.now ?? RealDate.now()));
      else super(...(given as [number]));
    }
    static override now(): number {
      return Math.floor(world?.now ?? RealDate.now());
    }
  } as DateConstructor;
  Math.random = () => (world ? activity().random() : realRandom());
  const fakes = { setTimeout: setTimer, clearTimeout: clearTimer, setInterval: refuse, setImmediate: refuse };
  Object.assign(globalThis, fakes);
  Object.assign(timers, fakes);
  AbortSignal.timeout = (ms) => {
    const controller = new AbortController();
    setTimer(() => controller.abort(new DOMException('The operation timed out', 'TimeoutError')), ms);
    return controller.signal;
  };
  Object.assign(timersPromises, { setTimeout: wait });
  Object.assign(crypto, { randomUUID, randomBytes });
  syncBuiltinESMExports();
};

const refuse = (): never => {
  throw new Error('The simulation has no setInterval and no setImmediate');
};

type Timer = { cancel: () => void; ref: () => Timer; unref: () => Timer; hasRef: () => boolean };

const setTimer = (callback: (...given: unknown[]) => void, ms = 0, ...given: unknown[]): Timer => {
  const owner = activity();
  const inContext = AsyncLocalStorage.snapshot();
  const cancel = current().after(Math.max(ms, 1), () => {
    if (!owner.dead) inContext(callback, ...given);
  });
  const timer: Timer = { cancel, ref: () => timer, unref: () => timer, hasRef: () => true };
  return timer;
};

const clearTimer = (timer: Partial<Timer> | undefined): void => timer?.cancel?.();

const wait = <T>(ms = 0, value?: T, { signal }: { signal?: AbortSignal } = {}): Promise<T> =>
  new Promise((resolve, reject) => {
    const abort = () => reject(Object.assign(new Error('The operation was aborted'), { name: 'AbortError' }));
    if (signal?.aborted) return abort();
    const timer = setTimer(() => resolve(value as T), ms);
    signal?.addEventListener('abort', () => {
      timer.cancel();
      abort();
    });
  });

const randomBytes = (size: number): Buffer => {
  const random = world ? activity().random : realRandom;
  const bytes = Buffer.alloc(size);
  for (let index = 0; index < size; index += 1) bytes[index] = Math.floor(random() * 256);
  return bytes;
};

const randomUUID = (): string => {
  const bytes = randomBytes(16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
};
