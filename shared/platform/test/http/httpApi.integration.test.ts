import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { type HttpApi, type HttpApiOptions, startHttpApi } from '../../src/http/httpApi.ts';
import { recordedLog } from '../log/recordedLog.ts';

const log = recordedLog();
const open: HttpApi[] = [];
afterEach(async () => {
  while (open.length > 0) await open.pop()?.close();
  log.lines.length = 0;
});

type Options = Partial<Omit<HttpApiOptions, 'routes'>> & { routes?: (string | HttpApiOptions['routes'][number])[] };

/** An API whose functions answer by default with the event that they got. */
const start = async ({ routes = ['ANY /{path+}'], ...options }: Options = {}) => {
  const api = await startHttpApi({
    ...{ port: 0, name: 'order', apiId: 'api1', accountId: '000000000000', stageName: '$default', log },
    invoke: async (_, event) => event,
    routes: routes.map((route) =>
      typeof route === 'string' ? { routeKey: route, functionArn: `fn ${route}` } : route,
    ),
    ...options,
  });
  open.push(api);
  return api;
};
const eventOf = async (url: string, init?: RequestInit) =>
  (await (await fetch(url, init)).json()) as APIGatewayProxyEventV2 & { cookies?: string[] };
/** Sends bytes as they are. */
const raw = (url: string, text: string) =>
  new Promise<string>((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });

describe('routing', () => {
  test.each([
    ['GET', '/pets/dog/1', 'GET /pets/dog/1', undefined],
    ['GET', '/pets/dog/2', 'GET /pets/dog/{id}', { id: '2' }],
    ['POST', '/pets/dog/2', 'ANY /pets/dog/{id}', { id: '2' }],
    ['GET', '/pets/cat/3/4', 'GET /pets/{path+}', { path: 'cat/3/4' }],
    ['GET', '/pets/dog/2/', 'GET /pets/{path+}', { path: 'dog/2/' }],
    ['DELETE', '/pets/dog/', '$default', undefined],
    ['GET', '/', 'GET /', undefined],
    ['HEAD', '/pets/cat', '$default', undefined],
    ['DELETE', '/pets', '$default', undefined],
    ['GET', '/pets/dog/a%2Fb', 'GET /pets/{path+}', { path: 'dog/a/b' }],
    ['GET', '/pets/dog/a%20%C3%A4', 'GET /pets/dog/{id}', { id: 'a ä' }],
  ])('%s %s goes to %s', async (method, path, routeKey, pathParameters) => {
    const seen: { arn: string; event: APIGatewayProxyEventV2 }[] = [];
    const { url } = await start({
      routes: [
        ...['$default', 'GET /pets/{path+}', 'ANY /pets/dog/{id}', 'GET /pets/dog/{id}', 'GET /pets/dog/1', 'GET /'],
      ],
      invoke: async (arn, event) => void seen.push({ arn, event: event as APIGatewayProxyEventV2 }),
    });

    await fetch(url + path, { method });

    expect(seen).toHaveLength(1);
    expect(seen[0]?.arn).toBe(`fn ${routeKey}`);
    expect(seen[0]?.event.routeKey).toBe(routeKey);
    expect(seen[0]?.event.pathParameters).toEqual(pathParameters);
  });

  test('sends HEAD to a route of its own, never to that of GET', async () => {
    const { url } = await start({
      routes: ['GET /a', 'HEAD /a', 'GET /b'],
      invoke: async (arn) => ({ statusCode: 200, headers: { 'x-route': arn }, body: arn.includes('HEAD') ? '' : 'x' }),
    });

    const [head, got, missing] = await Promise.all([
      fetch(`${url}/a`, { method: 'HEAD' }),
      fetch(`${url}/a`),
      fetch(`${url}/b`, { method: 'HEAD' }),
    ]);

    expect(head.headers.get('x-route')).toBe('fn HEAD /a');
    expect(head.headers.get('content-length')).toBeNull();
    expect(got.headers.get('content-length')).toBe('1');
    expect(missing.status).toBe(404);
  });

  test('without a route for path and method returns 404, and 400 for a path that cannot be decoded', async () => {
    const { url } = await start({ routes: ['GET /a'] });

    const answers = await Promise.all([fetch(`${url}/b`), fetch(`${url}/a`, { method: 'POST' }), fetch(`${url}/%zz`)]);

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 400]);
    expect(await answers[0]?.text()).toBe('{"message":"Not Found"}');
  });

  test('takes the name of a stage from the path, which keeps it', async () => {
    const { url } = await start({ stageName: 'dev', routes: ['GET /a/{id}'] });

    expect(await eventOf(`${url}/dev/a/1`)).toMatchObject({ rawPath: '/dev/a/1', pathParameters: { id: '1' } });
    expect((await fetch(`${url}/a/1`)).status).toBe(404);
  });

  test('follows new routes at once', async () => {
    const api = await start({ routes: ['GET /old'] });
    api.replaceRoutes([{ routeKey: 'GET /new', functionArn: 'fn' }]);

    const statuses = await Promise.all(['/old', '/new'].map(async (path) => (await fetch(api.url + path)).status));

    expect(statuses).toEqual([404, 200]);
  });
});

