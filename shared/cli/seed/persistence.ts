import { setTimeout as sleep } from 'node:timers/promises';
import { call, type Reply } from '../shopClient.ts';

/** A request that failed even after retries; the message says which one and why. */
export class RequestError extends Error {
  override name = 'RequestError';
}

type Patience = { attempts: number; firstWait: number; longestWait: number; requestSeconds: number };

/** About 50 seconds in all, enough for a platform that restarts or a busy route. Waits are in milliseconds. */
const patience: Patience = { attempts: 12, firstWait: 200, longestWait: 8000, requestSeconds: 30 };

/** Returns whether a status means throttling or a transient fault. */
const isTransient = (status: number): boolean => status === 429 || status >= 500;

/** Returns the wait after a number of failures, with jitter, so that clients that were throttled together do not retry together. */
const waitAfter = (failures: number, { firstWait, longestWait }: Patience): number =>
  Math.min(longestWait, firstWait * 2 ** failures) * (0.5 + Math.random() / 2);

/**
 * Sends a request until it gets a response: throttling, a 5xx and network failures are retried.
 *
 * @param attempt receives the signal that aborts it, and must be safe to repeat
 * @param stop aborts the request and the waiting
 * @throws RequestError after the last attempt; the reason of `stop` as soon as it is aborted
 */
export const persistently = async <R extends { status: number }>(
  what: string,
  attempt: (signal: AbortSignal) => Promise<R>,
  stop: AbortSignal,
  limits: Patience = patience,
): Promise<R> => {
  for (let failures = 0; ; failures += 1) {
    const signal = AbortSignal.any([stop, AbortSignal.timeout(limits.requestSeconds * 1000)]);
    const outcome = await attempt(signal).then(
      (result) => ({ result, fault: `${result.status}` }),
      (error: Error) => ({ result: undefined, fault: `${error.cause ?? error.message}` }),
    );
    stop.throwIfAborted();
    if (outcome.result && !isTransient(outcome.result.status)) return outcome.result;
    if (failures + 1 >= limits.attempts)
      throw new RequestError(`${what}: ${outcome.fault}, also after ${limits.attempts} attempts`);
    await sleep(waitAfter(failures, limits), undefined, { signal: stop });
  }
};

/** Sends one request to an API with `persistently`. */
export const send = <Body>(
  url: string,
  request: Omit<Parameters<typeof call>[1] & object, 'signal'>,
  stop: AbortSignal,
): Promise<Reply<Body>> =>
  persistently(new URL(url).pathname, (signal) => call<Body>(url, { ...request, signal }), stop);

/** Uploads a file to an upload URL, as `curl -T` does. @throws RequestError if it is rejected */
export const upload = async (url: string, file: Buffer<ArrayBuffer>, stop: AbortSignal): Promise<void> => {
  const { status, refusal } = await persistently(
    'upload',
    async (signal) => {
      const response = await fetch(url, { method: 'PUT', body: file, signal });
      return { status: response.status, refusal: await response.text() };
    },
    stop,
  );
  if (status !== 200) throw new RequestError(`upload: ${status} ${refusal}`);
};
