import './tokens.ts';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import * as z from 'zod';
import { httpEvent, request } from './httpEvent.ts';
import { authorization } from './tokens.ts';

const { httpHandler, respond, respondFile, routeNotFound } = await import('../src/http.ts');
const { PathId } = await import('../src/route.ts');
const { MAX_BODY_BYTES } = await import('../src/requestText.ts');
const { DomainError } = await import('../src/errors.ts');
const { log } = await import('../src/log.ts');

/** What every definition has. */
const route = { route: 'POST /test', errors: [] } as const;
const Body = z.strictObject({
  quantity: z.int().positive(),
  items: z.array(z.strictObject({ id: z.string() })).optional(),
});
const echo = httpHandler({ ...route, body: Body }, async ({ body }) => respond(body));

afterEach(() => {
  jest.restoreAllMocks();
});

describe('a good request', () => {
  test('gets JSON that nobody caches, and a new correlation id', async () => {
    const answer = await request(echo, { body: { quantity: 1 } });

    expect(answer).toMatchObject({
      status: 200,
      body: { quantity: 1 },
      headers: {
        'content-type': 'application/json',
        'cache-control': 'no-store',
        'x-correlation-id': expect.stringMatching(/^[\w-]{36}$/),
      },
    });
  });

  test('may arrive as base64, whatever its content type', async () => {
    const body = Buffer.from('{"quantity":2}').toString('base64');
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };

    expect(await request(echo, { body, isBase64Encoded: true, headers })).toMatchObject({ body: { quantity: 2 } });
  });

  test('for a file gets its bytes, in Base64 as the gateway wants them', async () => {
    const bytes = Uint8Array.of(0x25, 0x50, 0x44, 0x46, 0xff, 0x00);
    const handler = httpHandler(route, async () => respondFile({ name: 'a-1.pdf', type: 'application/pdf', bytes }));

    expect(await handler(httpEvent({}), { getRemainingTimeInMillis: () => 10_000 } as Context)).toMatchObject({
      statusCode: 200,
      isBase64Encoded: true,
      body: Buffer.from(bytes).toString('base64'),
      headers: { 'content-type': 'application/pdf', 'content-disposition': 'attachment; filename="a-1.pdf"' },
    });
  });

  test('may create something', async () => {
    const handler = httpHandler({ ...route, status: 201 }, async () => respond({ id: '1' }));

    expect(await request(handler)).toMatchObject({ status: 201, body: { id: '1' } });
  });

  test('keeps its own correlation id', async () => {
    const answer = await request(echo, { body: { quantity: 1 }, headers: { 'x-correlation-id': 'mine.1:2-3' } });

    expect(answer.headers['x-correlation-id']).toBe('mine.1:2-3');
  });

  test.each(['', 'with space', 'new\nline', 'x'.repeat(129), 'ünsafe'])(
    'loses a correlation id that is unsafe to log: %j',
    async (id) => {
      const answer = await request(echo, { body: { quantity: 1 }, headers: { 'x-correlation-id': id } });

      expect(answer.headers['x-correlation-id']).toMatch(/^[\w-]{36}$/);
    },
  );
});

describe('a bad body', () => {
  test.each([
    ['a missing field', {}, ['quantity']],
    ['a text for a number', { quantity: '3' }, ['quantity']],
    ['half a unit', { quantity: 0.5 }, ['quantity']],
    ['an unknown field', { quantity: 1, isAdmin: true }, ['isAdmin']],
    ['an unknown field deep inside', { quantity: 1, items: [{ id: 'a', x: 1 }] }, ['items.0.x']],
    ['several faults', { quantity: -5, items: [{}], x: 1 }, ['quantity', 'items.0.id', 'x']],
    ['a list', [], ['']],
    ['null', 'null', ['']],
  ])('with %s names what is wrong', async (_, body, paths) => {
    const answer = await request(echo, { body });

    expect(answer).toMatchObject({
      status: 400,
      body: { error: expect.any(String), code: 'INVALID_INPUT', requestId: 'request-1' },
    });
    expect(answer.body.issues.map(({ path }: { path: string }) => path).sort()).toEqual([...paths].sort());
  });

  test.each(['', 'hello', '{"quantity":', undefined])('that is not JSON is rejected: %j', async (body) => {
    expect(await request(echo, { body })).toMatchObject({ status: 400, body: { code: 'INVALID_JSON' } });
  });

  test('one byte over the limit is rejected, at the limit it is read', async () => {
    const ofSize = (size: number) => `{"quantity":1${' '.repeat(size - '{"quantity":1}'.length)}}`;

    expect(await request(echo, { body: ofSize(MAX_BODY_BYTES) })).toMatchObject({ status: 200 });
    expect(await request(echo, { body: ofSize(MAX_BODY_BYTES + 1) })).toMatchObject({
      status: 400,
      body: { code: 'BODY_TOO_LARGE' },
    });
  });
});