describe('the event', () => {
  test('has query, headers, cookies and request context in payload format 2.0', async () => {
    const { url } = await start({ routes: ['GET /find/{what}'] });
    const port = new URL(url).port;

    const answer = await raw(
      url,
      [
        'GET /find/a%20b?q=1&q=2%2C3&empty&constructor=x+y HTTP/1.1',
        ...[
          `Host: 127.0.0.1:${port}`,
          'X-Twice: 1',
          'x-twice: 2',
          'Cookie: a=1; b=2',
          'User-Agent: t',
          'Connection: close',
        ],
        '\r\n',
      ].join('\r\n'),
    );

    const event = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')));
    expect(event).toEqual({
      version: '2.0',
      routeKey: 'GET /find/{what}',
      rawPath: '/find/a b',
      rawQueryString: 'q=1&q=2%2C3&empty&constructor=x+y',
      cookies: ['a=1', 'b=2'],
      headers: {
        ...{ host: `127.0.0.1:${port}`, 'x-twice': '1,2', 'user-agent': 't', 'x-forwarded-for': '127.0.0.1' },
        ...{
          'x-forwarded-port': port,
          'x-forwarded-proto': 'http',
          'x-amzn-trace-id': expect.stringMatching(/^Root=1-/),
        },
      },
      queryStringParameters: { q: '1,2,3', empty: '', constructor: 'x y' },
      pathParameters: { what: 'a b' },
      requestContext: {
        ...{ accountId: '000000000000', apiId: 'api1', domainName: `127.0.0.1:${port}`, domainPrefix: 'api1' },
        http: { method: 'GET', path: '/find/a b', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 't' },
        requestId: expect.stringMatching(/^.{15}=$/),
        ...{ routeKey: 'GET /find/{what}', stage: '$default', timeEpoch: expect.any(Number) },
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      },
      isBase64Encoded: false,
    });
  });

  test.each([
    ['application/json', false],
    ['Application/JSON; charset=utf-8', false],
    ['text/html', false],
    ['application/xml', false],
    ['application/javascript', false],
    ['application/vnd.api+json', true],
    ['application/x-www-form-urlencoded', true],
    ['application/octet-stream', true],
    ['image/png', true],
    ['', true],
  ])('has a body of type "%s" in base64: %s', async (type, encoded) => {
    const { url } = await start();
    const body = new TextEncoder().encode('{"a":"ä"}');

    const event = await eventOf(`${url}/x`, { method: 'POST', body, headers: type ? { 'content-type': type } : {} });

    expect(event.isBase64Encoded).toBe(encoded);
    expect(Buffer.from(event.body ?? '', encoded ? 'base64' : 'utf8').toString()).toBe('{"a":"ä"}');
    expect(event.headers['content-length']).toBe('10');
  });

  test('of a body over 10 MB reaches no function: 413, and the next request is served', async () => {
    const { url } = await start({ invoke: async () => 'ran' });

    const known = await fetch(`${url}/x`, { method: 'POST', body: Buffer.alloc(10 * 1024 * 1024 + 1) });
    const chunked = await fetch(`${url}/x`, {
      method: 'POST',
      body: ReadableStream.from(Array.from({ length: 11 }, () => new Uint8Array(1024 * 1024))),
      duplex: 'half',
    } as RequestInit);
    const next = await fetch(`${url}/x`);

    expect([known.status, await known.json()]).toEqual([413, { message: 'Request Too Long' }]);
    expect(chunked.status).toBe(413);
    expect(next.status).toBe(200);
  });
});

