import { type Api, createApi } from '@ecommerce/test-provider/api';
import { type LedgerEntry, ledger } from '@ecommerce/test-provider/ledger';
import { openPaymentStore, type PaymentStore, type Stored } from '@ecommerce/test-provider/store';
import Stripe from 'stripe';
import type { Requests } from './requests.ts';

export const [SECRET_KEY, PUBLISHABLE_KEY, WEBHOOK_SECRET] = [
  'sk_test_simulation',
  'pk_test_simulation',
  'whsec_simulation',
];

type Reply = ReturnType<Api>;
type Send = { method: string; path: string; encoded: string; headers?: Record<string, string>; key?: string };

/** Runs the local platform's payment provider without its server: payments, refunds, idempotency keys and events. */
export class PaymentProvider {
  readonly #store: PaymentStore = openPaymentStore(undefined);
  readonly #api: Api;
  /** Called with each event that the webhook should receive. */
  onEvent: (event: Stored<'event'>) => void = () => undefined;
  /** Called with each request before it is performed. */
  onRequest: (method: string, path: string, parameters: URLSearchParams) => void = () => undefined;

  /** Whether a repeated request with the same idempotency key is performed again. */
  ignoresKeys = false;

  constructor() {
    this.#api = createApi(this.#store, { secretKey: SECRET_KEY, publishableKey: PUBLISHABLE_KEY }, (event) =>
      this.onEvent(event),
    );
  }

  /** Performs one request of Stripe's API. */
  request({ method, path, encoded, headers = {}, key = SECRET_KEY }: Send): Reply {
    this.onRequest(method, path, new URLSearchParams(encoded));
    const { 'idempotency-key': idempotencyKey, ...others } = headers;
    const kept = this.ignoresKeys || idempotencyKey === undefined ? others : headers;
    return this.#api({ method, path, encoded, headers: { authorization: `Bearer ${key}`, ...kept } });
  }

  ledger(): LedgerEntry[] {
    return ledger(this.#store);
  }

  close(): void {
    this.#store.close();
  }
}

let current: { provider: PaymentProvider; requests: Requests } | undefined;

/** Makes `provider` the one that answers from now on. */
export const enterPaymentProvider = (provider: PaymentProvider, requests: Requests): void => {
  current = { provider, requests };
};

class Response extends Stripe.HttpClientResponse {
  readonly #body: object;
  constructor({ status, headers, body }: Reply) {
    super(status, headers);
    this.#body = body;
  }
  override getRawResponse() {
    return this;
  }
  override toJSON() {
    return Promise.resolve(JSON.parse(JSON.stringify(this.#body)));
  }
}

/** Makes the stripe library call the simulated provider instead of the network. */
export const installPaymentProvider = (): void => {
  const { prototype } = Stripe.createNodeHttpClient().constructor as unknown as {
    prototype: { makeRequest: unknown };
  };
  prototype.makeRequest = async (
    _host: string,
    _port: string,
    fullPath: string,
    method: string,
    headers: Record<string, string>,
    requestData: string,
  ) => {
    if (!current) throw new Error('No simulated payment provider is there');
    const { provider, requests } = current;
    const [path = '', query = ''] = fullPath.replace(/^\/v1/, '').split('?');
    const lower = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
    );
    const send = () =>
      provider.request({ method, path, encoded: method === 'GET' ? query : requestData, headers: lower });
    return new Response(await requests.attempt('Stripe', `${method} ${path.replace(/\/\w+_\w{10,}/, '')}`, send));
  };
};