test('is measured in decoded bytes, not characters or base64', async () => {
  const body = Buffer.from(JSON.stringify({ quantity: 1, more: '🦊'.repeat(MAX_BODY_BYTES / 4) })).toString('base64');

  expect(await request(echo, { body, isBase64Encoded: true })).toMatchObject({ body: { code: 'BODY_TOO_LARGE' } });
});

describe('the encoding of a body', () => {
  const Text = z.strictObject({ text: z.string() });
  const texts = httpHandler({ ...route, body: Text }, async ({ body }) => respond(body));
  const latin1 = Buffer.from('{"text":"Caf\u00e9"}', 'latin1');
  /** As API Gateway hands over a body of this type. */
  const send = (bytes: Buffer, type: string, headers: Record<string, string> = {}) => {
    const isText = /^(?:text\/|application\/json)/.test(type);
    return request(texts, {
      body: bytes.toString(isText ? 'utf8' : 'base64'),
      isBase64Encoded: !isText,
      headers: { ...(type === '' ? {} : { 'content-type': type }), ...headers },
    });
  };

  describe.each(['application/json', 'application/x-www-form-urlencoded', 'text/plain', ''])('of type %j', (type) => {
    test.each([
      ['Latin-1', latin1],
      ['a character cut off', Buffer.from('{"text":"🦊"}').subarray(0, 12)],
      ['a byte that is in no UTF-8', Buffer.from([...Buffer.from('{"text":"'), 0xff, ...Buffer.from('"}')])],
      ['an overlong form', Buffer.from([...Buffer.from('{"text":"'), 0xc0, 0xaf, ...Buffer.from('"}')])],
      ['a surrogate', Buffer.from([...Buffer.from('{"text":"'), 0xed, 0xa0, 0x80, ...Buffer.from('"}')])],
      ['UTF-16', Buffer.from('\ufeff{"text":"a"}', 'utf16le')],
      ['what a failed decoding leaves', Buffer.from('{"text":"Caf\ufffd"}')],
    ])('%s is rejected, not being UTF-8', async (_, bytes) => {
      expect(await send(bytes, type)).toMatchObject({
        status: 400,
        body: { code: 'INVALID_ENCODING', error: expect.stringContaining('UTF-8'), issues: [{ path: '' }] },
      });
    });

    test('UTF-8 is read, with a byte order mark too', async () => {
      expect(await send(Buffer.from('{"text":"Café 🦊"}'), type)).toMatchObject({ body: { text: 'Café 🦊' } });
      expect(await send(Buffer.from('\ufeff{"text":"Café"}'), type)).toMatchObject({ body: { text: 'Café' } });
    });
  });

  test.each(['utf-8', 'UTF-8', '"utf-8"', 'utf8', 'us-ascii'])('may be declared as %s', async (charset) => {
    expect(await send(Buffer.from('{"text":"a"}'), `application/json; charset=${charset}`)).toMatchObject({
      status: 200,
    });
  });

  test.each(['iso-8859-1', 'windows-1252', 'utf-16', 'utf-7', 'shift_jis', 'nonsense'])(
    'may not be declared as %s, whatever the bytes are',
    async (charset) => {
      for (const type of ['application/json', 'application/x-www-form-urlencoded', 'text/plain;format=flowed'])
        expect(await send(Buffer.from('{"text":"a"}'), `${type}; charset=${charset}`)).toMatchObject({
          status: 415,
          body: { code: 'UNSUPPORTED_MEDIA_TYPE', error: expect.stringContaining('charset') },
        });
    },
  );

  test('may not be compressed', async () => {
    const type = 'application/json';
    for (const encoding of ['gzip', 'br', 'identity, gzip'])
      expect(await send(latin1, type, { 'content-encoding': encoding })).toMatchObject({ status: 415 });
    expect(await send(Buffer.from('{"text":"a"}'), type, { 'content-encoding': 'identity' })).toMatchObject({
      status: 200,
    });
  });
});

