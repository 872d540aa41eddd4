import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type GuardedRequest, guardedFetch, openConnections } from '../../src/outbound/guardedFetch.ts';

/** Stands for a host of the Internet, and for one of our own network. */
const [OUTSIDE, INSIDE] = ['127.0.0.1', '127.0.0.2'];

const servers: Server[] = [];
const serve = async (address: string, port: number, listener: RequestListener): Promise<number> => {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(port, address, resolve));
  return (server.address() as AddressInfo).port;
};

let seen: string[] = [];
let answer: RequestListener = (_, response) => response.end();
const port = await serve(OUTSIDE, 0, (request, response) => {
  seen.push(`outside ${request.headers.host?.split(':')[0]}${request.url}`);
  answer(request, response);
});
await serve(INSIDE, port, (_, response) => {
  seen.push('inside');
  response.end('secret');
});

beforeEach(() => {
  seen = [];
});
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

const options: GuardedRequest = {
  ...{ allowHttp: true, maxBytes: 100, timeoutMs: 5000, redirects: 3 },
  resolve: async (host) => (host === 'inside.test' ? [INSIDE] : [OUTSIDE]),
  isAllowed: (address) => address === OUTSIDE,
};
const get = (path = '/', more: Partial<GuardedRequest> = {}, host = 'shop.test') =>
  guardedFetch(`http://${host}:${port}${path}`, { ...options, ...more });

/** Answers with redirects, by path. */
const redirecting =
  (to: Record<string, string>): RequestListener =>
  ({ url = '' }, response) => {
    const location = to[url];
    if (location === undefined) response.setHeader('content-type', 'image/png; charset=x').end('picture');
    else response.writeHead(302, { location }).end();
  };

test('an address of the Internet is read, also behind redirects', async () => {
  answer = redirecting({ '/a': '/b', '/b': `http://other.test:${port}/c` });

  const { status, contentType, bytes, url } = await get('/a');

  expect({ status, contentType, text: bytes.toString(), url }).toEqual({
    ...{ status: 200, contentType: 'image/png', text: 'picture', url: `http://other.test:${port}/c` },
  });
  expect(seen).toEqual(['outside shop.test/a', 'outside shop.test/b', 'outside other.test/c']);
});

describe('nothing is asked of', () => {
  const isRefused = async (address: string, more: Partial<GuardedRequest> = {}) => {
    await expect(guardedFetch(address, { ...options, ...more })).rejects.toMatchObject({ name: 'FetchRefused' });
    expect(seen).toEqual([]);
  };

  test.each([
    'ftp://shop.test/',
    'file:///etc/passwd',
    'data:text/plain,x',
    'javascript:alert(1)',
    'shop.test',
    '',
    'http://name:word@shop.test/',
  ])('%j', (address) => isRefused(address));

  test('http where only https is allowed', () => isRefused(`http://shop.test:${port}/`, { allowHttp: false }));

  test.each([`inside.test`, INSIDE, '[::1]', '0x7f.2', '2130706434', '[::ffff:127.0.0.2]'])('the host %s', (host) =>
    isRefused(`http://${host}:${port}/`),
  );

  test('a name that leads to hosts outside and inside', () =>
    isRefused(`http://shop.test:${port}/`, { resolve: async () => [OUTSIDE, INSIDE] }));

  test('a name that leads nowhere', () => isRefused(`http://shop.test:${port}/`, { resolve: async () => [] }));

  test.each(['127.0.0.1', '169.254.169.254', '[fd00:ec2::254]', 'localhost'])(
    '%s, as it is outside of tests',
    async (host) => {
      const { resolve: _resolve, isAllowed: _isAllowed, ...real } = options;
      await expect(guardedFetch(`http://${host}:${port}/`, real)).rejects.toMatchObject({ name: 'FetchRefused' });
      expect(seen).toEqual([]);
    },
  );
});

test.each([
  [`http://inside.test:1/`],
  [`http://${INSIDE}:1/`],
  ['//inside.test/'],
  ['file:///etc/passwd'],
  ['ftp://shop.test/'],
])('a redirect to %s is not followed', async (location) => {
  answer = redirecting({ '/a': location });

  await expect(get('/a')).rejects.toMatchObject({ name: 'FetchRefused' });
  expect(seen).toEqual(['outside shop.test/a']);
});

