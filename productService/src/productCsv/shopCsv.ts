import { spreadsheetText } from './spreadsheetText.ts';

/** The columns of our own format that a product's first line has, and no further one. */
const PRODUCT_COLUMNS = [
  'slug',
  'status',
  'productName',
  'description',
  'category',
  'taxCategory',
  'attributes',
  'currency',
  'images',
  'createdAt',
] as const;

/** Those of options: a product has at most three. */
const OPTION_COLUMNS = [1, 2, 3].flatMap((n) => [`option${n}Name`, `option${n}Value`]);

/** The columns that each line has: those of a variant. */
const VARIANT_COLUMNS = [
  'sku',
  'barcode',
  'price',
  'compareAtPrice',
  'lowestPrice30Days',
  'weightGrams',
  'quantity',
  'lowStockAt',
  'imageId',
] as const;

/** The columns of our own format, in order. */
const SHOP_COLUMNS: readonly string[] = [
  'productId',
  ...PRODUCT_COLUMNS,
  'variantId',
  ...OPTION_COLUMNS,
  ...VARIANT_COLUMNS,
];

/** A product as a line of our own format has it. Prices are decimals in its currency. */
export type CsvProduct = {
  productId: string;
  slug?: string | undefined;
  status: string;
  productName: string;
  description: string;
  category: string;
  taxCategory?: string | undefined;
  attributes: Record<string, string>;
  currency: string;
  images: { id: string; alt: string; url: string }[];
  createdAt: string;
  variants: CsvVariant[];
};

export type CsvVariant = {
  variantId: string;
  options: Record<string, string>;
  sku?: string | undefined;
  barcode?: string | undefined;
  price: number;
  compareAtPrice?: number | undefined;
  lowestPrice30Days?: number | undefined;
  weightGrams?: number | undefined;
  quantity: number;
  lowStockAt?: number | undefined;
  imageId?: string | undefined;
};

const BYTE_ORDER_MARK = '\uFEFF';
const LINE_END = '\r\n';

/** Returns a cell, in quotes where CSV needs them (RFC 4180). Blanks at an end are quoted too: some programs drop them. */
const quoted = (text: string): string => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const textOf = (value: unknown): string => {
  if (value === undefined || value === '') return '';
  if (typeof value === 'string') return spreadsheetText(value);
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
};

const lineOf = (cells: Record<string, unknown>): string =>
  SHOP_COLUMNS.map((column) => quoted(textOf(cells[column]))).join(',') + LINE_END;

/** The first line of a file in our own format, with the byte order mark by which spreadsheets recognise UTF-8. */
export const SHOP_CSV_HEADER = BYTE_ORDER_MARK + SHOP_COLUMNS.join(',') + LINE_END;

const optionCells = (options: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(options).flatMap(([name, value], i) => [
      [`option${i + 1}Name`, name],
      [`option${i + 1}Value`, value],
    ]),
  );

/** Returns the lines of a product in our own format: one for each variant. Empty attributes and images are empty cells. */
export const shopCsvLines = ({ productId, variants, ...product }: CsvProduct): string =>
  variants
    .map(({ options, ...variant }, index) =>
      lineOf({
        productId,
        ...(index === 0 ? withoutEmpty(product) : {}),
        ...optionCells(options),
        ...variant,
      }),
    )
    .join('');

const withoutEmpty = ({ attributes, images, ...product }: Omit<CsvProduct, 'productId' | 'variants'>) => ({
  ...product,
  attributes: Object.keys(attributes).length > 0 ? attributes : undefined,
  images: images.length > 0 ? images : undefined,
});