describe('odd JSON', () => {
  test.each([
    ['__proto__', '{"quantity":1,"__proto__":{"isAdmin":true}}'],
    ['constructor', '{"quantity":1,"constructor":{"prototype":{"isAdmin":true}}}'],
  ])('with the key %s names an unknown field', async (path, body) => {
    expect(await request(echo, { body })).toMatchObject({ status: 400, body: { issues: [{ path }] } });
  });

  test('may repeat a key: the last one counts', async () => {
    expect(await request(echo, { body: '{"quantity":1,"quantity":2}' })).toMatchObject({ body: { quantity: 2 } });
  });

  test('that is nested 30,000 levels deep is rejected', async () => {
    const body = `{"quantity":${'['.repeat(30_000)}${']'.repeat(30_000)}}`;

    expect(await request(echo, { body })).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } });
  });

  test('with an unescaped control character is rejected', async () => {
    expect(await request(echo, { body: '{"quantity":1,"a":"\u0000"}' })).toMatchObject({
      body: { code: 'INVALID_JSON' },
    });
  });
});

describe('the response to a bad body', () => {
  const answerSize = async (body: string) => {
    const answer = await request(echo, { body });
    expect(answer).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } });
    return { ...answer.body, size: JSON.stringify(answer.body).length };
  };

  test('names 20 fields and says how many more there are', async () => {
    const unknown = Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`field${index}`, 1]));

    const { issues, moreIssues, error, size } = await answerSize(JSON.stringify({ quantity: 1, ...unknown }));

    expect([issues.length, moreIssues]).toEqual([20, 2980]);
    expect(error).toMatch(/; and 2980 more$/);
    expect(size).toBeLessThan(5000);
  });

  test('is small, however many elements and however long names are invalid', async () => {
    expect((await answerSize(`{"quantity":1,"items":[${'{},'.repeat(20_000)}{}]}`)).size).toBeLessThan(5000);
    expect((await answerSize(JSON.stringify({ quantity: 1, ['🦊'.repeat(15_000)]: 1 }))).size).toBeLessThan(5000);
  });

  test('counts only the issues that it leaves out', async () => {
    expect((await answerSize('{"quantity":-1}')).moreIssues).toBeUndefined();
  });
});

describe('the encoding of a query', () => {
  const handler = httpHandler({ ...route, query: z.strictObject({ q: z.string() }) }, async ({ query }) =>
    respond(query),
  );
  const search = (rawQueryString: string) =>
    request(handler, { rawQueryString, query: Object.fromEntries(new URLSearchParams(rawQueryString)) });

  test.each(['q=%E9', 'q=Caf%C3', 'q=%zz', 'q=100%', 'q=%C0%AF', 'q=%ED%A0%80', 'q=%EF%BF%BD'])(
    '%s is rejected',
    async (query) => {
      expect(await search(query)).toMatchObject({
        status: 400,
        body: { code: 'INVALID_INPUT', issues: [{ path: 'query' }] },
      });
    },
  );

  test('is UTF-8 with percent signs', async () => {
    expect(await search('q=Caf%C3%A9+%F0%9F%A6%8A+100%25')).toMatchObject({ status: 200, body: { q: 'Café 🦊 100%' } });
  });
});

describe('path, query and Idempotency-Key', () => {
  const handler = httpHandler(
    {
      ...route,
      path: PathId,
      query: z.strictObject({ limit: z.coerce.number().max(100).default(20) }),
      idempotencyKey: true,
    },
    async ({ path, query, idempotencyKey }) => respond({ ...path, ...query, idempotencyKey }),
  );

  test('reach the handler checked', async () => {
    const answer = await request(handler, {
      path: { id: 'a' },
      query: { limit: '5' },
      headers: { 'idempotency-key': 'key' },
    });

    expect(answer.body).toEqual({ id: 'a', limit: 5, idempotencyKey: 'key' });
  });

  test.each([
    ['an unknown query parameter', { path: { id: 'a' }, query: { offset: '1' } }, 'offset'],
    ['a limit that is no number', { path: { id: 'a' }, query: { limit: 'many' } }, 'limit'],
    ['an empty key', { path: { id: 'a' }, headers: { 'idempotency-key': '' } }, 'Idempotency-Key'],
    [
      'a key of 256 characters',
      { path: { id: 'a' }, headers: { 'idempotency-key': 'k'.repeat(256) } },
      'Idempotency-Key',
    ],
    ['a key outside of ASCII', { path: { id: 'a' }, headers: { 'idempotency-key': 'ключ' } }, 'Idempotency-Key'],
  ])('with %s are rejected', async (_, parts, path) => {
    expect(await request(handler, parts)).toMatchObject({ status: 400, body: { issues: [{ path }] } });
  });
});

