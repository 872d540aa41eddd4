import type { Readable } from 'node:stream';
import { type CsvRecord, csvRecords, FileRefused } from './csvRecords.ts';
import type { ImportedProduct, RefusedLine } from './importedProduct.ts';
import { shopifyProduct } from './shopifyProduct.ts';
import { SHOP_REQUIRED, shopProduct, shopProductKey } from './shopProduct.ts';

/** The most lines of a file below its header. */
const MAX_RECORDS = 250_000;

/** Columns without which a file is no product export of Shopify. */
const SHOPIFY_REQUIRED = ['Handle', 'Title', 'Variant Price'];

const isShopify = ({ hasColumn }: CsvRecord): boolean => SHOPIFY_REQUIRED.every(hasColumn);

const keyOf = (record: CsvRecord): string => (isShopify(record) ? record.cell('Handle') : shopProductKey(record));

/** Groups the lines of each product, which follow one another. */
const groups = async function* (file: Readable): AsyncGenerator<[CsvRecord, ...CsvRecord[]]> {
  let group: [CsvRecord, ...CsvRecord[]] | undefined;
  let count = 0;
  for await (const record of csvRecords(file, [SHOPIFY_REQUIRED, SHOP_REQUIRED])) {
    count += 1;
    if (count > MAX_RECORDS) throw new FileRefused(`The file has more than ${MAX_RECORDS} lines below its header.`);
    if (group && keyOf(group[0]) === keyOf(record)) {
      group.push(record);
    } else {
      if (group) yield group;
      group = [record];
    }
  }
  if (group) yield group;
};

/** Returns why a product cannot be told from an earlier one, if it cannot; otherwise remembers it. */
const repetition = ({ productId, handle, variants }: ImportedProduct, seen: Set<string>): string | undefined => {
  const skus = variants.flatMap(({ sku }) => (sku ? [`sku ${sku.toLowerCase()}`] : []));
  if (new Set(skus).size < skus.length) return 'SKU: two variants of the product have the same';
  const named = productId === undefined ? `handle ${handle.toLowerCase()}` : `product ${productId}`;
  const keys = [named, ...skus];
  const repeated = keys.find((key) => seen.has(key));
  for (const key of keys) seen.add(key);
  return repeated && `The file has the ${repeated} before, in another product.`;
};

/** A product of a file, or why it cannot be imported. */
export type ReadProduct = {
  /** The number of its first line, and how many it has. */
  line: number;
  lines: number;
} & ({ product: ImportedProduct } | { refused: RefusedLine[] });

const readProduct = (first: CsvRecord, following: CsvRecord[], seen: Set<string>): ReadProduct => {
  const { line } = first;
  const lines = 1 + following.length;
  const name = isShopify(first) ? 'Handle' : 'productId or slug';
  if (keyOf(first) === '') return { line, lines, refused: [{ line, reason: `${name}: must not be empty` }] };
  const product = (isShopify(first) ? shopifyProduct : shopProduct)(first, following);
  if (Array.isArray(product)) return { line, lines, refused: product };
  const reason = repetition(product, seen);
  return { line, lines, ...(reason === undefined ? { product } : { refused: [{ line, reason }] }) };
};

/**
 * Reads the products of a file one by one, and what is wrong with those that cannot be imported: a product export of Shopify, or a file in
 * our own format, by its header.
 *
 * @throws FileRefused for a file that is neither
 */
export const readProductCsv = async function* (file: Readable): AsyncGenerator<ReadProduct> {
  const seen = new Set<string>();
  for await (const [first, ...following] of groups(file)) yield readProduct(first, following, seen);
};
