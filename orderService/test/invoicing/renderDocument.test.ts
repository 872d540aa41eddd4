import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { renderDocument } from '../../src/invoicing/renderDocument.ts';
import { createSheet } from '../../src/pdf/sheet.ts';
import { pagesOf, positionsOf, textOf } from '../pdfText.ts';
import { invoice, line } from './documents.ts';

const rendered = async (document: Parameters<typeof renderDocument>[0]) => textOf(await renderDocument(document));
const named = (name: string, country?: string) =>
  rendered(invoice({ lines: [line(name)], ...(country ? { billingAddress: { ...addressIn, country } } : {}) }));
const addressIn = { name: 'A', line1: 'B', city: 'C' };

test('an invoice shows shop, customer, numbers, lines, sums and taxes', async () => {
  const text = await rendered(invoice());

  for (const part of [
    'Shoes & more Ltd Große Straße 12 10115 Berlin Germany VAT ID DE123456789',
    'Billing address Jürgen Łukasiewicz Grün & Söhne GmbH Große Straße 12 10115 Berlin Germany VAT ID ATU12345678',
    'Shipping address Ann Lee 5 Main St New York NY 10001 United States',
    'Number INV-2026-000123 Date of issue 5 January 2026 Order number 2026-000042 Order date 2 January 2026',
    'Item Quantity Unit price Discount Tax Amount',
    'Running shoes 2 99.99 EUR -20.00 EUR 19% 179.98 EUR Book 1 38.00 EUR 7% 38.00 EUR',
    'Subtotal 237.98 EUR Discount (Summer) -20.00 EUR Shipping (DHL) 4.99 EUR Total 222.97 EUR Paid 222.97 EUR',
    'Tax Net amount Tax amount VAT 7% 35.51 EUR 2.49 EUR VAT 19% 155.43 EUR 29.54 EUR',
    'Invoice INV-2026-000123 · Page 1 of 1',
  ]) {
    expect(text).toContain(part);
  }
});

test('an invoice is in the language of its order', async () => {
  const text = await rendered(invoice({ locale: 'de-AT' }));

  expect(text).toContain('Rechnungsadresse Jürgen Łukasiewicz');
  expect(text).toContain('Ausstellungsdatum 5. Januar 2026');
  expect(text).toContain('Zwischensumme 237,98 € Rabatt (Summer) -20,00 € Versand (DHL) 4,99 € Gesamtbetrag 222,97 €');
  expect(text).toContain('VAT 19 % 155,43 € 29,54 €');
  expect(text).toContain('Seite 1 von 1');
});

test('taxes that are added to prices come before the total', async () => {
  const taxes = [{ label: 'Sales tax', rate: 8.875, base: 1000, amount: 89, included: false }];
  const price = { subtotal: 1000, discounts: [] };
  const text = await rendered(invoice({ lines: [line('Book')], price, taxes, total: 1089, paid: 1089 }));

  expect(text).toContain('Subtotal 10.00 EUR Sales tax 8.875% 0.89 EUR Total 10.89 EUR Paid 10.89 EUR');
});

test('an invoice of a shop without settings, to a customer without an address, says what it knows', async () => {
  const text = await rendered(
    invoice({
      ...{ shop: { name: 'Shop' }, billingAddress: undefined, shippingAddress: undefined, vatId: undefined },
      ...{ lines: [line('Book')], price: undefined, taxes: [], total: 1000, paid: 1000 },
    }),
  );

  expect(text).toMatch(/^Shop Invoice Number INV-2026-000123 /);
  expect(text).toContain('Item Quantity Unit price Amount Book 1 10.00 EUR 10.00 EUR Total 10.00 EUR Paid 10.00 EUR');
  expect(text).not.toMatch(/address|VAT|Tax|Discount|undefined/);
});

test('a credit note names its invoice and what goes back', async () => {
  const text = await rendered({
    ...invoice({
      ...{ lines: [{ name: 'torn', role: 'refund', rates: [], amount: 500 }], price: undefined, total: 500 },
      ...{ taxes: [{ label: 'VAT', rate: 19, base: 420, amount: 80, included: true }] },
      invoiceNumber: 'INV-2026-000123',
    }),
    ...{ kind: 'creditNote', number: 'CN-2026-000007', amount: 500 },
  });

  expect(text).toContain('Credit note Billing address');
  expect(text).toContain('Number CN-2026-000007 Date of issue 5 January 2026 Invoice INV-2026-000123');
  expect(text).toContain('Refund: torn 5.00 EUR Refunded 5.00 EUR Tax Net amount Tax amount VAT 19% 4.20 EUR 0.80 EUR');
});