test('a name that leads elsewhere once it was checked makes no difference', async () => {
  answer = redirecting({});
  const resolved: string[] = [];
  const resolve = async (host: string) => {
    resolved.push(host);
    return resolved.length === 1 ? [OUTSIDE] : [INSIDE];
  };

  expect((await get('/x', { resolve })).bytes.toString()).toBe('picture');
  expect(resolved).toEqual(['shop.test']);

  resolved.length = 0;
  answer = redirecting({ '/a': '/b' });
  await expect(get('/a', { resolve })).rejects.toMatchObject({ name: 'FetchRefused' });
  expect(seen).not.toContain('inside');
});

test('redirects end', async () => {
  answer = redirecting({ '/a': '/a' });

  await expect(get('/a')).rejects.toMatchObject({ name: 'FetchRefused' });
  expect(seen).toHaveLength(4);
});

test('what is posted is not sent on', async () => {
  answer = redirecting({ '/a': '/b' });

  await expect(get('/a', { method: 'POST', body: '{}' })).rejects.toMatchObject({ name: 'FetchRefused' });
  expect(seen).toHaveLength(1);
});

describe('an answer is not read', () => {
  const isRefused = async (listener: RequestListener, message: RegExp, more: Partial<GuardedRequest> = {}) => {
    answer = listener;
    await expect(get('/', more)).rejects.toMatchObject({
      name: 'FetchRefused',
      message: expect.stringMatching(message),
    });
  };

  test('that says it is too large', () =>
    isRefused((_, response) => response.writeHead(200, { 'content-length': 101 }).end('x'.repeat(101)), /larger/));

  test('that is too large without saying so', () =>
    isRefused((_, response) => {
      response.write('x'.repeat(60));
      response.end('x'.repeat(60));
    }, /larger/));

  test('of another type', () =>
    isRefused((_, response) => response.setHeader('content-type', 'text/html').end('<p>'), /text\/html/, {
      isWanted: (type) => type.startsWith('image/'),
    }));

  test('that is compressed', () =>
    isRefused((_, response) => response.setHeader('content-encoding', 'gzip').end('x'), /compressed/));

  test('that never begins', () => isRefused(() => {}, /in time/, { timeoutMs: 50 }));

  test('that never ends', () => isRefused((_, response) => response.write('x'), /in time/, { timeoutMs: 200 }));

  test('of a name that is never resolved', () =>
    isRefused(() => {}, /in time/, { timeoutMs: 50, resolve: () => new Promise<never>(() => {}) }));
});

describe('connections that are kept', () => {
  const connected = new Set<number | undefined>();
  const thrice = async (more: Partial<GuardedRequest> = {}) => {
    connected.clear();
    answer = ({ socket }, response) => {
      connected.add(socket.remotePort);
      response.end('x'.repeat(50));
    };
    const connections = openConnections();
    try {
      for (let turn = 0; turn < 3; turn += 1) await get('/', { connections, ...more });
    } finally {
      connections.close();
    }
    return connected.size;
  };

  test('serve several requests, by one resolved name', async () => {
    let resolved = 0;
    const resolve = async () => {
      resolved += 1;
      return [resolved === 1 ? OUTSIDE : INSIDE];
    };

    expect(await thrice({ resolve })).toBe(1);
    expect(resolved).toBe(1);
    expect(await thrice({ connections: undefined })).toBe(3);
    expect(await thrice({ maxBytes: 10, cut: true })).toBe(3); // the rest of an answer is not waited for
  });

  test('are checked when each is made', async () => {
    const addresses = [[OUTSIDE], [INSIDE]];
    const resolve = async () => addresses.shift() ?? [];
    answer = (_, response) => response.writeHead(200, { connection: 'close' }).end();
    const connections = openConnections();

    await get('/', { connections, resolve });
    await expect(get('/', { connections, resolve })).rejects.toMatchObject({ name: 'FetchRefused' });
    connections.close();
    expect(seen).toHaveLength(1);
  });

  test('that the other side closes meanwhile are replaced', async () => {
    let requests = 0;
    answer = ({ socket }, response) => {
      requests += 1;
      if (requests === 2) socket.destroy();
      else response.end('fine');
    };
    const connections = openConnections();

    await get('/', { connections });
    expect((await get('/', { connections })).status).toBe(200);
    connections.close();
    expect(requests).toBe(3);
  });
});
