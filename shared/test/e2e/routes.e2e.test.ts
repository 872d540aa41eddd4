import { describe, expect, test } from '@jest/globals';
import { call } from '../../cli/shopClient.ts';
import { account, admin, platform, shoes } from './shop.ts';

const apis = (['auth', 'banner', 'category', 'product', 'order'] as const).map(
  (name) => [name, platform[name]] as const,
);

const error = (code: string) => ({ error: expect.any(String), code, requestId: expect.any(String) });

describe.each(apis)('the %s API', (_, url) => {
  test.each([
    ['an unknown path', 'GET', '/no-such-route'],
    ['a method that no route has', 'PUT', '/sign-up'],
    ['the root', 'GET', '/'],
    ['a path that climbs', 'GET', '/../../etc/passwd'],
  ])('returns %s with 404 in the contract’s form', async (_case, method, path) => {
    const reply = await call(`${url}${path}`, { method });

    expect(reply).toMatchObject({ status: 404, body: error('NOT_FOUND') });
  });

  test('counts its dead letters for staff, by queue and with the runbook of each', async () => {
    const { status, body } = await call<{ queues: object[] }>(`${url}/admin/dead-letters`, {
      token: (await admin()).idToken,
    });

    expect([status, body.queues.length > 0]).toEqual([200, true]);
    for (const queue of body.queues) {
      expect(queue).toEqual({
        queue: expect.stringMatching(/DeadLetterQueue$/),
        runbook: expect.stringMatching(/DeadLetters$/),
        count: expect.any(Number),
      });
    }
  });

  test('returns the correlation id of the request, and creates one if none was sent', async () => {
    const given = await call(`${url}/no-such-route`, { headers: { 'x-correlation-id': 'my-own-id-1' } });
    const made = await call(`${url}/no-such-route`);

    expect(given.headers.get('x-correlation-id')).toBe('my-own-id-1');
    expect(made.headers.get('x-correlation-id')).toMatch(/^[\w-]{36}$/);
  });

  test('does not use a correlation id that is unsafe to log', async () => {
    const reply = await call(`${url}/no-such-route`, { headers: { 'x-correlation-id': `${'x'.repeat(200)} {}` } });

    expect(reply.headers.get('x-correlation-id')).toMatch(/^[\w-]{36}$/);
  });

  test('answers a browser’s preflight', async () => {
    const reply = await call(`${url}/anything`, {
      method: 'OPTIONS',
      headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' },
    });

    expect(reply.status).toBeLessThan(300);
    expect(reply.headers.get('access-control-allow-origin')).toBe('*');
    expect(reply.headers.get('access-control-allow-methods')).toContain('POST');
  });

  test.each(['traceparent, tracestate, baggage', 'sentry-trace, baggage', 'x-requested-with, authorization'])(
    'lets a browser send %s',
    async (headers) => {
      for (const method of ['GET', 'HEAD', 'POST', 'PATCH']) {
        const reply = await call(`${url}/anything`, {
          method: 'OPTIONS',
          headers: {
            origin: 'https://shop.example',
            'access-control-request-method': method,
            'access-control-request-headers': headers,
          },
        });

        expect([method, reply.headers.get('access-control-allow-origin')]).toEqual([method, '*']);
      }
    },
  );

  test('lets a browser’s scripts read what they need', async () => {
    const { headers } = await call(`${url}/anything`, { headers: { origin: 'https://shop.example' } });

    expect(headers.get('access-control-expose-headers')?.split(',')).toEqual(
      expect.arrayContaining(['etag', 'retry-after', 'x-correlation-id', 'x-next-cursor']),
    );
  });
});

/** Every POST route that takes a body, with a body that is all right and whether it asks for a token. */
const posts: [string, Record<string, unknown>, boolean][] = [
  [`${platform.auth}/sign-up`, { email: 'a@example.com', fullName: 'A', password: 'passwrod123' }, false],
  [`${platform.auth}/confirm-sign-up`, { fullName: 'A', confirmationCode: '123456' }, false],
  [`${platform.auth}/sign-in`, { fullName: 'A', password: 'passwrod123' }, false],
  [`${platform.auth}/sign-out`, { accessToken: 'x' }, false],
  [`${platform.auth}/resend-code`, { fullName: 'A' }, false],
  [`${platform.auth}/forgot-password`, { fullName: 'A' }, false],
  [`${platform.auth}/reset-password`, { fullName: 'A', confirmationCode: '123456', password: 'passwrod123' }, false],
  [`${platform.auth}/refresh-token`, { refreshToken: 'x' }, false],
  [`${platform.banner}/upload-url`, { fileName: 'a.png', fileType: 'image/png' }, false],
  [`${platform.category}/upload-url`, { fileName: 'a.png', fileType: 'image/png', categoryName: 'A' }, false],
  [`${platform.product}/get-upload-url`, { ...shoes }, true],
  [`${platform.order}/create-order`, { id: 'no-such-product', quantity: 1 }, true],
  [`${platform.order}/cart`, { id: 'no-such-product', qty: 1 }, true],
];

