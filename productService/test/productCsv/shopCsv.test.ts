import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ImportedProduct } from '../../src/productCsv/importedProduct.ts';
import { readProductCsv } from '../../src/productCsv/readProductCsv.ts';
import { type CsvProduct, type CsvVariant, SHOP_CSV_HEADER, shopCsvLines } from '../../src/productCsv/shopCsv.ts';

const id = '0b5f7c9a-6c1e-4a2b-8f0a-2d9a4a1f7e10';
const second = '1b5f7c9a-6c1e-4a2b-8f0a-2d9a4a1f7e11';

const shirt: CsvProduct = {
  productId: id,
  slug: 'linen-shirt',
  status: 'approved',
  productName: 'Linen Shirt',
  description: 'Cool, in\r\n"summer"',
  category: 'Shirts',
  taxCategory: 'clothes',
  attributes: { Material: 'linen' },
  currency: 'EUR',
  images: [{ id, alt: 'A shirt', url: 'https://images.example/1.png' }],
  createdAt: '2026-01-01T00:00:00.000Z',
  variants: [
    { variantId: id, options: { Size: 'M' }, price: 49, quantity: 3, sku: '007', weightGrams: 250, lowStockAt: 0 },
    {
      variantId: second,
      options: { Size: 'L' },
      price: 51.5,
      compareAtPrice: 60,
      quantity: 0,
      barcode: '4006381333931',
    },
  ],
};

const fileOf = (...products: CsvProduct[]): string => SHOP_CSV_HEADER + products.map(shopCsvLines).join('');

const read = async (text: string) => {
  const products = [];
  for await (const product of readProductCsv(Readable.from([Buffer.from(text)]))) products.push(product);
  return products;
};

const readOne = async (text: string): Promise<ImportedProduct> => {
  const [only] = await read(text);
  if (!only || 'refused' in only) throw new Error(JSON.stringify(only));
  return only.product;
};

test('a line for each variant, the first with the product', () => {
  expect(fileOf(shirt)).toBe(
    [
      '\uFEFFproductId,slug,status,productName,description,category,taxCategory,attributes,currency,images,createdAt,variantId,' +
        'option1Name,option1Value,option2Name,option2Value,option3Name,option3Value,' +
        'sku,barcode,price,compareAtPrice,lowestPrice30Days,weightGrams,quantity,lowStockAt,imageId',
      `${id},linen-shirt,approved,Linen Shirt,"Cool, in\r\n""summer""",Shirts,clothes,"{""Material"":""linen""}",EUR,` +
        `"[{""id"":""${id}"",""alt"":""A shirt"",""url"":""https://images.example/1.png""}]",2026-01-01T00:00:00.000Z,${id},` +
        'Size,M,,,,,007,,49,,,250,3,0,',
      `${id},,,,,,,,,,,${second},Size,L,,,,,,4006381333931,51.5,60,,,0,,`,
      '',
    ].join('\r\n'),
  );
});

