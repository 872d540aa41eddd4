import { type Failure, ShopError } from '@ecommerce/client';
import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { errorText } from '../../console/src/errorText.ts';
import { fieldText } from '../../console/src/fieldText.ts';
import { refusalText } from '../../console/src/imports/refusalText.ts';
import { de } from '../../console/src/texts/de.ts';
import { en } from '../../console/src/texts/en.ts';
import { errorCodesOf } from '../errorCodes.ts';

/** Translates into German as react-admin does: `_` is the text of an unknown key. */
const translate = (key: string, options: Record<string, unknown> = {}): string => {
  const find = (texts: unknown, name: string) => (texts as Record<string, unknown> | undefined)?.[name];
  const text = String(key.split('.').reduce<unknown>(find, de) ?? options._ ?? key);
  return text.replace(/%\{(\w+)\}/g, (_, name) => String(options[name]));
};

const message = (schema: z.ZodType, value: unknown): string =>
  schema.safeParse(value).error?.issues[0]?.message ?? 'accepted';

describe('the console says what was refused in the language of the person', () => {
  test.each([
    ['English', en.console],
    ['German', de.console],
  ])('for every code that its routes can answer, in %s', (_, { errors, login }) => {
    const texts: Record<string, string> = { ...errors, ...login.errors };
    const unknown = errorCodesOf('shared/web/console/src').filter((code) => !texts[code]);

    expect(unknown).toEqual([]);
  });

  test('by the code of a failed call, with what is wrong with its fields', () => {
    const issues = [{ path: 'carrier', message: 'is required' }];
    const refused = { error: 'Invalid', code: 'INVALID_INPUT', issues } as Failure;
    const changed = { error: 'The order changed.', code: 'ORDER_CHANGED' } as Failure;

    expect(errorText(new ShopError(changed, 409), translate)).toBe(de.console.errors.ORDER_CHANGED);
    expect(errorText(new ShopError(refused, 400), translate)).toBe(
      'Bitte prüfen Sie Ihre Eingaben. carrier: Bitte füllen Sie dieses Feld aus.',
    );
  });

  test('by the message of the API where the console has no text', () => {
    const failure = { error: 'The shop is closed.', code: 'CLOSED' } as unknown as Failure;

    expect(errorText(new ShopError(failure, 409), translate)).toBe('The shop is closed.');
    expect(fieldText('must be blue', translate)).toBe('must be blue');
  });

  test.each([
    [message(z.string(), undefined), 'Bitte füllen Sie dieses Feld aus.'],
    [message(z.string().min(1), ''), 'Bitte füllen Sie dieses Feld aus.'],
    [message(z.number(), Number.NaN), 'Bitte füllen Sie dieses Feld aus.'],
    [message(z.string().min(3), 'ab'), 'Mindestens 3 Zeichen.'],
    [message(z.string().max(2), 'abc'), 'Höchstens 2 Zeichen.'],
    [message(z.array(z.string()).min(2), []), 'Mindestens 2 Einträge.'],
    [message(z.array(z.string()).max(0), ['a']), 'Höchstens 0 Einträge.'],
    [message(z.number().max(100), 101), 'Höchstens 100.'],
    [message(z.number().min(0.01), 0), 'Mindestens 0.01.'],
    [message(z.number().positive(), 0), 'Mehr als 0.'],
    [message(z.number().gt(5), 5), 'Mehr als 5.'],
    [message(z.number().lt(5), 5), 'Weniger als 5.'],
    [message(z.int(), 1.5), 'Bitte geben Sie eine Zahl ein.'],
    [message(z.enum(['a']), 'b'), 'Dieser Wert ist hier nicht möglich.'],
    [message(z.enum(['a', 'b']), 'c'), 'Dieser Wert ist hier nicht möglich.'],
    [message(z.iso.datetime(), 'x'), 'Dieser Wert ist hier nicht möglich.'],
    [message(z.url(), 'x'), 'Bitte eine vollständige Webadresse eingeben, zum Beispiel https://example.com.'],
    ['must have at most 2 fraction digits in EUR', 'Höchstens 2 Stellen nach dem Komma.'],
    ['must not raise the stock above 1000000', 'Höchstens 1000000 Stück im Bestand.'],
    ['must be after from', 'Das muss nach dem Beginn liegen.'],
    ['must not be in the past', 'Das darf nicht in der Vergangenheit liegen.'],
    ['is not a postal code of DE, such as 10115', 'Das gibt es in diesem Land nicht. Ein Beispiel: 10115'],
    ['must be a VAT id such as DE123456789', 'Das ist keine Umsatzsteuer-ID wie DE123456789.'],
    ['Its host answered with the status 404.', 'Der Rechner mit dem Bild antwortet mit dem Status 404.'],
    ['It does not belong to a host of the Internet.', 'Von dieser Adresse werden keine Bilder geholt.'],
    ['not an image of an allowed type (PNG)', 'Das ist kein Bild, oder es ist beschädigt.'],
  ])('at a field of which the API says: %s', (said, text) => {
    expect(fieldText(said, translate)).toBe(text);
  });

  test('about each column of a refused line', () => {
    const reason = 'Variant Price: Too small: expected number to be >0; Title: is needed';

    expect(refusalText(reason, translate)).toBe('Variant Price: Mehr als 0.; Title: Bitte füllen Sie dieses Feld aus.');
    expect(refusalText('The product has no line with a price.', translate)).toBe(
      'The product has no line with a price.',
    );
  });
});
