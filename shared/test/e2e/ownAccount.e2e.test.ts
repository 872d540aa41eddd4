import { describe, expect, test } from '@jest/globals';
import { call, codeIn, createAccount, mailAddress, signIn, uploadProduct, waitForMail } from '../../cli/shopClient.ts';
import { admin, approvedProduct, picture, platform, shoes, unique } from './shop.ts';

type Body = {
  userId?: string;
  fullName?: string;
  email?: string;
  groups?: string[];
  code?: string;
  users?: { userId: string }[];
};

const auth = (token: string, path: string, body?: unknown, method = body === undefined ? 'GET' : 'POST') =>
  call<Body>(`${platform.auth}${path}`, { token, method, ...(body === undefined ? {} : { body }) });

describe('an account', () => {
  test('is renamed and gets another password and address, and its owner is told of each', async () => {
    const person = await createAccount(platform, unique('Person'));
    const fullName = unique('Renamed');
    const email = mailAddress(platform, fullName);

    expect(await auth(person.idToken, '/me', { fullName }, 'PATCH')).toMatchObject({ status: 200, body: { fullName } });
    expect((await auth(person.accessToken, '/me/email', { email })).status).toBe(200);
    const confirmationCode = codeIn(await waitForMail(platform, email, /code|confirm/i));
    expect((await auth(person.accessToken, '/me/email/confirm', { confirmationCode })).status).toBe(200);
    const passwords = { oldPassword: person.password, newPassword: 'passwrod456' };
    expect((await auth(person.accessToken, '/me/password', passwords)).status).toBe(200);

    const { idToken } = await signIn(platform, { fullName, email, password: 'passwrod456' });
    expect((await auth(idToken, '/me')).body).toMatchObject({ fullName, email, groups: [] });
    for (const subject of [/name was changed/, /A new email address/, /email address was changed/])
      await waitForMail(platform, person.email, subject);
    await waitForMail(platform, email, /password was changed/);
  });

  test('gets all that the shop holds about it, by a link in an email', async () => {
    const person = await createAccount(platform, unique('Curious'));
    const id = await approvedProduct({ quantity: 10 });
    const address = { name: person.fullName, line1: 'Ringweg 7', postalCode: '10115', city: 'Berlin', country: 'DE' };
    const ask = (url: string, body?: object) =>
      call<Record<string, string>>(url, { token: person.idToken, ...(body ? { body } : {}) });
    await ask(`${platform.auth}/me/addresses`, address);
    await ask(`${platform.order}/cart`, { id, qty: 2 });
    const orders = [];
    for (const quantity of [1, 2, 3]) orders.push(await ask(`${platform.order}/create-order`, { id, quantity }));
    const productId = await uploadProduct(platform, person, shoes, picture);

    const { status, body } = await ask(`${platform.auth}/me/export`);
    const again = await ask(`${platform.auth}/me/export`);

    expect([status, again.status]).toEqual([202, 202]);
    expect(body.id).toBe(again.body.id);
    const mail = await waitForMail(platform, person.email, /data is ready/);
    const [, token] = /\/exports\/([\w.-]+)/.exec(mail.body.text ?? '') ?? [];
    expect(mail.body.html).toContain(`/exports/${token}"`);
    const link = await fetch(`${platform.auth}/exports/${token}`, { redirect: 'manual' }); // as a click in an email
    expect(link.status).toBe(302);
    const file = await call(link.headers.get('location') ?? '');
    expect(file).toMatchObject({
      status: 200,
      body: {
        notDeployed: [],
        authService: { account: [{ email: person.email }], addresses: [address] },
        orderService: {
          cart: [{ items: [{ productId: id, quantity: 2 }] }],
          orders: orders.reverse().map((order) => ({ id: order.body.orderId, email: person.email })),
        },
        productService: { products: [{ id: productId, email: person.email }] },
      },
    });
    expect(file.headers.get('content-disposition')).toContain('personal-data.json');
    expect((await ask(`${platform.auth}/me/export`)).body.id).not.toBe(body.id);
    expect((await call(`${platform.auth}/exports/${token}x`)).status).toBe(404);
  });

  test('is found by an admin, made an admin, and no longer one', async () => {
    const boss = await admin();
    const person = await createAccount(platform, unique('Promoted'));
    const q = encodeURIComponent(person.fullName);
    const { body } = await auth(boss.idToken, `/users?q=${q}`);
    const userId = body.users?.[0]?.userId;
    expect((await auth(boss.idToken, '/users?limit=1')).body.users).toHaveLength(1);

    for (const [method, groups] of [
      ['PUT', ['admin']],
      ['DELETE', []],
      ['PUT', ['admin']],
      ['DELETE', []],
    ] as const) {
      const answer = await auth(boss.idToken, `/users/${userId}/groups/admin`, undefined, method);
      expect(answer).toMatchObject({ status: 200, body: { userId, groups } });
    }

    expect((await auth(person.idToken, `/users/${userId}`)).status).toBe(403);
    await waitForMail(platform, person.email, /rights were changed/);
  });
});
