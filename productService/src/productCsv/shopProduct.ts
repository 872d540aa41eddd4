import * as z from 'zod';
import { MAX_QUANTITY } from '../product/product.ts';
import { PatchProductBody } from '../product/productChange.ts';
import { MAX_VARIANTS } from '../product/variant.ts';
import { PatchVariantBody } from '../product/variantRequests.ts';
import type { CsvRecord } from './csvRecords.ts';
import { type ImportedPicture, importedPicture, tenPictures } from './importedPicture.ts';
import type { ImportedProduct, ImportedVariant, RefusedLine } from './importedProduct.ts';
import { numberOf, reasonsOf } from './shopifyVariant.ts';
import { withoutSign } from './spreadsheetText.ts';

const { productName, description, category, attributes, taxCategory } = PatchProductBody.shape;

const ProductCells = z.strictObject({
  productId: z.uuid().optional(),
  currency: z.string().length(3).optional(),
  taxCategory: taxCategory.nullable(),
  ...{ productName, description, category, attributes },
});

const { options, price, sku, barcode, compareAtPrice, weightGrams, imageId, lowStockAt } = PatchVariantBody.shape;

const VariantCells = z.strictObject({
  variantId: z.uuid().optional(),
  quantity: z.int().min(0).max(MAX_QUANTITY).optional(),
  ...{ options, price, sku, barcode, compareAtPrice, weightGrams, imageId, lowStockAt },
});

/** What an empty cell means: nothing of it changes, or it is removed. A column that the file does not have changes nothing. */
type Cell = (record: CsvRecord, column: string) => unknown;

const kept =
  (read: (text: string) => unknown): Cell =>
  ({ cell }, column) =>
    cell(column) === '' ? undefined : read(cell(column));

const removed =
  (read: (text: string) => unknown): Cell =>
  (record, column) =>
    record.cell(column) === '' && record.hasColumn(column) ? null : kept(read)(record, column);

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text; // for the schema to refuse
  }
};

const attributesOf: Cell = (record, column) =>
  record.cell(column) === '' && record.hasColumn(column) ? {} : kept(jsonOf)(record, column);

const PRODUCT_CELLS: Record<keyof z.output<typeof ProductCells>, Cell> = {
  productId: kept(String),
  productName: kept(withoutSign),
  description: kept(withoutSign),
  category: kept(withoutSign),
  taxCategory: removed(withoutSign),
  attributes: attributesOf,
  currency: kept(String),
};

const optionsOf: Cell = ({ cell, hasColumn }) => {
  if (!hasColumn('option1Name')) return undefined;
  const pairs = [1, 2, 3].map((n) => [cell(`option${n}Name`), cell(`option${n}Value`)].map(withoutSign));
  return Object.fromEntries(pairs.filter(([name, value]) => name !== '' || value !== ''));
};

const VARIANT_CELLS: Record<keyof z.output<typeof VariantCells>, Cell> = {
  variantId: kept(String),
  options: optionsOf,
  sku: removed(withoutSign),
  barcode: removed(withoutSign),
  price: kept(numberOf),
  compareAtPrice: removed(numberOf),
  weightGrams: removed(numberOf),
  quantity: kept(numberOf),
  lowStockAt: removed(numberOf),
  imageId: removed(withoutSign),
};

const Images = z.array(
  z.strictObject({ id: z.string().max(128).optional(), alt: z.string().default(''), url: z.string() }),
);

/** Returns the pictures that a product's first line names. */
const picturesOf = ({ cell, line }: CsvRecord): ImportedPicture[] => {
  const text = cell('images');
  if (text === '') return [];
  const place = { line, column: 'images', altColumn: 'images' };
  const { data } = Images.safeParse(jsonOf(text));
  if (data) return tenPictures(data.map((image) => importedPicture({ ...image, ...place })));
  const reason = 'must be a JSON list such as [{"url":"https://…","alt":"…"}]';
  return [{ ...importedPicture({ ...place, url: '', alt: '' }), reason }];
};

/** Reads cells by their columns, and returns the reasons why they cannot be imported, if any. */
const read = <Fields>(
  schema: z.ZodType<Fields>,
  cells: Record<string, Cell>,
  record: CsvRecord,
): Fields | RefusedLine => {
  const fields = Object.entries(cells).map(([column, cell]) => [column, cell(record, column)]);
  const { data, error } = schema.safeParse(Object.fromEntries(fields.filter(([, value]) => value !== undefined)));
  return error ? { line: record.line, reason: reasonsOf(error, {}).join('; ') } : data;
};

const isRefused = (fields: object): fields is RefusedLine => 'reason' in fields;

/** The columns without which a file is not in our own format. */
export const SHOP_REQUIRED = ['productId', 'variantId'];

/** Returns what the lines of one product share, in our own format. */
export const shopProductKey = ({ cell }: CsvRecord): string => cell('productId') || cell('slug');

/**
 * Reads a product from its lines in our own format: one for each variant, the first with what all of them share.
 *
 * @returns the product, or every line that is wrong: a product is imported whole or not at all
 */
export const shopProduct = (first: CsvRecord, following: CsvRecord[]): ImportedProduct | RefusedLine[] => {
  const product = read(ProductCells, PRODUCT_CELLS, first);
  const variants = [first, ...following].map((record) => read<ImportedVariant>(VariantCells, VARIANT_CELLS, record));
  const refused = [product, ...variants].filter(isRefused);
  if (refused.length > 0 || isRefused(product)) return refused;
  if (variants.length > MAX_VARIANTS) {
    return [{ line: first.line, reason: `The product has more than ${MAX_VARIANTS} variants.` }];
  }
  const handle = withoutSign(first.cell('slug'));
  const pictures = picturesOf(first);
  return {
    ...product,
    ...{ handle, variants: variants.filter((one): one is ImportedVariant => !isRefused(one)) },
    ...(pictures.length > 0 ? { pictures } : {}),
  };
};
