import Stripe from 'stripe';
import type { Payment } from '../order/payment.ts';
import { readProviderSettings } from './providerSettings.ts';

/** Short enough for two attempts within a function's timeout. */
const TIMEOUT_MS = 3500;

/** A connection to the payment provider. */
export type Connection = { provider: Payment['provider']; livemode: boolean; webhookSecret: string; stripe: Stripe };

let cached: { settings: string; connection: Connection | undefined } | undefined;

/** Returns the provider that Parameter Store names at the moment; `undefined` for `none` or without a parameter. */
export const connect = async (): Promise<Connection | undefined> => {
  const settings = await readProviderSettings();
  const text = JSON.stringify(settings);
  if (cached?.settings !== text) cached = { settings: text, connection: connectionOf(settings) };
  return cached.connection;
};

const connectionOf = (settings: Awaited<ReturnType<typeof readProviderSettings>>): Connection | undefined => {
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

/** Returns the client of the provider with which this payment was created. */
export const connectionFor = async ({ provider, livemode }: Payment): Promise<Stripe> => {
  const connection = await connect();
  if (connection?.provider === provider && connection.livemode === livemode) return connection.stripe;
  throw new Error(`A payment of ${provider}${livemode ? ' (live)' : ''} cannot be reached with the current settings`);
};
