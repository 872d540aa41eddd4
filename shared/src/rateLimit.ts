import { createHash } from 'node:crypto';
import * as z from 'zod';
import { name, readEnvironment } from './config.ts';
import { DomainError } from './errors.ts';
import { log } from './log.ts';
import { clientOf } from './requestClient.ts';
import type { Limit, RateLimit, RateLimitDefinition } from './route.ts';
import { updateOnce, type WriteOnce } from './writeOnce.ts';

/** The longest that a request waits for its counter. */
const COUNT_TIMEOUT_MS = 1000;

/**
 * Creates the rate limit of a route, which applies to each client and to each account named in requests. An attempt counts for the
 * account only if the client is within its own limit, so a single client cannot use up an account's limit. Upper
 * and lower case of its name are the same account.
 *
 * Environment: `RATE_LIMITS_TABLE`, and `RATE_LIMIT_FACTOR`, a factor for all limits.
 *
 * @returns a function that throws a DomainError TOO_MANY_REQUESTS with the seconds to wait
 */
export const rateLimit = ({ rateLimit }: { readonly rateLimit: RateLimitDefinition }): RateLimit => {
  const count = createCounter();
  return async ({ routeKey, requestContext }, body, caller) => {
    const client = clientOf(requestContext.http.sourceIp);
    await refuse(routeKey, 'client', await count([routeKey, 'client', client], rateLimit.client));
    if (!rateLimit.account) return;
    const account = rateLimit.account
      .of(body as never, caller)
      .normalize('NFC')
      .toLowerCase();
    await refuse(routeKey, 'account', await count([routeKey, 'account', account], rateLimit.account));
  };
};

/**
 * Creates a function that counts attempts. It returns the seconds to wait if an attempt exceeds the limit, otherwise `undefined`.
 *
 * If the table does not respond, the attempt counts as within the limit: an outage of the counters must not prevent people from signing
 * in.
 *
 * @param fixedFactor instead of the environment's `RATE_LIMIT_FACTOR`
 */
export const createCounter = (fixedFactor?: number) => {
  const { RATE_LIMITS_TABLE: TableName } = readEnvironment({ RATE_LIMITS_TABLE: name });
  const factor = fixedFactor ?? readEnvironment({ RATE_LIMIT_FACTOR: z.coerce.number().positive() }).RATE_LIMIT_FACTOR;
  /** `of` identifies what is counted; only its hash is stored. */
  return async (of: readonly string[], { attempts, seconds }: Limit, now = Date.now()): Promise<number | undefined> => {
    const window = Math.floor(now / 1000 / seconds);
    const end = (window + 1) * seconds;
    const id = createHash('sha256')
      .update(JSON.stringify([of, seconds, window]))
      .digest('base64url');
    const count = {
      TableName,
      Key: { id },
      UpdateExpression: 'ADD attempts :one SET expiresAt = :end',
      ExpressionAttributeValues: { ':one': 1, ':end': end },
    };
    let counted: WriteOnce | undefined;
    try {
      counted = await updateOnce(count, { abortSignal: AbortSignal.timeout(COUNT_TIMEOUT_MS) });
    } catch (error) {
      log.error('attempt not counted', { error });
    }
    return Number(counted?.row?.attempts ?? 0) > attempts * factor
      ? Math.max(1, Math.ceil(end - now / 1000))
      : undefined;
  };
};

const refuse = async (route: string, limit: 'client' | 'account', secondsToWait: number | undefined): Promise<void> => {
  if (secondsToWait === undefined) return;
  log.warn('rate limit reached', { route, limit });
  throw new DomainError(
    'TOO_MANY_REQUESTS',
    'Too many attempts: try again later.',
    {},
    { retryAfterSeconds: secondsToWait },
  );
};