test('are ignored by a route that does not use the key', async () => {
  // @ts-expect-error the definition has no `idempotencyKey`
  const handler = httpHandler(route, async ({ idempotencyKey }) => respond({ idempotencyKey }));

  expect(await request(handler, { headers: { 'idempotency-key': '' } })).toMatchObject({ status: 400 });
});

describe('a route rejects what it does not accept:', () => {
  const handler = httpHandler(route, async () => respond({}));

  test('a query, if it has none', async () => {
    expect(await request(handler, { query: { id: 'a' } })).toMatchObject({
      status: 400,
      body: { code: 'INVALID_INPUT', issues: [{ path: 'id', message: 'is not a known field' }] },
    });
    expect(await request(handler, { query: {} })).toMatchObject({ status: 200 });
  });

  test('an unknown route with or without a query', async () => {
    expect(await request(routeNotFound(), { query: { id: 'a' } })).toMatchObject({ status: 404 });
  });
});

describe('an error', () => {
  test('of the domain is returned with its code, its status and its data', async () => {
    const handler = httpHandler(route, async () => {
      throw new DomainError('INSUFFICIENT_STOCK', 'Insufficient stock available', { quantityAvailable: 3 });
    });

    expect(await request(handler)).toMatchObject({
      status: 400,
      body: { error: 'Insufficient stock available', code: 'INSUFFICIENT_STOCK', quantityAvailable: 3 },
    });
  });

  test('of any other kind is logged and hidden', async () => {
    const logged = jest.spyOn(log, 'error').mockReturnValue();
    const handler = httpHandler(route, async () => {
      throw new Error('table secrets-prod does not exist');
    });

    const answer = await request(handler);

    expect(answer).toMatchObject({ status: 500, body: { code: 'INTERNAL_ERROR', requestId: 'request-1' } });
    expect(JSON.stringify(answer)).not.toContain('secrets');
    expect(logged).toHaveBeenCalledWith('request failed', {
      error: new Error('table secrets-prod does not exist'),
      route: 'POST /test',
    });
  });

  test('that is an outage is a 503 with Retry-After, and is logged', async () => {
    const logged = jest.spyOn(log, 'error').mockReturnValue();
    const error = Object.assign(new Error('Rate exceeded for table Secrets'), { name: 'ThrottlingException' });
    const handler = httpHandler(route, async () => {
      throw error;
    });

    const answer = await request(handler);

    expect(answer).toMatchObject({
      status: 503,
      body: { code: 'UNAVAILABLE', requestId: 'request-1' },
      headers: { 'retry-after': expect.stringMatching(/^[1-9]\d*$/) },
    });
    expect(JSON.stringify(answer)).not.toContain('Secrets');
    expect(logged).toHaveBeenCalledWith('request failed', { error, route: 'POST /test' });
  });

  test('of the domain that says to try again has a Retry-After as well', async () => {
    const handler = httpHandler(route, async () => {
      throw new DomainError('UNAVAILABLE', 'The cart is being changed: try again.');
    });

    expect(await request(handler)).toMatchObject({
      status: 503,
      body: { error: 'The cart is being changed: try again.' },
      headers: { 'retry-after': expect.any(String) },
    });
  });

  test('is returned before the function times out, if AWS does not respond', async () => {
    const handler = httpHandler(route, () => new Promise(() => {}));
    const end = Date.now() + 600;
    const context = { getRemainingTimeInMillis: () => end - Date.now() } as Context;

    const { statusCode, headers } = await handler(httpEvent({}), context);

    expect({ statusCode, headers }).toMatchObject({ statusCode: 503, headers: { 'retry-after': expect.any(String) } });
    expect(Date.now()).toBeLessThan(end);
  });

  test('has the msg of its route', async () => {
    const handler = httpHandler({ ...route, body: Body, failureMsg: 'sign-in failed' }, async () => respond({}));

    expect((await request(handler, { body: {} })).body.msg).toBe('sign-in failed');
  });

  test('for an unknown route is a 404 in the same format', async () => {
    expect(await request(routeNotFound())).toMatchObject({
      status: 404,
      body: { error: expect.any(String), code: 'NOT_FOUND', requestId: 'request-1' },
      headers: { 'x-correlation-id': expect.any(String) },
    });
  });
});