test.each([
  ['JPY', '1000 JPY'],
  ['KWD', '1.000 KWD'],
])('amounts have the digits of %s', async (currency, shown) => {
  const content = { lines: [line('Book')], price: undefined, taxes: [], total: 1000, paid: 1000 };

  expect(await rendered(invoice(content, currency))).toContain(`Book 1 ${shown} ${shown} Total ${shown} Paid ${shown}`);
});

test('the same document has the same bytes', async () => {
  const [one, other] = [await renderDocument(invoice()), await renderDocument(invoice())];

  expect(one.equals(other)).toBe(true);
});

test('many lines are on several pages, each with the head of the table and its number', async () => {
  const names = Array.from({ length: 200 }, (_, index) => `Product no. ${index + 1}!`);
  const pages = await pagesOf(await renderDocument(invoice({ lines: names.map((name) => line(name)) })));

  expect(pages.length).toBeGreaterThan(4);
  expect(names.filter((name) => pages.filter((page) => page.includes(name)).length !== 1)).toEqual([]);
  for (const [index, page] of pages.slice(0, -1).entries()) {
    expect(page).toContain('Item Quantity Unit price');
    expect(page).toContain(`Page ${index + 1} of ${pages.length}`);
  }
  expect(pages.at(-1)).toContain('Total 222.97 EUR');
});

describe('a name', () => {
  test.each([
    ['words', 'Long name with words '.repeat(15).trim()],
    ['one word', 'x'.repeat(300)],
    ['Chinese characters', '漢'.repeat(300)],
  ])('of 300 characters is printed whole, within the page: %s', async (_, name) => {
    const positions = await positionsOf(await renderDocument(invoice({ lines: [line(name)] })));
    const printed = positions.map(({ text }) => text).join('');

    expect(printed.replaceAll(' ', '')).toContain(name.replaceAll(' ', ''));
    expect(positions.filter(({ left, right }) => left < 49 || right > 546)).toEqual([]);
  });

  test.each(['חולצה', 'سلام', '綿のシャツ', '纯棉衬衫', '純棉襯衫', '면 셔츠', 'Ελληνικά', 'Рубашка', 'Áo sơ mi'])(
    '%s is printed in its letters',
    async (name) => {
      expect((await named(name)).replaceAll(' ', '')).toContain(name.replaceAll(' ', ''));
    },
  );

  test('of several scripts in one line is in the order in which it is read', async () => {
    const text = await named('Shirt שלום 綿 (blue) 123');

    expect(text).toContain('Shirt שלום 綿 (blue) 123');
  });

  test('that runs from right to left has its numbers, Latin words and brackets where they belong', async () => {
    const positions = await positionsOf(await renderDocument(invoice({ lines: [line('שלום (ABC) עולם 25')] })));
    const found = (part: string) => positions.find(({ text }) => text.includes(part))?.left ?? Number.NaN;

    expect(found('25')).toBeLessThan(found('עולם'));
    expect(found('עולם')).toBeLessThan(found('ABC'));
    expect(found('ABC')).toBeLessThan(found('שלום'));
  });

  test('of emoji or letters that no font has shows that something is missing', async () => {
    expect(await named('Mug ☕ 👨‍👩‍👧‍👦 🇩🇪 ไทย!')).toContain('Mug � � � ���!');
  });
});

test('any text can be printed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: 'binary', maxLength: 60 }), { maxLength: 8 }), async (names) => {
      const [name = '', city = ''] = names;
      const address = { name, line1: name, city, country: 'AE' };
      const lines = names.map((one) => line(one));
      expect((await renderDocument(invoice({ lines, billingAddress: address }))).subarray(0, 5).toString()).toBe(
        '%PDF-',
      );
    }),
    { numRuns: 15 },
  );
});

test('a document of a language that runs from right to left begins at the right', async () => {
  const about = { title: 'T', author: 'A', language: 'ar', country: undefined, createdAt: new Date(0) };
  const sheet = createSheet({ ...about, direction: 'rtl' });
  sheet.table(
    [
      { label: 'First', width: 100 },
      { label: 'Last', width: 100, align: 'end' },
    ],
    [['1', '2']],
  );
  const positions = await positionsOf(await sheet.finish(() => 'Footer'));
  const found = (part: string) => positions.find(({ text }) => text === part);

  expect(found('First')?.right).toBeCloseTo(545.28, 0);
  expect(found('Footer')?.right).toBeCloseTo(545.28, 0);
  expect(found('Last')?.left).toBeCloseTo(345.28, 0);
});