describe('the answer', () => {
  const answerTo = async (result: unknown, options: Options = {}) => {
    const { url } = await start({ invoke: async () => result, ...options });
    return fetch(`${url}/x`);
  };

  test('has the status, headers, cookies and body that the function gave', async () => {
    const headers = { 'Content-Type': 'text/csv', 'X-Count': 3, 'Content-Length': 99 };
    const answer = await answerTo({ statusCode: 201, headers, cookies: ['a=1; Path=/', 'b=2'], body: 'x,y' });

    expect([answer.status, await answer.text()]).toEqual([201, 'x,y']);
    expect(answer.headers.get('content-type')).toBe('text/csv');
    expect(answer.headers.get('x-count')).toBe('3');
    expect(answer.headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2']);
    expect(answer.headers.get('apigw-requestid')).toMatch(/=$/);
  });

  test.each([
    ['an object', { orders: [] }, '{"orders":[]}'],
    ['a string', 'hello', 'hello'],
    ['nothing', null, 'null'],
  ])('is 200 with JSON for %s without a status', async (_, result, body) => {
    const answer = await answerTo(result);

    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      200,
      'application/json',
      body,
    ]);
  });

  test('is decoded from base64', async () => {
    const answer = await answerTo({
      statusCode: 200,
      isBase64Encoded: true,
      body: Buffer.from([0, 255]).toString('base64'),
    });

    expect([...new Uint8Array(await answer.arrayBuffer())]).toEqual([0, 255]);
  });

  test('is 304 without a body, length or type', async () => {
    const answer = await answerTo({ statusCode: 304, headers: { etag: 'W/"1"' }, body: '' });

    expect([answer.status, answer.headers.get('etag'), await answer.text()]).toEqual([304, 'W/"1"', '']);
  });

  test.each([
    ['a status that is none', { statusCode: 'soon' }],
    ['a status out of range', { statusCode: 700 }],
    ['a body that is no string', { statusCode: 200, body: { a: 1 } }],
    ['a header that breaks the line', { statusCode: 200, headers: { 'x-a': 'b\r\nx-c: d' } }],
    ['cookies that are no list', { statusCode: 200, cookies: 'a=1' }],
  ])('is 500 for %s', async (_, result) => {
    const answer = await answerTo(result);

    expect([answer.status, await answer.json()]).toEqual([500, { message: 'Internal Server Error' }]);
  });

  test('is 500 for a function that fails, 413 for an event over the limit of Lambda, 503 when it takes too long', async () => {
    const refuse = Object.assign(new Error(), { name: 'RequestTooLargeException' });
    const failing = await answerTo(0, { invoke: () => Promise.reject(new Error('secret')) });
    const tooLarge = await answerTo(0, { invoke: () => Promise.reject(refuse) });
    const slow = await answerTo(0, {
      invoke: () => new Promise(() => {}),
      routes: [{ routeKey: '$default', functionArn: 'fn', timeoutMs: 30 }],
    });

    expect([failing.status, await failing.text()]).toEqual([500, '{"message":"Internal Server Error"}']);
    expect(tooLarge.status).toBe(413);
    expect([slow.status, await slow.text()]).toEqual([503, '{"message":"Service Unavailable"}']);
  });

  test('is logged in one line, without the query', async () => {
    const { url } = await start({ routes: ['GET /a'] });

    await fetch(`${url}/a?token=secret`);

    expect(log.text()).toMatch(/INFO {2}order {2}GET \/a 200 \d+ ms\n/);
    expect(log.text()).not.toContain('secret');
  });
});

