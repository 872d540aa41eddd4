import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { OrderRow } from '../../cli/orderRow.ts';
import { startGateway } from '../../cli/start/gatewayServer.ts';
import { platformAddresses } from './platformAddresses.ts';

const at = '2026-01-02T03:04:05.678Z';
const order: OrderRow = {
  ...{ orderId: 'order-1', number: '2026-000001', email: '"a&b"@example.com', correlationId: 'c-1', status: 'pending' },
  items: [{ productId: 'p-1', productName: '<script>alert(1)</script>', unitPrice: 4999, quantity: 2 }],
  ...{ total: 9998, currency: 'EUR', createdAt: at, updatedAt: at, mails: {} },
};

/** What the API of orderService received, and how it responds. */
const received: { method?: string | undefined; url?: string | undefined; headers: object; body: string }[] = [];
let respond: (request: IncomingMessage, response: ServerResponse) => void = (_, response) => response.end();
let api: Server;
let gateway: Awaited<ReturnType<typeof startGateway>>;
let isReady = true;
let storage: string;

beforeAll(async () => {
  api = createServer(async (request, response) => {
    const { method, url, headers } = request;
    received.push({ method, url, headers, body: await text(request) });
    respond(request, response);
  });
  await once(api.listen(0, '127.0.0.1'), 'listening');
  const addresses = platformAddresses({
    urls: {
      graphql: `http://127.0.0.1:${(api.address() as AddressInfo).port}`,
      mailbox: 'http://127.0.0.1:9',
      payments: 'http://127.0.0.1:9',
      order: 'http://127.0.0.1:9',
    },
    apis: {
      orderService: `http://127.0.0.1:${(api.address() as AddressInfo).port}`,
      authService: 'http://127.0.0.1:9',
    },
    resources: () => ({ orderService: { 'AWS::ApiGatewayV2::Route': 47, 'AWS::SQS::Queue': 1 } }),
  });
  storage = addresses.aws.s3;
  gateway = await startGateway({
    port: 0,
    key: 'the key',
    apps: ['/app/', '/shop'].map((base) => ({
      answer: (path) => (path === base ? { status: 200, type: 'text/html', body: 'the app'.repeat(200) } : undefined),
      takesPayments: base === '/shop',
      uploads: base === '/app/',
    })),
    paymentKey: async () => 'pk_test_1',
    addresses: () => (isReady ? addresses : undefined),
    lookUpOrder: async (orderId) => (orderId === 'order-1' ? order : undefined),
  });
});
afterAll(async () => {
  await gateway.close();
  api.close();
});

const read = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(`${gateway.url}${path}`, { redirect: 'manual', ...init });
  return { status: response.status, headers: response.headers, text: await response.text() };
};

