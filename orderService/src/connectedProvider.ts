import { getParameters } from '@aws-lambda-powertools/parameters/ssm';
import { readEnvironment } from '@ecommerce/shared/config.ts';
import Stripe from 'stripe';
import * as z from 'zod';
import type { Payment } from './payment.ts';

/** The path in Parameter Store below which the provider's parameters lie. */
const { PAYMENT_PARAMETERS } = readEnvironment({ PAYMENT_PARAMETERS: z.string().startsWith('/') });

/** Seconds for which parameters are kept: as long may the old ones be used after a change. */
const PARAMETERS_MAX_AGE = 300;

/** Two attempts fit into the time of a function. */
const TIMEOUT_MS = 3500;

const secrets = {
  secretKey: z.string().regex(/^(sk|rk)_(live|test)_/),
  webhookSecret: z.string().startsWith('whsec_'),
};
const Settings = z.discriminatedUnion('provider', [
  z.object({ provider: z.literal('none') }),
  z.object({ provider: z.literal('stripe'), ...secrets }),
  z.object({ provider: z.literal('test'), ...secrets, apiUrl: z.url() }),
]);
/** A provider that can be asked. */
export type Connection = { provider: Payment['provider']; livemode: boolean; webhookSecret: string; stripe: Stripe };

let known: { settings: string; connection: Connection | undefined } | undefined;

/** Until when it need not be looked again whether there are parameters by now (ms): the library keeps what it finds, not that it finds none. */
let noneUntil = 0;

/** The provider that Parameter Store names now; `undefined` for `none`, which is also what no parameters mean. */
export const connect = async (): Promise<Connection | undefined> => {
  if (Date.now() < noneUntil) return undefined;
  const parameters = await getParameters(PAYMENT_PARAMETERS, { decrypt: true, maxAge: PARAMETERS_MAX_AGE });
  if (Object.keys(parameters ?? {}).length === 0) noneUntil = Date.now() + PARAMETERS_MAX_AGE * 1000;
  const settings = JSON.stringify(parameters ?? {});
  if (known?.settings !== settings) known = { settings, connection: connectionOf({ provider: 'none', ...parameters }) };
  return known.connection;
};

const connectionOf = (parameters: object): Connection | undefined => {
  const { data: settings, error } = Settings.safeParse(parameters);
  if (error) {
    const names = error.issues.map(({ path }) => path.join('.')).join(', '); // never their values
    throw new Error(`Bad parameters below ${PAYMENT_PARAMETERS}: ${names}`);
  }
  if (settings.provider === 'none') return undefined;
  const { provider, secretKey, webhookSecret } = settings;
  const stripe = new Stripe(secretKey, {
    timeout: TIMEOUT_MS,
    maxNetworkRetries: 1,
    telemetry: false,
    ...(settings.provider === 'test' ? endpoint(new URL(settings.apiUrl)) : {}),
  });
  return { provider, livemode: secretKey.includes('_live_'), webhookSecret, stripe };
};

const endpoint = ({ protocol, hostname, port }: URL) => ({
  protocol: protocol === 'http:' ? ('http' as const) : ('https' as const),
  host: hostname,
  ...(port ? { port } : {}),
});

/** The provider with which this payment was begun. */
export const connectionFor = async ({ provider, livemode }: Payment): Promise<Stripe> => {
  const connection = await connect();
  if (connection?.provider === provider && connection.livemode === livemode) return connection.stripe;
  throw new Error(`A payment of ${provider}${livemode ? ' (live)' : ''} is not in reach of the parameters of today`);
};
