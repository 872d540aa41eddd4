import { createHash } from 'node:crypto';
import ipaddr from 'ipaddr.js';
import * as z from 'zod';
import { name, readEnvironment } from './config.ts';
import { DomainError } from './errors.ts';
import type { RateLimit } from './http.ts';
import { log } from './log.ts';
import { updateOnce, type WriteOnce } from './writeOnce.ts';

/** `attempts` within each window of `seconds`; windows begin at multiples of `seconds` since 1970. */
export type Limit = { attempts: number; seconds: number };

/** How long a request waits for its counter at most. */
const COUNT_TIMEOUT_MS = 1000;

/**
 * Makes the rate limit of a route: each client, and each account that requests speak of, may call it so often. The account is
 * counted only while the client is within its own limit, so one client alone cannot use up what an account has.
 *
 * Environment: `RATE_LIMITS_TABLE`, and `RATE_LIMIT_FACTOR`, by which every limit is multiplied.
 *
 * @param perAccount limit of one account, and what of the body names it; the same name in another case is the same account
 * @throws DomainError TOO_MANY_REQUESTS, by what it makes, with the seconds to wait
 */
export const rateLimit = <Body>(
  perClient: Limit,
  perAccount?: Limit & { of: (body: Body) => string },
): RateLimit<Body> => {
  const count = createCounter();
  return async ({ routeKey, requestContext }, body) => {
    const client = clientOf(requestContext.http.sourceIp);
    await refuse(routeKey, 'client', await count([routeKey, 'client', client], perClient));
    if (!perAccount) return;
    const account = perAccount.of(body).normalize('NFC').toLowerCase();
    await refuse(routeKey, 'account', await count([routeKey, 'account', account], perAccount));
  };
};

/**
 * Makes a counter of attempts. It answers the seconds to wait when the attempt is one too many, else `undefined`.
 *
 * When the table does not answer, the attempt counts as within its limit: an outage of the counters must not keep people from
 * signing in.
 *
 * @param fixedFactor instead of the environment's `RATE_LIMIT_FACTOR`
 */
export const createCounter = (fixedFactor?: number) => {
  const { RATE_LIMITS_TABLE: TableName } = readEnvironment({ RATE_LIMITS_TABLE: name });
  const factor = fixedFactor ?? readEnvironment({ RATE_LIMIT_FACTOR: z.coerce.number().positive() }).RATE_LIMIT_FACTOR;
  /** `of` names what is counted; only its hash is stored. */
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

/** One client is one IPv4 address, or all that share an IPv6 /64: one household or machine has that many. */
const clientOf = (sourceIp: string): string => {
  if (!ipaddr.isValid(sourceIp)) return sourceIp;
  const address = ipaddr.process(sourceIp); // an IPv4 address within IPv6 becomes IPv4
  return 'parts' in address ? address.parts.slice(0, 4).join(':') : address.toString();
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
