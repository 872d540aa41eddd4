import { describe, expect, test } from '@jest/globals';
import { call } from '../../cli/shopClient.ts';
import { routes as documented } from '../openapi/routes.ts';
import { account, platform, unique } from './shop.ts';

const apis: Record<string, string> = {
  authService: platform.auth,
  bannerService: platform.banner,
  categoryService: platform.category,
  productService: platform.product,
  orderService: platform.order,
};

/** Every documented route with an address of it; that each answer fits its document is looked at in `documentedAnswers.ts`. */
const routes = documented.map(({ service, route, auth, example = {} }) => {
  const [method = '', path = ''] = route.split(' ');
  const values: Readonly<Record<string, string>> = example.path ?? {};
  const url = `${apis[service]}${path.replaceAll(/\{(\w+)\}/g, (_, name) => values[name] ?? '')}`;
  return { name: `${service}: ${route}`, method, url, auth, body: example.body };
});

describe.each(routes.filter(({ auth }) => auth !== undefined && auth !== 'uploads'))(
  '$name',
  ({ name, method, url, body, auth }) => {
    test('rejects requests without a token and from other callers, as documented', async () => {
      const guestOrders = auth === 'customerOrGuest'; // what names everything itself needs no token
      const nobody = await call(url, { method, body: guestOrders ? {} : body });
      const { accessToken } = await account(name.endsWith('DELETE /me') ? unique('Leaver') : 'Reader');
      const customer = await call(url, { method, body, token: accessToken }); // which all routes accept

      expect(nobody).toMatchObject({ status: 401, body: { code: 'UNAUTHORIZED' } });
      expect(customer.status === 403).toBe(auth === 'staff' || auth === 'admin');
      expect(customer.body).not.toMatchObject({ code: 'UNAUTHORIZED' });
    });
  },
);

describe.each(routes.filter(({ auth, method }) => auth === undefined && method === 'GET'))('$name', ({ url }) => {
  test('responds to anyone, as documented', async () => {
    expect([200, 404]).toContain((await call(url)).status);
  });
});

describe.each(routes.filter(({ method }) => method === 'GET'))('HEAD for $name', ({ url, auth }) => {
  test('has the status and the headers of GET, and no body', async () => {
    const token = auth === undefined ? {} : { token: (await account('Reader')).idToken };

    const got = await call(url, token);
    const head = await call(url, { ...token, method: 'HEAD' });

    expect([head.status, head.body]).toEqual([got.status, '']);
    for (const name of ['content-type', 'cache-control', 'etag', 'x-next-cursor'])
      expect([name, head.headers.get(name)]).toEqual([name, got.headers.get(name)]);
  });
});

describe('the page of the APIs', () => {
  test('shows this platform’s services with their URLs', async () => {
    const { body } = await call<{ services: { name: string; url: string }[] }>(`${platform.pages}/services.json`);

    expect(Object.fromEntries(body.services.map(({ name, url }) => [name, url]))).toEqual(apis);
  });

  test.each(Object.entries(apis))('may call %s from a browser', async (_, url) => {
    const { status, headers } = await call(`${url}/anything`, {
      method: 'OPTIONS',
      headers: {
        origin: new URL(platform.pages ?? '').origin,
        'access-control-request-method': 'PATCH',
        'access-control-request-headers': 'authorization,content-type,idempotency-key,if-none-match,x-correlation-id',
      },
    });

    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-allow-methods')).toContain('PATCH');
  });
});
