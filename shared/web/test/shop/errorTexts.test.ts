import { type Failure, ShopError } from '@ecommerce/client';
import { describe, expect, test } from '@jest/globals';
import { errorsIn, errorText, fieldErrors } from '../../shop/src/parts/errorTexts.ts';
import { de } from '../../shop/src/texts/de.ts';
import { en } from '../../shop/src/texts/en.ts';
import { errorCodesOf } from '../errorCodes.ts';

const refusal = (path: string, message: string) =>
  new ShopError({ error: 'Invalid', code: 'INVALID_INPUT', issues: [{ path, message }] } as Failure, 400);

describe('the shop says what was refused in the language of the person', () => {
  test.each([
    ['English', en],
    ['German', de],
  ])('for every code that its routes can answer, in %s', (_, texts) => {
    const unknown = errorCodesOf('shared/web/shop/src').filter((code) => !(code in texts.errors.codes));

    expect(unknown).toEqual([]);
    expect(Object.values(texts.errors.codes)).not.toContain('');
  });

  test('by the code of a failed call, and of its exception', () => {
    const failure = { error: 'The cart is empty.', code: 'CART_EMPTY' } as Failure;

    expect(errorText(de, failure)).toBe(de.errors.codes.CART_EMPTY);
    expect(errorText(de, new ShopError(failure, 409))).toBe(de.errors.codes.CART_EMPTY);
    expect(errorText(de, new Error('other'))).toBe(de.errors.unexpected);
  });

  test.each([
    [
      'shippingAddress.postalCode',
      'is not a postal code of DE, such as 10115',
      'Das ist keine Postleitzahl dieses Landes. Zum Beispiel: 10115',
    ],
    ['postalCode', 'is needed in DE', 'Bitte füllen Sie dieses Feld aus.'],
    ['region', 'is not a region of US, such as US-AL', 'Das ist keine Region dieses Landes. Zum Beispiel: US-AL'],
    ['email', 'must be a mail address', 'An diese E-Mail-Adresse können wir nichts schicken.'],
    ['fullName', 'Too small: expected string to have >=1 characters', 'Bitte füllen Sie dieses Feld aus.'],
    ['city', 'Too big: expected string to have <=100 characters', 'Das ist zu lang.'],
    ['city', 'must not hold control characters', 'Bitte prüfen Sie dieses Feld.'],
  ])('at the field %s', (path, message, text) => {
    expect(fieldErrors(de, refusal(path, message))).toEqual({ [path]: text });
  });

  test('at the address that it is about', () => {
    const errors = fieldErrors(de, refusal('billingAddress.city', 'is required'));

    expect(errorsIn('billingAddress', errors)).toEqual({ city: 'Bitte füllen Sie dieses Feld aus.' });
    expect(errorsIn('shippingAddress', errors)).toEqual({});
  });
});