describe.each(posts)('POST %s', (url, good, needsToken) => {
  const post = async (body: unknown, headers: Record<string, string> = {}) =>
    call<{ code: string; issues?: { path: string }[]; msg?: string }>(url, {
      method: 'POST',
      body,
      headers,
      ...(needsToken ? { token: (await account('Poster')).idToken } : {}),
    });

  test.each(Object.keys(good))('names the missing field %s', async (field) => {
    const { [field]: _, ...rest } = good;

    const reply = await post(rest);

    expect(reply).toMatchObject({ status: 400, body: error('INVALID_INPUT') });
    expect(reply.body.issues?.map(({ path }) => path)).toContain(field);
  });

  test.each(Object.keys(good))('names the wrongly typed field %s', async (field) => {
    for (const wrong of [null, [], {}, true, typeof good[field] === 'string' ? 5 : '5', '']) {
      const reply = await post({ ...good, [field]: wrong });

      expect(reply).toMatchObject({ status: 400, body: error('INVALID_INPUT') });
      expect(reply.body.issues?.some(({ path }) => path === field)).toBe(true);
    }
  });

  test.each(Object.keys(good).filter((field) => typeof good[field] === 'string'))(
    'rejects 20 kB in %s without failing itself',
    async (field) => {
      const reply = await post({ ...good, [field]: '🦊'.repeat(5000) });

      expect(reply.status).toBeGreaterThanOrEqual(400);
      expect(reply.status).toBeLessThan(500);
    },
  );

  test('names a field that it does not know', async () => {
    const reply = await post({ ...good, isAdmin: true });

    expect(reply).toMatchObject({ status: 400, body: { ...error('INVALID_INPUT'), issues: [{ path: 'isAdmin' }] } });
  });

  test.each([
    ['nothing', ''],
    ['text', 'hello'],
    ['half an object', '{"a":'],
  ])('rejects %s for a body as invalid JSON', async (_, body) => {
    expect(await post(body)).toMatchObject({ status: 400, body: error('INVALID_JSON') });
  });

  test.each([
    ['as `curl -d` sends it', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['without a type', { 'content-type': '' }],
  ])('rejects Latin-1 %s', async (_, headers) => {
    const token = needsToken ? { authorization: `Bearer ${(await account('Poster')).idToken}` } : undefined;
    const text = Object.keys(good).find((field) => typeof good[field] === 'string') ?? '';
    const body = Buffer.from(JSON.stringify({ ...good, [text]: `${good[text]}\u00e9` }), 'latin1');

    const response = await fetch(url, { method: 'POST', body, headers: { ...headers, ...token } });

    expect([response.status, await response.json()]).toEqual([
      400,
      expect.objectContaining({ code: 'INVALID_ENCODING' }),
    ]);
  });

  test('rejects another charset', async () => {
    const reply = await post(good, { 'content-type': 'application/json; charset=iso-8859-1' });

    expect(reply).toMatchObject({ status: 415, body: error('UNSUPPORTED_MEDIA_TYPE') });
  });

  test.each([
    ['a list', '[]'],
    ['null', 'null'],
    ['a number', '5'],
  ])('rejects %s for a body', async (_, body) => {
    expect(await post(body)).toMatchObject({ status: 400, body: error('INVALID_INPUT') });
  });

  test('rejects a body over the limit', async () => {
    expect(await post({ ...good, more: 'x'.repeat(70_000) })).toMatchObject({
      status: 400,
      body: error('BODY_TOO_LARGE'),
    });
  });

  test('reads the body whatever its content type says', async () => {
    const reply = await post({ ...good, isAdmin: true }, { 'content-type': 'application/x-www-form-urlencoded' });

    expect(reply).toMatchObject({ status: 400, body: { issues: [{ path: 'isAdmin' }] } });
  });

  if (url.startsWith(platform.auth)) {
    test('names in msg what failed', async () => {
      expect((await post({})).body.msg).toBe(`${new URL(url).pathname.slice(1)} failed`);
    });
  }
});
