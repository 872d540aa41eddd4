import { setTimeout as sleep } from 'node:timers/promises';
import { call, type Reply } from '../shopClient.ts';

/** A request that came to nothing even after it had been tried again; the message says which and why. */
export class RequestError extends Error {
  override name = 'RequestError';
}

type Patience = { attempts: number; firstWait: number; longestWait: number; requestSeconds: number };

/** Some 50 seconds in all: a platform that starts again or a busy route is waited for. Waits in milliseconds. */
const patience: Patience = { attempts: 12, firstWait: 200, longestWait: 8000, requestSeconds: 30 };

/** Throttled, or a fault that may pass. Everything else is an answer. */
const isPassing = (status: number): boolean => status === 429 || status >= 500;

/** Between half and all of what is due after so many failures: those who were refused together do not come back together. */
const waitAfter = (failures: number, { firstWait, longestWait }: Patience): number =>
  Math.min(longestWait, firstWait * 2 ** failures) * (0.5 + Math.random() / 2);

/**
 * Does a request until it has an answer: what is throttled, fails with a 5xx or does not arrive is tried again.
 *
 * @param attempt gets the signal that ends it, and must be safe to repeat
 * @param stop ends the request and the waiting
 * @throws RequestError after the last attempt; the reason of `stop` as soon as it is given
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
    if (outcome.result && !isPassing(outcome.result.status)) return outcome.result;
    if (failures + 1 >= limits.attempts)
      throw new RequestError(`${what}: ${outcome.fault}, also after ${limits.attempts} attempts`);
    await sleep(waitAfter(failures, limits), undefined, { signal: stop });
  }
};

/** One request to an API, as `persistently` does it. */
export const send = <Body>(
  url: string,
  request: Omit<Parameters<typeof call>[1] & object, 'signal'>,
  stop: AbortSignal,
): Promise<Reply<Body>> =>
  persistently(new URL(url).pathname, (signal) => call<Body>(url, { ...request, signal }), stop);

/** Uploads a file to an upload URL, as `curl -T` does. @throws RequestError when it is refused */
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
