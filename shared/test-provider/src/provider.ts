import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Keys } from './api/access.ts';
import { createApi } from './api/api.ts';
import { createControls } from './controls.ts';
import { openDeliveries } from './deliveries.ts';
import type { Describe } from './pages.ts';
import { type Reply, serve } from './serve.ts';
import { close, listen } from './server.ts';
import { openPaymentStore } from './store.ts';

export type PaymentProviderOptions = Keys & {
  /** 0 for any free port. */
  port: number;
  /** Directory of the payments, created if missing; without it they are stored in memory. */
  directory?: string;
  /** `whsec_…` */
  webhookSecret: string;
  /** Where events are sent. They wait while it is undefined; `resume` checks again. */
  webhookUrl: () => string | undefined;
  /** What the pages show of a payment beside what the shop told the provider; nothing by default. */
  describe?: Describe;
};

export type PaymentProvider = {
  /** Stripe's API is under `{url}/v1`, a payment's page at `{url}/pay/{id of the order or the payment}`. */
  url: string;
  /** Sends the waiting events. */
  resume(): void;
  close(): Promise<void>;
};

/**
 * Starts a payment provider for tests on 127.0.0.1. It answers the official `stripe` package as Stripe would: payment intents, charges,
 * refunds, events, errors, idempotency keys; it sends signed events to a webhook until the webhook accepts them. No money moves.
 * Everything it has answered or queued survives a kill at any moment.
 *
 * @throws an Error with one clear sentence when the port is in use
 * @see https://docs.stripe.com/api
 */
export const startPaymentProvider = async (options: PaymentProviderOptions): Promise<PaymentProvider> => {
  const store = openPaymentStore(options.directory);
  const deliveries = openDeliveries({ store, ...options });
  const queueEvent = deliveries.queue;
  const handle = serve({
    store,
    publishableKey: options.publishableKey,
    describe: options.describe ?? (async () => ({})),
    api: createApi(store, options, (event, payment) => queueEvent(event, payment)),
    controls: createControls({ store, deliveries, queueEvent, publishableKey: options.publishableKey }),
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { status, headers, body } = await handle(request, await text(request)).catch(toFault);
    response.writeHead(status, headers).end(body);
    if (request.method === 'POST') deliveries.wake();
  };
  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));
  const url = await listen(server, options.port).catch((error: unknown) => {
    store.close();
    throw error;
  });
  deliveries.wake();
  return {
    url,
    resume: deliveries.wake,
    close: async () => {
      await close(server);
      await deliveries.close();
      store.close();
    },
  };
};

const toFault = (error: unknown): Reply => {
  const { message } = error instanceof Error ? error : new Error(String(error));
  const body = JSON.stringify({ error: { message, type: 'api_error' } });
  return { status: 500, headers: { 'content-type': 'application/json' }, body };
};
