import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { PlatformAddresses } from '@ecommerce/platform';
import { closeServer, listenOnLoopback } from '@ecommerce/platform/loopback-server';
import { pageHeaders, pagePolicy } from '../../gateway/pageHeaders.cjs';
import paths from '../../gateway/paths.cjs';
import { forward, refuse } from '../forward.ts';
import { graphiql } from './graphiql.ts';
import type { OrderLookup } from './orderLookup.ts';
import { orderPage } from './orderPage.ts';
import { compressed, file, json, type PageAnswer, plain, sendPage } from './pageAnswer.ts';
import { platformState } from './platformState.ts';
import type { WebApp } from './webApp.ts';

export type GatewayOptions = {
  /** 0 for any free port. */
  port: number;
  /** Proves to the APIs that a request came through the gateway. */
  key: string;
  /** Returns the current addresses, once the platform is ready; called for each request. */
  addresses(): PlatformAddresses | undefined;
  /** Reads an order, for its page. */
  lookUpOrder: OrderLookup;
  /** Returns the key with which a browser pays. */
  paymentKey(): Promise<string | undefined>;
  /** The web apps that are served beside the start page; the first to answer a path has it. */
  apps: readonly Pick<WebApp, 'answer' | 'takesPayments' | 'uploads'>[];
};

/** The start page loads nothing from elsewhere, has no script or style of its own, and is in no frame. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Below `/platform`: `/` is the shop. */
const FILES: Readonly<Record<string, string>> = {
  '/platform': 'page.html',
  '/platform/page.css': 'page.css',
  '/platform/page.js': 'page.js',
};
const folder = fileURLToPath(new URL('startPage/', import.meta.url));

/** Whether a path is one of the start page's, and none of the web apps'. */
const isStartPage = (path: string): boolean => /^\/platform(\/|$)/.test(path);

/**
 * Starts the one address of the platform: the web apps, the start page under `/platform`, what it shows as JSON under `/platform/state`, an order's row
 * under `/platform/orders/{id}`, and the APIs under `/api/{auth,banners,categories,products,orders}/…` and GraphQL under `/graphql`, whose
 * requests and responses it passes on as they are.
 */
export const startGateway = async (options: GatewayOptions): Promise<{ url: string; close(): Promise<void> }> => {
  const server = createServer((request, response) => {
    const [path = '/'] = (request.url ?? '/').split('?', 1); // `//` is a valid path but not a valid URL
    if (path.startsWith('/api/')) return passOn(request, response, options);
    if (path === paths.graphql) return void toGraphQL(request, response, options);
    if (path === '/shop.json') return sendShopConfig(response, options);
    if (!isStartPage(path) && sendApp(request, response, path, options)) return;
    void pageAt(request, path, options)
      .catch((error: unknown) => plain(500, String(error)))
      .then((answer) => sendPage(response, answer, POLICY));
  });
  const url = await listenOnLoopback(server, options.port, 'any page'); // as the APIs: a token decides what a caller may do
  return { url, close: () => closeServer(server) };
};

/** Sends the file of a web app, if the path is below one. */
const sendApp = (
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  { apps, addresses }: GatewayOptions,
): boolean => {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  for (const { answer, takesPayments, uploads } of apps) {
    const page = answer(path);
    if (page === undefined) continue;
    const { aws, urls } = addresses() ?? {};
    const images = defined(aws?.s3);
    const payments = takesPayments ? defined(urls?.payments) : undefined;
    const policy = pagePolicy({ pictures: images, uploads: uploads ? images : [], payments });
    sendPage(response, compressed(request, { ...page, headers: { ...pageHeaders, ...page.headers } }), policy);
    return true;
  }
  return false;
};

const defined = (url: string | undefined): string[] => (url === undefined ? [] : [url]);

/** Sends what the shop has to know to take payments. On a stage this is a file beside its pages. */
const sendShopConfig = (response: ServerResponse, { addresses, paymentKey }: GatewayOptions): void => {
  const testProvider = addresses()?.urls.payments;
  void paymentKey()
    .then((publishableKey) => json({ publishableKey, testProvider }))
    .catch(() => plain(503, 'The platform is starting: try again in a moment.'))
    .then((answer) => sendPage(response, answer, POLICY));
};

const pageAt = async ({ method }: IncomingMessage, path: string, options: GatewayOptions): Promise<PageAnswer> => {
  if (method !== 'GET' && method !== 'HEAD') return plain(405, 'Method not allowed');
  if (path === '/platform/state') return json(await platformState(options.addresses()));
  const orderId = /^\/platform\/orders\/([\w-]+)$/.exec(path)?.[1];
  if (orderId !== undefined) {
    const order = await options.lookUpOrder(orderId);
    return order ? orderPage(order, options.addresses()?.urls ?? {}) : plain(404, 'There is no such order');
  }
  const name = FILES[path.replace(/(?<=.)\/$/, '')];
  return name === undefined ? plain(404, 'Not found') : file(`${folder}${name}`);
};

/** Returns the headers that an API gets in place of the client's own. */
const ownHeaders = ({ socket }: IncomingMessage, target: string, key: string) => ({
  host: new URL(target).host,
  'x-gateway-key': key,
  'x-client-address': socket.remoteAddress ?? '',
});

/** Passes a request on to the API that its path names: `/api/orders/cart` to `/cart` of orderService. */
const passOn = (request: IncomingMessage, response: ServerResponse, { addresses, key }: GatewayOptions): void => {
  const [, name = '', rest = ''] = /^\/api\/([^/?]*)(.*)$/s.exec(request.url ?? '') ?? [];
  const service = Object.entries(paths.apis).find(([key]) => key === name)?.[1];
  const target = service === undefined ? undefined : addresses()?.apis[service];
  if (service === undefined || !rest.startsWith('/')) refuse(response, 404, `There is no API ${name}.`, 'NOT_FOUND');
  else if (target === undefined) refuse(response, 503, 'The platform is starting: try again in a moment.');
  else forward(request, response, target, ownHeaders(request, target, key), rest);
};

/** Passes a request on to the GraphQL API. A browser that opens the address gets GraphiQL, whose scripts and styles are inline. */
const toGraphQL = async (
  request: IncomingMessage,
  response: ServerResponse,
  { addresses, key }: GatewayOptions,
): Promise<void> => {
  const url = addresses()?.urls.graphql;
  if (request.method === 'GET' && /\btext\/html\b/.test(request.headers.accept ?? '')) {
    const page = await graphiql();
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
  } else if (url === undefined) refuse(response, 503, 'The platform is starting: try again in a moment.');
  else forward(request, response, new URL(url).origin, ownHeaders(request, url, key));
};
