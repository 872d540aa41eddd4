import type * as z from 'zod';
import { type NewVariant, NewVariantBody } from '../product/variantRequests.ts';
import type { CsvRecord } from './csvRecords.ts';
import type { RefusedLine } from './importedProduct.ts';

/** The column of each field, to name it in a reason. */
const COLUMNS: Record<string, string> = {
  price: 'Variant Price',
  compareAtPrice: 'Variant Compare At Price',
  sku: 'Variant SKU',
  barcode: 'Variant Barcode',
  weightGrams: 'Variant Grams',
  quantity: 'Variant Inventory Qty',
  options: 'Option1 Value to Option3 Value',
};

const OPTION_NUMBERS = [1, 2, 3] as const;

/** Returns the names of a product's options, which stand on its first line. */
export const optionNames = ({ cell }: CsvRecord): string[] => OPTION_NUMBERS.map((n) => cell(`Option${n} Name`));

/** Returns whether a line has a variant; the others of a product only have further pictures. */
export const hasVariant = ({ cell }: CsvRecord): boolean =>
  ['Variant Price', 'Variant SKU', ...OPTION_NUMBERS.map((n) => `Option${n} Value`)].some((name) => cell(name) !== '');

/** Spreadsheets are told by an apostrophe that digits are a text. */
const withoutApostrophe = (text: string): string => text.replace(/^'/, '');

/** Returns a plain decimal as a number, and any other text as it is, for the schema to refuse. */
export const numberOf = (text: string): number | string =>
  /^-?\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : text;

/** Returns the value of each option; a product with the only value `Default Title` has none. */
const optionsOf = ({ cell }: CsvRecord, names: string[]): Record<string, string> => {
  const values = names.map((name, i) => [name, cell(`Option${i + 1} Value`)] as const);
  const used = values.filter(([name, value]) => name !== '' || value !== '');
  if (used.length === 1 && used[0]?.[1] === 'Default Title') return {};
  return Object.fromEntries(used);
};

const fieldsOf = (record: CsvRecord, names: string[]): Record<string, unknown> => {
  const { cell } = record;
  const price = numberOf(cell('Variant Price'));
  const before = numberOf(cell('Variant Compare At Price'));
  const quantity = numberOf(cell('Variant Inventory Qty'));
  const isReduced = typeof before === 'string' || typeof price === 'string' || before > price;
  const fields = {
    options: optionsOf(record, names),
    price,
    compareAtPrice: isReduced ? before : '',
    sku: withoutApostrophe(cell('Variant SKU')),
    barcode: withoutApostrophe(cell('Variant Barcode')),
    weightGrams: numberOf(cell('Variant Grams')),
    quantity: typeof quantity === 'number' ? Math.max(0, quantity) : quantity, // more was sold than there was
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
};

/** Returns the reasons why a value does not fit its schema, each with the name of its column. */
export const reasonsOf = (error: z.ZodError, columns: Record<string, string>): string[] =>
  error.issues.map(({ path, message }) => `${columns[String(path[0])] ?? path.join('.')}: ${message}`);

/**
 * Reads the variant of a line, by the rules of `POST /products/{id}/variants`. A former price that is not above the price counts as none,
 * and a negative stock as 0.
 */
export const shopifyVariant = (record: CsvRecord, names: string[]): NewVariant | RefusedLine => {
  const { data, error } = NewVariantBody.safeParse(fieldsOf(record, names));
  return error ? { line: record.line, reason: reasonsOf(error, COLUMNS).join('; ') } : data;
};
