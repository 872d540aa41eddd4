import type { Readable } from 'node:stream';
import { type CsvRecord, csvRecords } from './csvRecords.ts';
import { type ShopifyProduct, shopifyProduct } from './shopifyProduct.ts';
import type { RefusedLine } from './shopifyVariant.ts';

/** The most lines of a file below its header. */
const MAX_RECORDS = 250_000;

/** Columns without which a file is no product export. */
const REQUIRED = ['Handle', 'Title', 'Variant Price'];

/** Groups the lines of each product, which follow one another. */
const groups = async function* (file: Readable): AsyncGenerator<[CsvRecord, ...CsvRecord[]]> {
  let group: [CsvRecord, ...CsvRecord[]] | undefined;
  let count = 0;
  for await (const record of csvRecords(file, REQUIRED)) {
    count += 1;
    if (count > MAX_RECORDS) throw new Error(`The file has more than ${MAX_RECORDS} lines below its header.`);
    if (group?.[0].cell('Handle') === record.cell('Handle')) {
      group.push(record);
    } else {
      if (group) yield group;
      group = [record];
    }
  }
  if (group) yield group;
};

/** Returns why a product cannot be told from an earlier one, if it cannot; otherwise remembers it. */
const repetition = ({ handle, variants }: ShopifyProduct, seen: Set<string>): string | undefined => {
  if (handle === '') return 'Handle: must not be empty';
  const skus = variants.flatMap(({ sku }) => (sku === undefined ? [] : `sku ${sku.toLowerCase()}`));
  if (new Set(skus).size < skus.length) return 'Variant SKU: two variants of the product have the same';
  const keys = [`handle ${handle.toLowerCase()}`, ...skus];
  const repeated = keys.find((key) => seen.has(key));
  for (const key of keys) seen.add(key);
  return repeated && `The file has the ${repeated} before, in another product.`;
};

/**
 * Reads the products of a Shopify product export one by one, and what is wrong with those that cannot be imported.
 *
 * @throws Error for a file that is no product export
 */
export const readProductCsv = async function* (file: Readable): AsyncGenerator<ShopifyProduct | RefusedLine[]> {
  const seen = new Set<string>();
  for await (const [first, ...following] of groups(file)) {
    const product = shopifyProduct(first, following);
    const reason = Array.isArray(product) ? undefined : repetition(product, seen);
    yield reason === undefined ? product : [{ line: first.line, reason }];
  }
};
