import { expect, test } from '@jest/globals';
import { routes } from './routes.ts';

/** Bodies that existing clients send: exactly these fields, with values of the documented examples. */
const documented: [service: string, route: string, body: object][] = [
  ['authService', 'POST /sign-up', { email: 'ann@example.com', fullName: 'Ann Lee', password: 'passwrod123' }],
  ['authService', 'POST /confirm-sign-up', { fullName: 'Ann Lee', confirmationCode: '123456' }],
  ['authService', 'POST /sign-in', { fullName: 'Ann Lee', password: 'passwrod123' }],
  ['authService', 'POST /sign-out', { accessToken: 'eyJraWQiOiJ0ZXN0In0.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl' }],
  ['bannerService', 'POST /upload-url', { fileName: 'baner1.png', fileType: 'image/png' }],
  [
    'categoryService',
    'POST /upload-url',
    { fileName: 'fashion1.png', fileType: 'image/png', categoryName: 'fashion1' },
  ],
  [
    'productService',
    'POST /get-upload-url',
    {
      fileName: 'shoes.png',
      fileType: 'image/png',
      productName: 'gucci',
      productPrice: 100,
      description: 'shoes',
      quantity: 40,
      category: 'fashion1',
    },
  ],
  ['orderService', 'POST /create-order', { id: 'faaebaca-a48c-4417-aced-365ea474bf3d', quantity: 2 }],
];

test.each(documented)('%s: %s accepts the documented body, and requires its fields', (service, route, body) => {
  const schema = routes.find((candidate) => candidate.service === service && candidate.route === route)?.body;

  expect(schema?.safeParse(body)).toMatchObject({ success: true, data: body });
  for (const field of Object.keys(body)) {
    const { [field]: _, ...rest } = body as Record<string, unknown>;
    expect([field, schema?.safeParse(rest).success]).toEqual([field, false]);
  }
});