/** Texts as the routes accept them, with what CSV and spreadsheets take for something else. */
const text = (maxLength: number) =>
  fc
    .array(fc.constantFrom(...'abÖ😀 ,"\'=+-@＝\u200d{}[]1'), { minLength: 1, maxLength })
    .map((letters) => letters.join('').trim().normalize('NFC'))
    .filter((letters) => /[abÖ😀1{=+-]/u.test(letters));
const lines = fc
  .tuple(text(9), fc.constantFrom('\n', '\r\n', '\r', '\t', '\n\n'), text(9))
  .map((parts) => parts.join(''));
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const price = fc.integer({ min: 1, max: 100_000_000 }).map((cents) => cents / 100);

const variant = (names: string[]): fc.Arbitrary<CsvVariant> =>
  fc.record({
    variantId: fc.uuid(),
    options: fc
      .tuple(...names.map(() => text(5)))
      .map((values) => Object.fromEntries(names.map((n, i) => [n, values[i] ?? '']))),
    sku: optional(text(8)),
    barcode: optional(text(8)),
    price,
    compareAtPrice: optional(price),
    lowestPrice30Days: optional(price),
    weightGrams: optional(fc.nat(100_000_000)),
    quantity: fc.nat(1_000_000),
    lowStockAt: optional(fc.nat(1_000_000)),
    imageId: optional(fc.uuid()),
  });

const product: fc.Arbitrary<CsvProduct> = fc.uniqueArray(text(4), { minLength: 1, maxLength: 3 }).chain((names) =>
  fc.record({
    productId: fc.uuid(),
    slug: optional(fc.constantFrom('shirt', 'a-b-1')),
    status: fc.constantFrom('approved', 'pending'),
    productName: text(20),
    description: lines,
    category: text(9),
    taxCategory: optional(text(5)),
    attributes: fc.dictionary(text(4), text(6), { maxKeys: 4 }),
    currency: fc.constant('EUR'),
    images: fc.array(fc.record({ id: fc.uuid(), alt: fc.string(), url: fc.webUrl() }), { maxLength: 2 }),
    createdAt: fc.constant('2026-01-01T00:00:00.000Z'),
    variants: fc.uniqueArray(variant(names), {
      minLength: 1,
      maxLength: 4,
      selector: ({ variantId, sku }) => sku?.toLowerCase() ?? variantId,
    }),
  }),
);

/** Gives a product what a file says of it, as an import does, and keeps what files only show. */
const imported = ({ slug, status, images, createdAt, variants }: CsvProduct, file: ImportedProduct): CsvProduct => {
  const { handle: _handle, taxCategory, variants: read, ...fields } = file;
  return {
    ...{ slug, status, images, createdAt },
    ...(fields as Omit<CsvProduct, 'variants'>),
    taxCategory: taxCategory ?? undefined,
    variants: read.map((one, i) => ({ ...(one as CsvVariant), lowestPrice30Days: variants[i]?.lowestPrice30Days })),
  };
};

const withoutNulls = (one: CsvProduct): CsvProduct =>
  JSON.parse(JSON.stringify(one, (_, value: unknown) => value ?? undefined)) as CsvProduct;

test('what is exported, imported and exported again is the same, byte for byte', async () => {
  await fc.assert(
    fc.asyncProperty(product, async (one) => {
      const file = fileOf(one);
      expect(fileOf(withoutNulls(imported(one, await readOne(file))))).toBe(file);
    }),
    { numRuns: 300 },
  );
});

describe('a text that a spreadsheet would take for a formula', () => {
  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '＝1', "'=1", "''+1"])(
    '%s begins with an apostrophe in the file alone',
    async (name) => {
      const file = fileOf({ ...shirt, productName: name });

      expect(file).toContain(`,'${name},`);
      expect(await readOne(file)).toMatchObject({ productName: name });
    },
  );

  test.each(["'s Gravenhage", "''", '1-2', 'a=b'])('%s is none', async (name) => {
    const file = fileOf({ ...shirt, productName: name });

    expect(file).toContain(`,${name},`);
    expect(await readOne(file)).toMatchObject({ productName: name });
  });
});

test('what a file has no column for stays, what is empty goes', async () => {
  const prices = await readOne(`productId,variantId,price\n${id},${second},12.5\n`);
  expect(prices).toEqual({ productId: id, handle: '', variants: [{ variantId: second, price: 12.5 }] });

  const empty = await readOne(`productId,variantId,sku,attributes,taxCategory,quantity\n${id},${id},,,,\n`);
  expect(empty).toEqual({
    ...{ productId: id, handle: '', attributes: {}, taxCategory: null },
    variants: [{ variantId: id, sku: null }],
  });
});

test.each([
  ['productId,variantId,price\nx,,1\n', 'productId: '],
  ['productId,variantId,price\n,,1\n', 'productId or slug: must not be empty'],
  [`productId,variantId,quantity\n${id},,-1\n`, 'quantity: '],
  [`productId,variantId,quantity\n${id},,many\n`, 'quantity: '],
  [`productId,variantId,attributes\n${id},,{\n`, 'attributes: '],
  [`productId,variantId,attributes\n${id},,[1]\n`, 'attributes: '],
  [`productId,variantId,option1Name,option1Value\n${id},,Size,\n`, 'options'],
])('%j is refused', async (text, reason) => {
  expect(await read(text)).toEqual([
    { line: 2, lines: 1, refused: [{ line: 2, reason: expect.stringContaining(reason) }] },
  ]);
});
