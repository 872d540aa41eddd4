import { failed, readResponse } from './failure.ts';
import type { Sending } from './idempotency.ts';
import type { ErrorCode } from './services.ts';

/** A request that is about to be repeated. */
export type Retry = { url: string; method: string; attempt: number; delayMs: number; code: ErrorCode };

/** How requests are sent. */
export type SendOptions = {
  /** The function that sends a request; by default `fetch`. */
  fetch?: ((request: Request, init: { signal: AbortSignal }) => Promise<Response>) | undefined;
  /** How long an attempt may take; by default 15,000. */
  timeoutMs?: number | undefined;
  /** How often a request is repeated; by default 3. */
  retries?: number | undefined;
  /** Called before each wait for a repetition, so that a page can say so. */
  onRetry?: ((retry: Retry) => void) | undefined;
};

const FIRST_DELAY_MS = 250;
const MAX_DELAY_MS = 10_000;

/**
 * Sends a request and repeats it after network errors and responses with 5xx, if that is safe, and after 429, which always is: the
 * request was not executed. Never rejects but for the caller's own abort.
 */
export const send = async (
  request: Request,
  { isRepeatable, expectsJson }: Sending,
  options: SendOptions,
): Promise<Response> => {
  const { retries = 3, onRetry } = options;
  for (let attempt = 1; ; attempt += 1) {
    request.signal.throwIfAborted();
    const response = await attemptOf(request, expectsJson, options);
    const { status, headers } = response;
    const mayRepeat = status === 429 || (isRepeatable && status >= 500);
    const delayMs = delayOf(attempt, secondsUntil(headers.get('retry-after') ?? ''));
    if (!mayRepeat || attempt > retries || delayMs > MAX_DELAY_MS) return response;
    if (onRetry) {
      const { code } = (await response.json()) as { code: ErrorCode };
      onRetry({ url: request.url, method: request.method, attempt, delayMs, code });
    }
    await wait(delayMs, request.signal);
  }
};

/** Sends a request once. Having no response is a response, too. */
const attemptOf = async (request: Request, expectsJson: boolean, options: SendOptions): Promise<Response> => {
  const { timeoutMs = 15_000, fetch = globalThis.fetch } = options;
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const signal = AbortSignal.any([request.signal, timeout]);
    return await readResponse(await fetch(request.clone(), { signal }), expectsJson);
  } catch {
    request.signal.throwIfAborted();
    return timeout.aborted
      ? failed(504, { error: `There was no answer within ${timeoutMs / 1000} seconds.`, code: 'TIMEOUT' })
      : failed(503, { error: 'The shop could not be reached.', code: 'NETWORK_ERROR' });
  }
};

/** Returns the seconds that `Retry-After` says, also as a date; `NaN` if it says neither. */
const secondsUntil = (text: string): number =>
  /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000;

/** Returns how long to wait before a repetition: as the server says, else twice as long each time; with a random part. */
const delayOf = (attempt: number, retryAfterSeconds: number): number =>
  retryAfterSeconds > 0
    ? retryAfterSeconds * 1000 + Math.random() * FIRST_DELAY_MS
    : FIRST_DELAY_MS * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);

/** Waits for work that others may want too. @throws what the signal aborts with */
export const unlessAborted = <Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> =>
  new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });

/** Waits until the time is over or the signal aborts. */
const wait = (delayMs: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, delayMs);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
