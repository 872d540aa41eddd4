import { getParameter } from '@aws-lambda-powertools/parameters/ssm';
import { readEnvironment } from '@ecommerce/shared/config.ts';
import { isNamed } from '@ecommerce/shared/errors.ts';
import { log } from '@ecommerce/shared/log.ts';
import { parseJson } from '@ecommerce/shared/queueMessage.ts';
import * as z from 'zod';

/** The parameter in Parameter Store with the payment provider's settings, as JSON. */
const { PAYMENT_PARAMETER } = readEnvironment({ PAYMENT_PARAMETER: z.string().startsWith('/') });

/**
 * How long settings are used before they are read again, in seconds, with jitter: containers that started together do not read together.
 */
const CACHE_SECONDS = 240;
const CACHE_JITTER_SECONDS = 60;

/** How long to wait after a failed read before the next one, in milliseconds. */
const RETRY_MS = 30_000;

const secrets = {
  secretKey: z.string().regex(/^(sk|rk)_(live|test)_/),
  webhookSecret: z.string().startsWith('whsec_'),
};
const Settings = z.discriminatedUnion('provider', [
  z.object({ provider: z.literal('none') }),
  z.object({ provider: z.literal('stripe'), ...secrets }),
  z.object({ provider: z.literal('test'), ...secrets, apiUrl: z.url() }),
]);
type Settings = z.infer<typeof Settings>;

/**
 * Settings that need not be read again until then (epoch milliseconds). The library caches parameters, but neither missing ones nor
 * failures.
 */
let cached: { settings: Settings; until: number } | undefined;
let lastRead: Settings | undefined;

/**
 * Returns the settings of the payment provider; `none` without a parameter. If they cannot be read or are invalid, the previous ones stay
 * in use.
 *
 * @throws Error if there are no previous ones; it names the invalid fields, without their values
 */
export const readProviderSettings = async (): Promise<Settings> => {
  if (cached && Date.now() < cached.until) return cached.settings;
  try {
    lastRead = await read();
  } catch (error) {
    if (!lastRead) throw error;
    log.error('payment settings not read, the previous ones stay in use', { error });
    cached = { settings: lastRead, until: Date.now() + RETRY_MS };
  }
  return lastRead;
};

const read = async (): Promise<Settings> => {
  const maxAge = CACHE_SECONDS + CACHE_JITTER_SECONDS * Math.random();
  const value = await getParameter(PAYMENT_PARAMETER, { decrypt: true, maxAge, throwOnMissing: true }).catch(
    undefinedIfMissing,
  );
  if (value === undefined) {
    const none = { provider: 'none' as const };
    cached = { settings: none, until: Date.now() + maxAge * 1000 };
    return none;
  }
  const { data: settings, error } = Settings.safeParse(parseJson(value));
  if (settings) return settings;
  const names = error.issues.map(({ path }) => path.join('.') || 'the JSON').join(', '); // never their values
  throw new Error(`Bad settings in ${PAYMENT_PARAMETER}: ${names}`);
};

const undefinedIfMissing = (error: unknown): undefined => {
  if (!isNamed(error, 'ParameterNotFoundError')) throw error;
};

/** Returns whether orders are paid through the shop. */
export const isPaymentConnected = async (): Promise<boolean> => (await readProviderSettings()).provider !== 'none';
