import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import {
  call,
  codeIn,
  createAccount,
  eventually,
  mailAddress,
  type OrderView,
  waitForMail,
  waitForOrder,
} from '../../cli/shopClient.ts';
import { brokenInvariants } from './orderInvariants.ts';
import { approvedProduct, fetchAll, pixelsOf, platform, shoes, shop, unique } from './shop.ts';

const curl = async (...args: string[]): Promise<string> => (await promisify(execFile)('curl', ['-sS', ...args])).stdout;

test('a person signs up, sells through an admin, and a customer’s order ships: with curl alone, as documented', async () => {
  const fullName = unique('Story Seller');
  const email = mailAddress(platform, fullName);
  const post = async (url: string, body: unknown, ...more: string[]) =>
    JSON.parse(await curl('-X', 'POST', url, '-d', JSON.stringify(body), ...more));

  expect(await post(`${platform.auth}/sign-up`, { email, fullName, password: 'passwrod123' })).toEqual({
    msg: 'Account created. Please varify your email.',
  });
  const confirmationCode = codeIn(await waitForMail(platform, email, /code/i));
  expect(await post(`${platform.auth}/confirm-sign-up`, { fullName, confirmationCode })).toEqual({
    msg: 'User successfully confirmed!',
  });
  const signedIn = await post(`${platform.auth}/sign-in`, { fullName, password: 'passwrod123' });
  expect(signedIn).toEqual({
    msg: 'User successfully signed in!',
    tokens: {
      AccessToken: expect.any(String),
      ExpiresIn: 3600,
      IdToken: expect.any(String),
      RefreshToken: expect.any(String),
      TokenType: 'Bearer',
    },
  });
  const bearer = `Authorization: Bearer ${signedIn.tokens.IdToken}`;

  const { uploadUrl, id } = await post(`${platform.product}/get-upload-url`, shoes, '-H', bearer);
  expect(uploadUrl).toMatch(/\/shoes\.png\?/);
  await curl('-f', '-X', 'PUT', '-T', 'docs/images/shoes.png', uploadUrl);

  const mine = await eventually('the check of the picture', async () => {
    const list = JSON.parse(await curl('-H', bearer, `${platform.product}/my-products`));
    return list.products.find((product: { id: string; imageUrl?: string }) => product.id === id && product.imageUrl);
  });
  const published = pixelsOf((await fetchAll(mine.imageUrl)).bytes);
  expect(published.equals(pixelsOf(readFileSync('docs/images/shoes.png')))).toBe(true);

  expect(await post(`${platform.auth}/sign-out`, { accessToken: signedIn.tokens.AccessToken })).toEqual({
    msg: 'User succesfully signed out!',
  });
});

test('an order takes the stock, reaches shipping, and the customer gets both emails', async () => {
  const id = await approvedProduct({ quantity: 10 });
  const customer = await createAccount(platform, unique('Customer'));

  const placed = await call<{ orderId: string }>(`${platform.order}/create-order`, {
    body: { id, quantity: 3 },
    token: customer.idToken,
  });
  expect(placed).toMatchObject({
    status: 201,
    body: { message: 'order placed successfully', orderId: expect.any(String) },
  });
  const order = await waitForOrder(platform, customer, placed.body.orderId);

  expect(order).toMatchObject({
    id: placed.body.orderId,
    number: expect.stringMatching(/^\d{4}-\d{6}$/),
    status: 'shipping',
    items: [{ productId: id, productName: shoes.productName, unitPrice: 49.99, quantity: 3 }],
    total: 149.97,
    currency: expect.stringMatching(/^[A-Z]{3}$/),
    createdAt: expect.any(String),
    updatedAt: expect.any(String),
  } satisfies Record<keyof OrderView | string, unknown>);
  const product = await call(`${platform.product}/products/${id}`);
  expect(product.body).toMatchObject({ quantity: 7 });
  await eventually('both mails', async () =>
    (await brokenInvariants(shop, [order.id], new Map([[id, 10]]))).length === 0 ? true : undefined,
  );
});