describe('a cacheable response', () => {
  const handler = httpHandler({ ...route, maxAgeSeconds: 30 }, async () =>
    respond({ banners: [] }, { 'x-next-cursor': 'c' }),
  );

  test('has a max-age, an ETag and its own headers', async () => {
    expect((await request(handler)).headers).toMatchObject({
      'cache-control': 'public, max-age=30',
      etag: expect.stringMatching(/^W\/"/),
      'x-next-cursor': 'c',
    });
  });

  test('is not sent again to a client that has it', async () => {
    const { headers } = await request(handler);

    const again = await request(handler, { headers: { 'if-none-match': `"other", ${headers.etag}` } });

    expect(again).toMatchObject({ status: 304, body: undefined, headers: { etag: headers.etag } });
  });

  test('is sent to a client with another version', async () => {
    expect(await request(handler, { headers: { 'if-none-match': 'W/"other"' } })).toMatchObject({ status: 200 });
  });
});

describe('HEAD', () => {
  const handler = httpHandler(
    { ...route, query: z.strictObject({ q: z.string().optional() }), maxAgeSeconds: 60 },
    async () => respond({ a: 1 }),
  );

  test.each([
    ['an answer', {}],
    ['an error', { query: { unknown: '1' }, rawQueryString: 'unknown=1' }],
    ['what the client has', { headers: { 'if-none-match': '*' } }],
  ])('has the status and the headers of GET for %s, and no body', async (_, parts) => {
    const headers = { 'x-correlation-id': 'same', ...('headers' in parts ? parts.headers : {}) };

    const got = await request(handler, { ...parts, headers, method: 'GET' });
    const head = await request(handler, { ...parts, headers, method: 'HEAD' });

    expect(head).toEqual({ ...got, body: undefined });
  });

  test('of no route is 404 without a body', async () => {
    expect(await request(routeNotFound(), { method: 'HEAD' })).toMatchObject({ status: 404, body: undefined });
  });
});

describe('a route with a token', () => {
  const customers = httpHandler({ ...route, body: Body, auth: 'customer' }, async ({ caller }) => respond(caller));
  const admins = httpHandler({ ...route, auth: 'admin' }, async ({ caller }) => respond(caller));

  test('identifies its caller by an ID token, with the email address', async () => {
    const headers = { authorization: await authorization('ann') };

    expect((await request(customers, { body: { quantity: 1 }, headers })).body).toEqual({
      userId: 'ann',
      groups: [],
      email: 'ann@example.com',
    });
  });

  test('identifies its caller by an access token', async () => {
    const headers = { authorization: await authorization('ann', { use: 'access' }) };

    expect((await request(customers, { body: { quantity: 1 }, headers })).body).toMatchObject({
      userId: 'ann',
      accessToken: expect.any(String),
    });
  });

  test('checks the token before the body', async () => {
    expect(await request(customers, { body: 'no JSON' })).toMatchObject({
      status: 401,
      body: { code: 'UNAUTHORIZED' },
      headers: { 'www-authenticate': 'Bearer' },
    });
  });

  test('for admins rejects customers with 403 and accepts admins', async () => {
    const customer = { authorization: await authorization('ann') };
    const admin = { authorization: await authorization('eve', { groups: ['admin'] }) };

    expect(await request(admins, { headers: customer })).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    expect(await request(admins, { headers: admin })).toMatchObject({ status: 200, body: { userId: 'eve' } });
  });
});

describe('a route whose body is optional', () => {
  const handler = httpHandler({ ...route, body: Body.optional() }, async ({ body }) =>
    respond({ body: body ?? 'none' }),
  );

  test('may be called without one', async () => {
    expect((await request(handler)).body).toEqual({ body: 'none' });
  });

  test('still checks a body that is sent', async () => {
    expect(await request(handler, { body: { quantity: 'many' } })).toMatchObject({ status: 400 });
    expect(await request(handler, { body: 'no JSON' })).toMatchObject({ status: 400, body: { code: 'INVALID_JSON' } });
  });
});

describe('a route that reads the raw body', () => {
  const handler = httpHandler(route, async ({ rawBody, headers }) =>
    respond({ rawBody, signature: headers.signature }),
  );

  test.each([
    ['plain', '{ "a":  "é" }', false],
    ['base64', Buffer.from('{ "a":  "é" }').toString('base64'), true],
  ])('gets every character of a %s body, and the headers', async (_, body, isBase64Encoded) => {
    const answer = await request(handler, { body, isBase64Encoded, headers: { signature: 's' } });

    expect(answer.body).toEqual({ rawBody: '{ "a":  "é" }', signature: 's' });
  });
});
