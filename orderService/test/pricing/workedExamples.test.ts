import { describe, expect, test } from '@jest/globals';
import { priceOrder } from '../../src/pricing/priceOrder.ts';
import { input, line, taxedIn } from './pricingSamples.ts';

/** Worked examples that tax authorities and shop platforms publish. */

describe('Revenu Québec, Calculating the Taxes', () => {
  // https://www.revenuquebec.ca/en/businesses/consumption-taxes/gsthst-and-qst/collecting-gst-and-qst/calculating-the-taxes/
  const quebec = taxedIn(
    'CA',
    [
      ['GST', 5],
      ['QST', 9.975],
    ],
    { pricesIncludeTax: false },
  );

  test('$100.00 has $5.00 of GST and $9.98 of QST, $114.98 in all', () => {
    const { taxes, total } = priceOrder(input({ ...quebec, currency: 'CAD', lines: [line({ unitPrice: 10_000 })] }));

    expect(taxes).toEqual([
      { label: 'GST', rate: 5, base: 10_000, amount: 500, included: false },
      { label: 'QST', rate: 9.975, base: 10_000, amount: 998, included: false },
    ]);
    expect(total).toBe(11_498);
  });

  test('only half a cent or more counts as a cent', () => {
    const qst = (unitPrice: number) =>
      priceOrder(input({ ...quebec, currency: 'CAD', lines: [line({ unitPrice })] })).taxes[1]?.amount;

    expect([qst(5), qst(6)]).toEqual([0, 1]); // 0.49875 and 0.5985 cents
  });
});

describe('Shopify, Include taxes in product prices', () => {
  // https://help.shopify.com/en/manual/taxes/include-exclude-taxes: Tax = (Tax Rate × Price) / (1 + Tax Rate)
  test('$100 without taxes at 10 % comes to $110', () => {
    const shop = taxedIn('US', [['Tax', 10]], { pricesIncludeTax: false });

    expect(priceOrder(input({ ...shop, currency: 'USD', lines: [line({ unitPrice: 10_000 })] }))).toMatchObject({
      subtotal: 10_000,
      taxes: [{ amount: 1000, base: 10_000 }],
      total: 11_000,
    });
  });

  test('$100 with all taxes at 10 % contains $9.09', () => {
    const shop = taxedIn('US', [['Tax', 10]], { pricesIncludeTax: true });

    expect(priceOrder(input({ ...shop, currency: 'USD', lines: [line({ unitPrice: 10_000 })] }))).toMatchObject({
      subtotal: 10_000,
      taxes: [{ amount: 909, base: 9091, included: true }],
      total: 10_000,
    });
  });

  test('£1.00 at 20 % contains £0.17', () => {
    // https://community.shopify.com/c/Accounting-Taxes/How-does-20-sales-tax-on-a-sale-of-1-00-0-17/td-p/26296
    const shop = taxedIn('GB', [['VAT', 20]], { pricesIncludeTax: true });

    expect(priceOrder(input({ ...shop, currency: 'GBP', lines: [line({ unitPrice: 100 })] })).taxes[0]?.amount).toBe(
      17,
    );
  });
});

describe('HM Revenue & Customs, VATREC12030', () => {
  // https://www.gov.uk/hmrc-internal-manuals/vat-trader-records/vatrec12030
  test.each([
    ['less than half a penny is rounded down', 2, 0], // 0.4p
    ['half a penny is rounded up', 5, 1],
    ['1.2p is rounded down', 6, 1],
    ['1.6p is rounded up', 8, 2],
  ])('%s', (_, unitPrice, tax) => {
    const shop = taxedIn('GB', [['VAT', unitPrice === 5 ? 10 : 20]], { pricesIncludeTax: false });

    expect(priceOrder(input({ ...shop, currency: 'GBP', lines: [line({ unitPrice })] })).taxes[0]?.amount).toBe(tax);
  });
});

describe('Australia, GST Act 1999, section 9-90', () => {
  // https://www.ato.gov.au/law/view/print?DocID=PAC%2F19990055%2F9-90: the GST in a price is 1/11 of it
  const lines = ['a', 'b', 'c'].map((productId) => line({ productId, unitPrice: 104 })); // 9.4545… cents of GST in each
  const gst = (rounding: 'line' | 'order') =>
    priceOrder(
      input({ ...taxedIn('AU', [['GST', 10]], { pricesIncludeTax: true, rounding }), currency: 'AUD', lines }),
    );

  test('total invoice rule: unrounded amounts are added up, then rounded', () => {
    expect(gst('order').taxes[0]?.amount).toBe(28); // 28.36
  });

  test('taxable supply rule: each is rounded, then added up', () => {
    expect(gst('line').taxes[0]?.amount).toBe(27);
  });

  test('one supply: half a cent is rounded upwards', () => {
    const shop = taxedIn('AU', [['GST', 10]], { pricesIncludeTax: false });

    expect(priceOrder(input({ ...shop, currency: 'AUD', lines: [line({ unitPrice: 105 })] })).taxes[0]?.amount).toBe(
      11,
    );
  });
});

describe('Microsoft Dynamics 365, sales tax calculation and rounding', () => {
  // https://learn.microsoft.com/en-us/dynamics365/finance/general-ledger/sales-tax-calculation-rounding, with rounding half up:
  // two lines of 42.42, two taxes of 10 %
  const shop = (rounding: 'line' | 'order') =>
    priceOrder(
      input({
        ...taxedIn(
          'US',
          [
            ['Code 1', 10],
            ['Code 2', 10],
          ],
          { pricesIncludeTax: false, rounding },
        ),
        currency: 'USD',
        lines: [line({ productId: 'a', unitPrice: 4242 }), line({ productId: 'b', unitPrice: 4242 })],
      }),
    );

  test('by line each tax of each line is 4.24', () => {
    expect(shop('line').items.map(({ taxParts }) => taxParts)).toEqual([
      [424, 424],
      [424, 424],
    ]);
    expect(shop('line').total).toBe(8484 + 4 * 424);
  });

  test('by order each tax is 8.48', () => {
    expect(shop('order').taxes.map(({ amount }) => amount)).toEqual([848, 848]);
  });
});
