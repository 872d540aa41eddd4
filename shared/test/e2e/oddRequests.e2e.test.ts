import { afterAll, describe, expect, test } from '@jest/globals';
import { routes as documented } from '../openapi/routes.ts';
import { resetPricing } from './pricingSettings.ts';
import { account, admin, platform } from './shop.ts';

/**
 * Every documented route that is not throttled per client, with requests that people and scanners send. Each answer is the client's to
 * understand: documented (`documentedAnswers.ts` looks), small, never a fault of ours. `SEED=7 npm test` sends others.
 */
const SEED = Number(process.env.SEED ?? 1);
const BODIES = 8;
const PATHS = 4;

const apis: Record<string, string> = {
  authService: platform.auth,
  bannerService: platform.banner,
  categoryService: platform.category,
  productService: platform.product,
  orderService: platform.order,
};

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
const randomFrom = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let bits = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
  return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
};

const texts = [
  ...[
    '',
    ' ',
    '\0',
    'a\0b',
    '\ud800',
    '\ufffd',
    '\uffff',
    '🎉',
    '𠮷',
    '\u202eabc',
    '\u200b',
    '\u3164',
    'Cafe\u0301',
    'İ',
    'ﬁ',
  ],
  ...[
    '__proto__',
    'constructor',
    'hasOwnProperty',
    '../..',
    '%00',
    "'",
    '{{x}}',
    '\r\nBcc: x@example.com',
    '"><script>',
  ],
  ...[
    '0x10',
    '1e2',
    '+5',
    '-1',
    '٥',
    'NaN',
    'null',
    'a@b',
    '2026-13-45T99:99:99.000Z',
    '*',
    '|',
    '=',
    '&',
    '#',
    '\u2028',
  ],
  ...[
    `a${'\u0301'.repeat(31)}`,
    '\u0301\u0316'.repeat(7000),
    '\ufdfa'.repeat(9000),
    'a'.repeat(60_000),
    'a'.repeat(129),
  ],
];
const values: unknown[] = [
  ...[null, true, 0, -1, 1.5, 1e308, 1e-7, 2 ** 53, 0.1 + 0.2, [], {}, [[]], ['a'], { a: { b: {} } }],
  ...[Array(15_000).fill({}), JSON.parse('{"__proto__":{"a":1}}'), JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`)],
];

/** Makes odd requests of good ones. */
const oddities = (seed: number) => {
  const random = randomFrom(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const odd = () => (random() < 0.6 ? pick(texts) : pick(values));
  const oddBody = (example: unknown): unknown => {
    if (typeof example !== 'object' || example === null || random() < 0.1) return odd();
    const body = { ...example } as Record<string, unknown>;
    const field = pick(Object.keys(body));
    if (field !== undefined && random() < 0.8) body[field] = oddBody(body[field]);
    if (random() < 0.2) body[pick(texts)] = odd();
    if (random() < 0.1) delete body[field];
    return body;
  };
  /** With some of its bytes changed now and then. */
  const oddBytes = (example: unknown) => {
    const bytes = Buffer.from(JSON.stringify(oddBody(example)) ?? '');
    if (random() < 0.2) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
    return random() < 0.05 ? bytes.subarray(0, bytes.length / 2) : bytes;
  };
  /** Without what makes another route of it. */
  const oddSegment = () =>
    encodeURIComponent(pick(texts.filter((text) => /^[^/?]{1,200}$/.test(text) && text.isWellFormed())));
  return { pick, oddBytes, oddSegment };
};

const types = [
  'application/json',
  'application/x-www-form-urlencoded',
  '',
  'text/plain',
  'application/json; charset=latin1',
  ';;',
];

const routes = documented.filter(
  ({ service, route, auth }) => route !== 'DELETE /me' && (service !== 'authService' || auth !== undefined),
);

afterAll(resetPricing); // some of the settings and discounts that it sends are valid

describe.each(routes)('$service: $route', ({ service, route, auth, path, query, body, example }) => {
  const [method = '', pattern = ''] = route.split(' ');
  const { pick, oddBytes, oddSegment } = oddities(SEED + route.length);
  const parameters = Object.keys(query?.shape ?? {});

  test('answers odd requests as documented, briefly and without a fault', async () => {
    const caller = auth === undefined ? undefined : await (auth === 'customer' ? account('Odd') : admin());
    const count = body ? BODIES : path || query ? PATHS : 1;
    for (let sent = 0; sent < count; sent += 1) {
      const segments = pattern.replaceAll(/\{\w+\}/g, oddSegment);
      const search = parameters.length > 0 ? `?${pick(parameters)}=${oddSegment()}` : '';
      const bytes = body && oddBytes(example?.body);
      const headers = {
        'content-type': pick(types),
        ...(caller ? { authorization: `Bearer ${caller.idToken}` } : {}),
        ...(pick([true, false, false]) ? { 'idempotency-key': pick(['', 'é', 'a'.repeat(256), '__proto__']) } : {}),
      };

      const response = await fetch(`${apis[service]}${segments}${search}`, {
        method,
        headers,
        ...(bytes ? { body: bytes } : {}),
      });
      const text = await response.text();

      const request = `${method} ${segments}${search} ${JSON.stringify(headers['content-type'])} ${bytes?.toString('latin1').slice(0, 500)}`;
      expect([request, response.status < 500]).toEqual([request, true]);
      if (response.status >= 400) expect([request, text.length < 6000]).toEqual([request, true]);
    }
  });
});
