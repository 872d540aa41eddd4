import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import Stripe from 'stripe';
import type { Delivery } from '../src/deliveries.ts';
import type { LedgerEntry } from '../src/ledger.ts';
import { type PaymentProvider, startPaymentProvider } from '../src/provider.ts';
import { newSecrets } from '../src/secrets.ts';

export const secrets = newSecrets();

/** The official client, talking to the provider instead of to Stripe. */
export const clientOf = (url: string, key = secrets.secretKey): Stripe =>
  new Stripe(key, {
    protocol: 'http',
    host: '127.0.0.1',
    port: new URL(url).port,
    telemetry: false,
    maxNetworkRetries: 0,
  });

export type Hook = {
  url: string;
  requests: { body: string; headers: IncomingHttpHeaders; event: Stripe.Event }[];
  /** Statuses of the next answers; 200 once they are used up. */
  statuses: number[];
  /** Types in the order of arrival. */
  types(): string[];
  close(): Promise<void>;
};

/** A webhook that keeps what it is sent. */
export const startHook = async (port = 0): Promise<Hook> => {
  const requests: Hook['requests'] = [];
  const statuses: number[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    requests.push({ body, headers: request.headers, event: JSON.parse(body) });
    response.writeHead(statuses.shift() ?? 200).end('answered');
  });
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/payments/webhook`,
    requests,
    statuses,
    types: () => requests.map(({ event }) => event.type),
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
};

export type Setting = {
  provider: PaymentProvider;
  stripe: Stripe;
  hook: Hook;
  /** A control or the ledger. */
  ask<Body>(path: string, body?: object): Promise<Body>;
  /** What the ledger has of an order. */
  entryOf(orderId: string): Promise<LedgerEntry | undefined>;
  close(): Promise<void>;
};

export const startSetting = async (directory?: string): Promise<Setting> => {
  const hook = await startHook();
  const place = directory === undefined ? {} : { directory };
  const provider = await startPaymentProvider({ port: 0, ...secrets, webhookUrl: () => hook.url, ...place });
  return {
    provider,
    stripe: clientOf(provider.url),
    hook,
    ask: (path, body) => ask(`${provider.url}${path}`, body),
    entryOf: async (orderId) => (await ask<LedgerEntry[]>(`${provider.url}/ledger?order=${orderId}`))[0],
    close: async () => {
      await provider.close();
      await hook.close();
    },
  };
};

export const ask = async <Body>(url: string, body?: object): Promise<Body> => {
  const response = await fetch(url, body ? { method: 'POST', body: JSON.stringify(body) } : {});
  return (await response.json()) as Body;
};

export const eventually = async <Result>(
  look: () => Result | Promise<Result>,
  withinMs = 8000,
): Promise<NonNullable<Result>> => {
  const end = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error('It did not happen in time.');
    await wait(20);
  }
};

/** Waits until nothing is on its way to the webhook. */
export const settled = ({ ask: asked }: Pick<Setting, 'ask'>): Promise<Delivery[]> =>
  eventually(async () => {
    const deliveries = await asked<Delivery[]>('/test/deliveries');
    return deliveries.every(({ state }) => state === 'delivered') ? deliveries : undefined;
  });

export const order = (orderId: string, amount = 1250): Stripe.PaymentIntentCreateParams => ({
  amount,
  currency: 'eur',
  metadata: { orderId },
});
