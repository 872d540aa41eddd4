import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { readProductCsv } from '../../src/productCsv/readProductCsv.ts';

const HEADER =
  'Handle,Title,Body (HTML),Vendor,Product Category,Type,Option1 Name,Option1 Value,Option2 Name,Option2 Value,' +
  'Variant SKU,Variant Grams,Variant Inventory Qty,Variant Price,Variant Compare At Price,Variant Barcode,Image Src';

type Cells = Record<string, string>;

const row = (cells: Cells): string =>
  HEADER.split(',')
    .map((column) => cells[column] ?? '')
    .map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
    .join(',');

const shirt: Cells = {
  Handle: 'shirt',
  Title: 'Linen Shirt',
  'Body (HTML)': '<p>Cool, in\r\n"summer"</p>',
  Type: 'Shirts',
  'Variant Price': '49.00',
};

const read = async (text: string, chunk = text.length) => {
  const bytes = Buffer.from(text);
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunk) }, (_, i) =>
    bytes.subarray(i * chunk, (i + 1) * chunk),
  );
  const products = [];
  for await (const one of readProductCsv(Readable.from(chunks))) {
    products.push('refused' in one ? one.refused : one.product);
  }
  return products;
};

const readRows = (...rows: Cells[]) => read([HEADER, ...rows.map(row), ''].join('\n'));

const product = { handle: 'shirt', productName: 'Linen Shirt', description: 'Cool, in "summer"', category: 'Shirts' };

test('variants and pictures follow the first line of a product, whose options have their names', async () => {
  const products = await readRows(
    { ...shirt, 'Option1 Name': 'Size', 'Option1 Value': 'M', 'Option2 Name': 'Color', 'Option2 Value': 'Red' },
    { Handle: 'shirt', 'Option1 Value': 'L', 'Option2 Value': 'Red', 'Variant Price': '51.50', 'Variant SKU': "'007" },
    { Handle: 'shirt', 'Image Src': 'https://cdn.example/2.png' },
  );

  expect(products).toEqual([
    {
      ...product,
      variants: [
        { options: { Size: 'M', Color: 'Red' }, price: 49 },
        { options: { Size: 'L', Color: 'Red' }, price: 51.5, sku: '007' },
      ],
      pictures: [{ line: 5, column: 'Image Src', url: 'https://cdn.example/2.png', alt: '', shownBy: [] }],
    },
  ]);
});

const PICTURES = `${HEADER},Image Position,Image Alt Text,Variant Image`;
const picturesOf = async (...lines: Cells[]) => {
  const rows = lines.map((cells) =>
    PICTURES.split(',')
      .map((column) => cells[column] ?? '')
      .join(','),
  );
  const [only] = await read([PICTURES, ...rows].join('\n').replaceAll('<p>Cool, in\r\n"summer"</p>', 'Cool'));
  return only && 'pictures' in only ? only.pictures : undefined;
};

test('pictures come in their places, once each, with the variants that show them', async () => {
  const [a, b, c] = ['https://cdn.example/a.png', 'https://cdn.example/b.png', 'https://cdn.example/c.png'];

  const pictures = await picturesOf(
    { ...shirt, 'Image Src': b, 'Image Position': '2', 'Image Alt Text': 'Back', 'Variant Image': c },
    { Handle: 'shirt', 'Image Src': a, 'Image Position': '1' },
    { Handle: 'shirt', 'Image Src': a, 'Image Position': 'x' },
  );

  expect(pictures).toEqual([
    { line: 3, column: 'Image Src', url: a, alt: '', shownBy: [] },
    { line: 2, column: 'Image Src', url: b, alt: 'Back', shownBy: [] },
    { line: 2, column: 'Variant Image', url: c, alt: '', shownBy: [0] },
  ]);
});

test('what cannot be a picture’s address, and pictures beyond the tenth, have a reason', async () => {
  const more = Array.from({ length: 11 }, (_, i) => ({ Handle: 'shirt', 'Image Src': `https://cdn.example/${i}.png` }));

  const pictures = await picturesOf({ ...shirt, 'Image Src': 'javascript:alert(1)' }, ...more);

  expect(pictures?.map(({ line, reason }) => [line, reason])).toEqual([
    [2, 'must be an address that begins with https://'],
    ...Array.from({ length: 9 }, (_, i) => [3 + i, undefined]),
    [12, 'A product has at most 10 images.'],
    [13, 'A product has at most 10 images.'],
  ]);
});

