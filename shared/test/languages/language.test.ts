import { chooseLanguage, languageTags, preferredLanguage, textsIn } from '@ecommerce/shared/languages/language.ts';
import { describe, expect, test } from '@jest/globals';

const isGerman = (...wishes: (string | undefined)[]) => chooseLanguage(...wishes) === 'de';

describe('the language of a customer', () => {
  test.each([
    [undefined],
    [''],
    ['*'],
    ['en'],
    ['en-US,en;q=0.9,de;q=0.8'],
    ['fr'],
    ['de;q=0'],
    ['de;q=x'],
    ['den'],
    ['-de'],
    [',;,;q=1'],
    ['de;q=0.5,en;q=0.6'],
  ])('is the default for %j, which is not stored', (header) => {
    expect(chooseLanguage(header)).toBeUndefined();
  });

  test.each([
    'de',
    'DE',
    'de-AT',
    'de-Latn-CH-1996',
    'de-DE,de;q=0.9,en;q=0.8',
    'en;q=0.5, de;q=0.6',
    'fr, de;q=0.2, *;q=0.1',
    'de ; q=0.3',
    'fr-CH,gsw;q=0.9,de;q=0.1',
  ])('is German for %j', (header) => {
    expect(isGerman(header)).toBe(true);
  });

  test('is the first that is known of body, account and header', () => {
    expect(isGerman('de', 'en', 'en')).toBe(true);
    expect(isGerman(undefined, 'de', 'en')).toBe(true);
    expect(isGerman('fr', undefined, 'de-DE')).toBe(true);
    expect(isGerman('en', 'de', 'de')).toBe(false);
  });

  test('of a header alone is known for the default too, so that an account can keep it', () => {
    expect(preferredLanguage('en-GB,de;q=0.9')).toBe('en');
    expect(preferredLanguage('de-AT')).toBe('de');
    for (const header of [undefined, '*', 'fr']) expect(preferredLanguage(header)).toBeUndefined();
  });

  test('is found in a long header in no time', () => {
    const start = performance.now();

    expect(chooseLanguage(`${'x-'.repeat(5000)},${'a,'.repeat(5000)}`)).toBeUndefined();
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

test('texts exist for a stored language and its regions, and are English for any other', () => {
  expect(textsIn('de-CH').language).toBe('de');
  expect(textsIn(undefined).language).toBe('en');
  expect(textsIn('xx').language).toBe('en');
  expect(languageTags.toSorted()).toEqual(['de', 'en']);
});

describe.each(languageTags)('the language %s', (tag) => {
  const { money, time, percent, labels, links, orders, accounts, codes, products } = textsIn(tag);

  test('has each text, none empty', () => {
    const texts = [...Object.values(labels), ...Object.values(links)].map((text) =>
      typeof text === 'string' ? text : text('value'),
    );
    for (const text of texts) expect(text.trim()).not.toBe('');
  });

  test('has a subject of one line, a heading and sentences for each email', () => {
    const named = { order: '2026-000123', amount: '1', failure: 'No.', carrier: 'DHL', refund: '1' } as const;
    for (const write of [orders.received, orders.paid, orders.returnApproved, orders.returnRefused]) {
      const { subject, heading, paragraphs } = write(named);
      expect(subject).toMatch(/^[^\n]*2026-000123[^\n]*$/);
      expect([heading, ...paragraphs].every((text) => text.trim() !== '')).toBe(true);
    }
  });

  test('has a subject of one line, a heading and sentences with the name and the shop for each email about an account', () => {
    const about = { name: 'Ann Lee', shop: 'Shoes & more', isNameTaken: true, isContested: true };
    for (const write of [...Object.values(accounts), ...Object.values(codes)]) {
      const { subject, heading, paragraphs } = write(about);
      expect(subject).toMatch(/^[^\n]+$/);
      expect([heading, ...paragraphs].every((text) => text.trim() !== '')).toBe(true);
      expect(paragraphs[0]).toContain('Ann Lee');
      expect(paragraphs.join(' ')).toContain('Shoes & more');
    }
    expect(codes.confirmation({ ...about, isNameTaken: false, isContested: false }).paragraphs).toHaveLength(2);
    expect(products.rejected({ product: 'Shoes', reason: 'Blurred.' }).paragraphs.join(' ')).toMatch(
      /Shoes.*Blurred\./,
    );
    expect(products.backInStock({ product: 'Shoes' })).toMatchObject({
      subject: expect.stringContaining('Shoes'),
      paragraphs: expect.arrayContaining([expect.stringContaining('Shoes')]),
    });
  });

  test.each([
    ['JPY', 1234, '1234'],
    ['EUR', 1234, '1234'],
    ['KWD', 1234, '1234'],
  ])('formats money in %s without losing a digit', (currency, amount, digits) => {
    expect(money(amount, currency).replaceAll(/\D/g, '')).toBe(digits);
  });

  test('formats times in UTC, and percentages', () => {
    expect(time('2026-01-02T03:04:05.678Z')).toMatch(/2.*2026.*03:04 UTC$/);
    expect(percent(7.5)).toMatch(/^7[.,]5\s?%$/);
  });
});

test('German picks the form of a word by the number', () => {
  const { shipping } = textsIn('de').orders;

  expect(shipping({ firstProduct: 'Schuhe', others: 0 }).subject).toBe('Jetzt unterwegs: Schuhe');
  expect(shipping({ firstProduct: 'Schuhe', others: 1 }).subject).toBe(
    'Jetzt unterwegs: Schuhe und 1 weiterer Artikel',
  );
  expect(shipping({ firstProduct: 'Schuhe', others: 2 }).subject).toBe('Jetzt unterwegs: Schuhe und 2 weitere Artikel');
});
