import { expect, test } from '@jest/globals';
import type { ErrorCode, ErrorCodeOf, Failure, Schemas, ShopClient } from '../src/index.ts';
import { scriptedShop } from './scriptedShop.ts';

/** The types are checked by tsc; running this file only shows that the code does what the types say. */

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const isTrue = <T extends true>(_?: T): void => {};

/** Returns what a page says about a sign-in that failed. With a case less it would not compile. */
const sentenceFor = (failure: Failure<ErrorCodeOf<'auth', 'post', '/sign-in'>>): string => {
  switch (failure.code) {
    case 'INVALID_CREDENTIALS':
      return 'Wrong name or password.';
    case 'USER_NOT_CONFIRMED':
      return 'Use the code in our email first.';
    case 'PASSWORD_RESET_REQUIRED':
      return 'Choose a new password first.';
    case 'FORBIDDEN':
    case 'INVALID_JSON':
    case 'INVALID_ENCODING':
    case 'INVALID_INPUT':
    case 'BODY_TOO_LARGE':
    case 'GATEWAY_REQUIRED':
    case 'UNSUPPORTED_MEDIA_TYPE':
      return failure.issues?.[0]?.message ?? failure.error;
    case 'TOO_MANY_REQUESTS':
    case 'INTERNAL_ERROR':
    case 'UNAVAILABLE':
    case 'NETWORK_ERROR':
    case 'TIMEOUT':
    case 'UNEXPECTED_RESPONSE':
      return 'Try again later.';
    default:
      return failure.code satisfies never;
  }
};

test('the codes of a route are a union that a switch can exhaust', async () => {
  const body = { error: 'Wrong', code: 'INVALID_CREDENTIALS', requestId: 'r' };
  const { shop } = scriptedShop({ 'POST /auth/sign-in': [{ status: 401, body }] });
  const credentials = { email: 'ann@example.com', password: 'passwrod123' };

  const { error } = await shop.auth.POST('/sign-in', { body: credentials });
  const { error: ofSession } = await shop.session.signIn(credentials);

  expect([error && sentenceFor(error), ofSession && sentenceFor(ofSession)]).toEqual(
    Array(2).fill('Wrong name or password.'),
  );
});

test('codes, bodies and parameters have the types of the documents', () => {
  const calls = async (shop: ShopClient) => {
    const { data, error, response } = await shop.orders.GET('/orders/{id}', { params: { path: { id: 'o' } } });
    if (error) {
      isTrue<Equal<typeof data, undefined>>();
      // @ts-expect-error: reading an order cannot fail for want of stock
      if (error.code === 'INSUFFICIENT_STOCK') return response;
      return error.code satisfies ErrorCode;
    }
    isTrue<Equal<typeof data.status, Schemas['orders']['OrderDetails']['status']>>();
    // @ts-expect-error: no such status
    if (data.status === 'shipped') return undefined;
    // @ts-expect-error: the id is missing
    await shop.orders.GET('/orders/{id}');
    // @ts-expect-error: no such route
    await shop.orders.GET('/products');
    // @ts-expect-error: a quantity is a number
    await shop.orders.POST('/cart', { body: { id: 'p', qty: '1' } });
    return data.timeline[0]?.at satisfies string | undefined;
  };
  isTrue<Equal<ErrorCodeOf<'products', 'get', '/products/{id}'> & 'PRODUCT_NOT_FOUND', 'PRODUCT_NOT_FOUND'>>();
  isTrue<
    Equal<Extract<ErrorCode, 'TOTAL_CHANGED' | 'TIMEOUT' | 'LAST_ADMIN'>, 'TOTAL_CHANGED' | 'TIMEOUT' | 'LAST_ADMIN'>
  >();
  // @ts-expect-error: the union holds codes only
  'NO_SUCH_CODE' satisfies ErrorCode;

  expect(calls).toBeInstanceOf(Function);
});