describe('CORS', () => {
  const cors = {
    AllowOrigins: ['https://shop.example'],
    AllowMethods: ['GET', 'POST'],
    AllowHeaders: ['Content-Type', 'Authorization'],
    ExposeHeaders: ['x-correlation-id'],
    AllowCredentials: true,
    MaxAge: 600,
  };
  const origin = 'https://shop.example';

  test('preflights are answered by the gateway, whatever the routes', async () => {
    const { url } = await start({ cors, routes: ['$default'], invoke: () => Promise.reject(new Error('not asked')) });
    const preflight = (headers: Record<string, string>) => fetch(`${url}/x`, { method: 'OPTIONS', headers });

    const allowed = await preflight({
      ...{ origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
    });
    const refused = await Promise.all([
      preflight({ origin: 'https://evil.example', 'access-control-request-method': 'POST' }),
      preflight({ origin, 'access-control-request-method': 'DELETE' }),
      preflight({ origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'x-other' }),
    ]);

    expect(allowed.status).toBe(204);
    expect(Object.fromEntries(allowed.headers)).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET,POST',
      'access-control-allow-headers': 'content-type,authorization',
      'access-control-allow-credentials': 'true',
      'access-control-max-age': '600',
      vary: 'Origin',
    });
    for (const { status, headers } of refused) {
      expect([status, headers.get('access-control-allow-origin')]).toEqual([204, null]);
    }
  });

  test("answers, the gateway's own too, carry the configured headers instead of the function's", async () => {
    const headers = { 'access-control-allow-origin': '*', 'access-control-max-age': '1', vary: 'Accept' };
    const { url } = await start({
      cors,
      routes: ['GET /a'],
      invoke: async () => ({ statusCode: 200, headers, body: '' }),
    });

    const given = await fetch(`${url}/a`, { headers: { origin } });
    const foreign = await fetch(`${url}/a`, { headers: { origin: 'https://evil.example' } });
    const missing = await fetch(`${url}/b`, { headers: { origin } });

    expect(given.headers.get('access-control-allow-origin')).toBe(origin);
    expect(given.headers.get('access-control-expose-headers')).toBe('x-correlation-id');
    expect(given.headers.get('access-control-max-age')).toBeNull();
    expect(given.headers.get('vary')).toBe('Accept, Origin');
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
    expect([missing.status, missing.headers.get('access-control-allow-origin')]).toEqual([404, origin]);
  });
});

describe('throttling', () => {
  test('rejects what exceeds burst and rate of the route, and lets the others pass', async () => {
    const { url } = await start({
      defaultThrottle: { rateLimit: 1000, burstLimit: 1000 },
      routes: [{ routeKey: 'GET /slow', functionArn: 'fn', throttle: { rateLimit: 20, burstLimit: 3 } }, 'GET /free'],
    });
    const statuses = async (path: string, times: number) =>
      Promise.all(Array.from({ length: times }, async () => (await fetch(url + path)).status));

    const atOnce = await statuses('/slow', 10);
    const free = await statuses('/free', 10);
    await wait(120);
    const later = await statuses('/slow', 2);
    const refused = await (await start({ defaultThrottle: { rateLimit: 0, burstLimit: 0 } })).url;

    expect(atOnce.filter((status) => status === 200).length).toBeGreaterThanOrEqual(3);
    expect(atOnce.filter((status) => status === 429).length).toBeGreaterThanOrEqual(5);
    expect(free).toEqual(Array(10).fill(200));
    expect(later).toEqual([200, 200]);
    expect(await (await fetch(`${refused}/x`)).text()).toBe('{"message":"Too Many Requests"}');
  });
});

describe('on the wire', () => {
  test('headers over 10 kB are rejected with 431, nonsense with 400', async () => {
    const { url } = await start();

    const large = await raw(url, `GET / HTTP/1.1\r\nHost: x\r\nX-Large: ${'x'.repeat(11_000)}\r\n\r\n`);
    const nonsense = await raw(url, 'what is this\r\n\r\n');

    expect(large).toMatch(/^HTTP\/1\.1 431 .*\{"message":"Request Header Fields Too Large"\}$/s);
    expect(nonsense).toMatch(/^HTTP\/1\.1 400 /);
  });

  test('a client that goes away, in the middle of its body or before the answer, harms nothing', async () => {
    const { url } = await start({ invoke: () => wait(30, 'done') });
    const leave = async (text: string) => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(text));
      await wait(15);
      socket.destroy();
    };
    await leave('POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf');
    await leave('GET /x HTTP/1.1\r\nHost: x\r\n\r\n');
    await wait(30);

    expect(await (await fetch(`${url}/x`)).text()).toBe('done');
    expect(log.text()).not.toContain('ERROR');
  });

  test('a port in use gives one clear sentence', async () => {
    const { url } = await start();
    const port = Number(new URL(url).port);

    await expect(start({ port })).rejects.toThrow(`Port ${port} is in use: stop what listens there`);
  });

  test('closing lets a running request finish', async () => {
    const api = await start({ invoke: () => wait(50, 'finished') });

    const running = fetch(`${api.url}/x`);
    await wait(20);
    await api.close();

    expect(await (await running).text()).toBe('finished');
    await expect(fetch(`${api.url}/x`)).rejects.toThrow();
  });
});