test('a request of GraphQL reaches the GraphQL API as it is', async () => {
  respond = (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":null}');

  const answer = await read('/graphql?query=%7Bme%7D', { method: 'POST', body: '{"query":"{me}"}' });
  isReady = false;
  const early = await read('/graphql');
  isReady = true;

  expect(received.at(-1)).toMatchObject({ method: 'POST', url: '/graphql?query=%7Bme%7D', body: '{"query":"{me}"}' });
  expect([answer.status, answer.text, early.status]).toEqual([200, '{"data":null}', 503]);
});

test('a browser that opens the address of GraphQL gets GraphiQL, which loads nothing from elsewhere', async () => {
  const { status, headers, text: page } = await read('/graphql', { headers: { accept: 'text/html,*/*;q=0.8' } });

  expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(page).toContain('GraphQL of the shop');
  expect(page).not.toMatch(/<(script|link)[^>]+(src|href)=["']?https?:/);
});

describe('a request below /api', () => {
  test('reaches the service as it is, and its response comes back as it is', async () => {
    respond = (_, response) =>
      response
        .writeHead(418, { 'set-cookie': ['a=1', 'b=2'], 'x-correlation-id': 'c-1', 'content-type': 'text/x' })
        .end('short and stout');

    const answer = await read('/api/orders/orders/a%2Fb?x=1&x=%20', {
      ...{ method: 'PUT', body: '{"a":1}' },
      headers: {
        authorization: 'Bearer t',
        'idempotency-key': 'k',
        'x-gateway-key': 'x',
        'x-client-address': '192.0.2.1',
      },
    });

    expect(received.at(-1)).toMatchObject({
      ...{ method: 'PUT', url: '/orders/a%2Fb?x=1&x=%20', body: '{"a":1}' },
      headers: {
        ...{ authorization: 'Bearer t', 'idempotency-key': 'k', host: expect.not.stringContaining(gateway.url) },
        ...{ 'x-gateway-key': 'the key', 'x-client-address': '127.0.0.1' }, // whatever the client sent
      },
    });
    expect(answer).toMatchObject({ status: 418, text: 'short and stout' });
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(answer.headers.get('x-correlation-id')).toBe('c-1');
    expect(answer.headers.get('content-security-policy')).toBeNull();
  });

  test.each([
    ['/api/orders/', '/'],
    ['/api/orders/?a=/b', '/?a=/b'],
    ['/api/orders//x', '//x'],
  ])('%s is %s there', async (path, there) => {
    respond = (_, response) => response.end();
    await read(path);

    expect(received.at(-1)?.url).toBe(there);
  });

  test('gets a long response while it is being written', async () => {
    const { promise: isRead, resolve } = Promise.withResolvers<void>();
    respond = (_, response) => {
      response.write('first');
      void isRead.then(() => response.end('last'));
    };

    const reader = (await fetch(`${gateway.url}/api/orders/stream`)).body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('first');
    resolve();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('last');
  });

  test('gets 502 where the service does not respond, 503 while the platform starts, 404 for no service', async () => {
    const unknown = await read('/api/refunds/x');
    const down = await read('/api/auth/me');
    isReady = false;
    const early = await read('/api/auth/me');
    isReady = true;

    expect([unknown.status, down.status, early.status]).toEqual([404, 502, 503]);
    for (const { text: body } of [down, early]) expect(JSON.parse(body)).toMatchObject({ code: 'UNAVAILABLE' });
  });
});

describe('the start page', () => {
  test('loads nothing from elsewhere, and has no script of its own', async () => {
    const page = await read('/platform');

    expect(page.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self';/,
    );
    expect(page.text).not.toMatch(/<script(?![^>]*src=)|<style|style=|onclick=/);
    const addresses = [...page.text.matchAll(/(?:src|href)="(\/[^"]*)"/g)].map(([, address = '']) => address);
    for (const address of addresses) expect((await read(address)).status).toBe(200);
  });

  test('shows which services respond, and how many resources they have', async () => {
    respond = (_, response) => response.end();

    const { services, pages } = JSON.parse((await read('/platform/state')).text);

    expect(services).toEqual([
      expect.objectContaining({ name: 'orderService', path: '/api/orders', isUp: true, routes: 47, queues: 1 }),
      expect.objectContaining({ name: 'authService', path: '/api/auth', isUp: false, routes: 0 }),
    ]);
    expect(pages).toEqual({
      shop: '/',
      console: '/console/',
      mailbox: 'http://127.0.0.1:9',
      payments: 'http://127.0.0.1:9',
      graphql: '/graphql',
    });
  });

  test('says while the platform starts that it does', async () => {
    isReady = false;
    const { text: state } = await read('/platform/state');
    isReady = true;

    expect(JSON.parse(state)).toEqual({ isReady: false, services: [], pages: {} });
  });

  test.each([
    '/platform/page.html',
    '/platform/../package.json',
    '/platform/%2e%2e%2fpackage.json',
    '//',
    '/x',
    '/platform/orders/none',
    '/%',
  ])('there is nothing under %s', async (path) => {
    expect(await read(path)).toMatchObject({ status: 404 });
  });

  test('accepts only GET and HEAD', async () => {
    expect((await read('/platform', { method: 'POST' })).status).toBe(405);
    expect((await read('/platform', { method: 'HEAD' })).status).toBe(200);
  });
});

test('the page of an order shows its row, with markup as text, and links to its emails', async () => {
  const { status, text: page } = await read('/platform/orders/order-1');

  expect(status).toBe(200);
  expect(page).toContain('Order 2026-000001');
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(page).not.toContain('<script>');
  expect(page).toContain('href="http://127.0.0.1:9/?q=%22a%26b%22%40example.com"');
});

test('the shop learns how a browser pays', async () => {
  const { status, text: config } = await read('/shop.json');

  expect(status).toBe(200);
  expect(JSON.parse(config)).toEqual({ publishableKey: 'pk_test_1', testProvider: 'http://127.0.0.1:9' });
});

describe('a web app', () => {
  test('is served below its path with a policy that allows its own scripts and the pictures of the shop', async () => {
    const { status, headers, text: body } = await read('/app/');

    expect({ status, body }).toEqual({ status: 200, body: 'the app'.repeat(200) });
    expect(headers.get('content-security-policy')).toContain("script-src 'self';");
    expect(headers.get('content-security-policy')).not.toContain('unsafe-inline');
    expect(headers.get('content-security-policy')).toContain(`connect-src 'self' ${storage};`); // uploads
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect((await read('/app/', { method: 'POST' })).status).toBe(405);
  });

  test('may load what paying needs, if it takes payments', async () => {
    const policy = (await read('/shop')).headers.get('content-security-policy');

    expect(policy).toContain("script-src 'self' https://js.stripe.com ");
    expect(policy).toContain("connect-src 'self' https://api.stripe.com http://127.0.0.1:9;"); // and the test provider
  });

  test('is compressed for browsers that accept it', async () => {
    const zipped = await read('/app/', { headers: { 'accept-encoding': 'br, gzip' } });
    const plain = await read('/app/', { headers: { 'accept-encoding': 'identity' } });

    expect(zipped.headers.get('content-encoding')).toBe('gzip');
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(zipped.text).toBe(plain.text);
  });
});
