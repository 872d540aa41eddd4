import { describe, expect, test } from '@jest/globals';
import { persistently, RequestError } from '../../../cli/seed/persistence.ts';

const quick = { attempts: 4, firstWait: 1, longestWait: 2, requestSeconds: 1 };
const never = new AbortController().signal;

/** A request whose attempts end one after another as `ends` says. */
const ending = (...ends: (number | Error)[]) => {
  let attempts = 0;
  const attempt = async () => {
    const end = ends[attempts] ?? 200;
    attempts += 1;
    if (end instanceof Error) throw end;
    return { status: end };
  };
  return { attempt, count: () => attempts };
};

describe('a persistent request', () => {
  test.each([
    ['is throttled', 429],
    ['meets a fault', 503],
    ['does not arrive', new TypeError('fetch failed')],
  ])('is retried when it %s', async (_, end) => {
    const request = ending(end, end);

    expect(await persistently('it', request.attempt, never, quick)).toEqual({ status: 200 });
    expect(request.count()).toBe(3);
  });

  test.each([200, 304, 400, 401, 404, 409])('accepts %i as a response', async (status) => {
    const request = ending(status);

    expect(await persistently('it', request.attempt, never, quick)).toEqual({ status });
    expect(request.count()).toBe(1);
  });

  test('finally fails, and says what was wrong', async () => {
    const refused = new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') });
    const outcomes = [ending(503, 503, 503, 503), ending(503, 503, 503, refused)].map(({ attempt }) =>
      persistently('POST it', attempt, never, quick),
    );

    await expect(outcomes[0]).rejects.toEqual(new RequestError('POST it: 503, also after 4 attempts'));
    await expect(outcomes[1]).rejects.toThrow('ECONNREFUSED');
  });

  test('is aborted and retried if it takes too long', async () => {
    let attempts = 0;
    const hanging = (signal: AbortSignal) =>
      new Promise<{ status: number }>((resolve, reject) => {
        attempts += 1;
        if (attempts === 2) resolve({ status: 200 });
        signal.addEventListener('abort', () => reject(signal.reason));
      });

    const alive = setTimeout(() => undefined, 10_000); // a timeout signal alone does not keep the process
    expect(await persistently('it', hanging, never, { ...quick, requestSeconds: 0.02 })).toEqual({ status: 200 });
    clearTimeout(alive);
  });

  test.each([
    ['in the middle of a request', { ...quick }, () => new Promise<never>(() => undefined)],
    ['while it waits', { ...quick, firstWait: 60_000, longestWait: 60_000 }, async () => ({ status: 429 })],
  ])('ends at once on Ctrl-C %s', async (_, limits, attempt) => {
    const stop = new AbortController();
    const listening = (signal: AbortSignal) =>
      Promise.race([
        attempt(),
        new Promise<never>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      ]);
    const outcome = persistently('it', listening, stop.signal, limits);
    setTimeout(() => stop.abort(new Error('stopped')), 5);

    await expect(outcome).rejects.toThrow();
    expect(stop.signal.aborted).toBe(true);
  });
});