test.each([
  ['\uFEFF', '\n', 1],
  ['\uFEFF', '\r\n', 3],
  ['', '\r\n', 7],
  ['', '\n', 1000],
])('begun with %j, line ends %j and pieces of %d bytes make no difference', async (start, end, chunk) => {
  const cup = { ...shirt, Handle: 'cup', Title: 'Tasse für Öl' };

  const products = await read(start + [HEADER, row(shirt), row(cup)].join(end), chunk);

  expect(products).toEqual([
    { ...product, variants: [{ options: {}, price: 49 }] },
    { ...product, handle: 'cup', productName: 'Tasse für Öl', variants: [{ options: {}, price: 49 }] },
  ]);
});

test('Default Title is no option, oversold stock is 0, and a former price that is not higher is none', async () => {
  const [only] = await readRows({
    ...shirt,
    'Option1 Name': 'Title',
    'Option1 Value': 'Default Title',
    'Variant Inventory Qty': '-3',
    'Variant Grams': '250',
    'Variant Compare At Price': '49.00',
    'Variant Barcode': '4006381333931',
  });

  const variants = [{ options: {}, price: 49, quantity: 0, weightGrams: 250, barcode: '4006381333931' }];
  expect(only).toEqual({ ...product, variants });
});

test('empty lines are passed over and counted', async () => {
  const products = await read([HEADER, '', row({ ...shirt, Type: '' }), ''].join('\r\n'));

  expect(products).toEqual([[{ line: 3, reason: expect.stringContaining('Type') }]]);
});

test('without a type, the category is the last level in the taxonomy', async () => {
  const [only] = await readRows({ ...shirt, Type: '', 'Product Category': 'Apparel & Accessories > Clothing > Tops' });

  expect(only).toMatchObject({ category: 'Tops' });
});

describe('lines are refused with their number and column', () => {
  const second = { ...shirt, Handle: 'second' };

  // The quoted line break of the first product moves the second to line 4.
  test.each([
    [{ 'Variant Price': 'free' }, 'Variant Price: '],
    [{ 'Variant Price': '0' }, 'Variant Price: '],
    [{ 'Variant Price': '1e3' }, 'Variant Price: '],
    [{ 'Variant Price': '' }, 'no line with a price'],
    [{ 'Variant Inventory Qty': '1.5' }, 'Variant Inventory Qty: '],
    [{ 'Variant Compare At Price': '1,5' }, 'Variant Compare At Price: '],
    [{ Title: '' }, 'Title: '],
    [{ Title: 'x'.repeat(201) }, 'Title: '],
    [{ 'Body (HTML)': '<p><br></p>' }, 'Body (HTML): '],
    [{ Type: '' }, 'Type or Product Category: '],
    [{ Handle: '' }, 'Handle: '],
    [{ Handle: 'SHIRT' }, 'handle shirt before'],
    [{ 'Variant SKU': 'a1' }, 'sku a1 before'],
    [{ 'Option1 Value': 'M' }, 'Option1 Value to Option3 Value: '],
  ])('%j', async (change: Cells, reason) => {
    const [first, refused] = await readRows({ ...shirt, 'Variant SKU': 'A1' }, { ...second, ...change });

    expect(first).toMatchObject({ handle: 'shirt' });
    expect(refused).toEqual([{ line: 4, reason: expect.stringContaining(reason) }]);
  });

  test('every wrong line of a product', async () => {
    const [refused] = await readRows(
      { ...shirt, 'Body (HTML)': 'a', 'Option1 Name': 'Size', 'Option1 Value': 'M' },
      { Handle: 'shirt', 'Option1 Value': 'L', 'Variant Price': '-1' },
      { Handle: 'shirt', 'Variant Price': '3' },
    );

    expect(refused).toEqual([
      { line: 3, reason: expect.stringContaining('Variant Price') },
      { line: 4, reason: expect.stringContaining('Option1 Value') },
    ]);
  });

  test('two variants with the same options', async () => {
    const [refused] = await readRows(shirt, { Handle: 'shirt', 'Variant Price': '3' });

    expect(refused).toEqual([{ line: 2, reason: expect.stringContaining('same options') }]);
  });
});

test.each([
  ['', 'empty'],
  ['Handle,Title\nshirt,Shirt\n', 'no column "Variant Price"'],
  ['Handle,Title,Variant Price,title\n', 'twice'],
  [`${HEADER}\nshirt,"Shirt`, 'Quote Not Closed'],
  [`${HEADER}\nshirt,"${'x'.repeat(1_000_001)}"`, 'Max Record Size'],
])('a file that is no product export throws', async (text, message) => {
  await expect(read(text)).rejects.toThrow(message);
});
