import createClient, { type Client } from 'openapi-fetch';
import { withCallersToken, withSession } from './authorization.ts';
import { idempotency, sendingOf } from './idempotency.ts';
import { queryText } from './queryText.ts';
import { type SendOptions, send } from './send.ts';
import type { Paths, Service } from './services.ts';
import { createSession, type Session, type SessionOptions } from './session.ts';

/** How a client finds the shop and talks to it. */
export type ShopClientOptions = SendOptions &
  SessionOptions & {
    /** The address of the gateway, which has the services below `/api`; by default the origin of the page. */
    baseUrl?: string | undefined;
    /** The addresses of services that are called directly. */
    services?: Partial<Record<Service, string>> | undefined;
    /** Returns a token to send instead of a session's, for example that of the request to a server. */
    token?: (() => string | undefined | Promise<string | undefined>) | undefined;
    /** Headers of all requests. */
    headers?: Record<string, string> | undefined;
  };

/** A client of the shop: a client of each service, and the session whose tokens they send. */
export type ShopClient = { [Name in Service]: Client<Paths[Name], 'application/json'> } & { session: Session };

/**
 * Creates a client of the shop. Each call resolves to `data` or `error`, whose `code` says what happened, even if there was no response
 * (`NETWORK_ERROR`, `TIMEOUT`). A call rejects only if its own `signal` aborts it.
 *
 * @example const { data, error } = await createShopClient({ baseUrl: 'https://shop.example' }).products.GET('/products');
 */
export const createShopClient = (options: ShopClientOptions = {}): ShopClient => {
  const { baseUrl = '', services = {}, token, headers = {} } = options;
  const sendOne = (request: Request): Promise<Response> => send(request, sendingOf(request), options);
  const clientOf = <Name extends Service>(
    service: Name,
    init: { fetch: (request: Request) => Promise<Response>; credentials?: 'include' },
  ): Client<Paths[Name], 'application/json'> => {
    const address = services[service] ?? `${baseUrl.replace(/\/$/, '')}/api/${service}`;
    const client = createClient<Paths[Name], 'application/json'>({
      baseUrl: address,
      headers,
      querySerializer: queryText,
      ...init,
    });
    client.use(idempotency(service));
    return client;
  };
  const session = createSession((init) => clientOf('auth', { ...init, fetch: sendOne }), options);
  const authorized = <Name extends Service>(service: Name) =>
    clientOf(service, {
      fetch: token ? withCallersToken(token, sendOne) : withSession(service, session, sendOne),
    });
  return {
    auth: authorized('auth'),
    banners: authorized('banners'),
    categories: authorized('categories'),
    products: authorized('products'),
    orders: authorized('orders'),
    session,
  };
};
