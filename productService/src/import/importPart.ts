import { DomainError } from '@ecommerce/shared/errors.ts';
import { outageError } from '@ecommerce/shared/outages.ts';
import type { RefusedLine } from '../productCsv/importedProduct.ts';
import type { ReadProduct } from '../productCsv/readProductCsv.ts';
import { countedVariants, findProduct, importProduct, type ProductInShop, tryProduct } from './importProduct.ts';
import { type PartResult, readCounted, recordCounted } from './importStore.ts';
import type { ProductImport } from './productImport.ts';

/** How many products are done at a time: a part, after which the import remembers where it is. */
export const PART = 20;

type Found = { read: ReadProduct; inShop: ProductInShop | undefined; refused: RefusedLine[] };

/**
 * Imports the next products of a file. What it refuses is in the result. May be carried out again after it was interrupted anywhere.
 *
 * @throws Error for anything else, an outage too: then some of the products may be done
 */
export const importPart = async (row: ProductImport, products: ReadProduct[]): Promise<PartResult> => {
  const found = await Promise.all(products.map((read) => lookUp(read)));
  const counted = row.dryRun ? new Set<string>() : await countedOf(row, found);
  const refused = await Promise.all(found.map((one) => refusedOf(row, one, counted)));
  return {
    products: products.length,
    lines: products.reduce((sum, { lines }) => sum + lines, 0),
    refused: refused.flat(),
  };
};

const lookUp = async (read: ReadProduct): Promise<Found> => {
  if ('refused' in read) return { read, inShop: undefined, refused: read.refused };
  try {
    return { read, inShop: await findProduct(read.product), refused: [] };
  } catch (error) {
    return { read, inShop: undefined, refused: [refusal(read, error)] };
  }
};

/** Returns the variants whose units were right as the part began for the first time. Customers may have bought some since. */
const countedOf = async (row: ProductImport, found: Found[]): Promise<Set<string>> => {
  const known = await readCounted(row);
  if (known) return known;
  const ids = found.flatMap(({ read, inShop }) => {
    if (!inShop || 'refused' in read) return [];
    try {
      return countedVariants(inShop, read.product);
    } catch {
      return []; // refused when it is imported
    }
  });
  return recordCounted(row, ids);
};

const refusedOf = async (
  row: ProductImport,
  { read, inShop, refused }: Found,
  counted: ReadonlySet<string>,
): Promise<RefusedLine[]> => {
  if (!inShop || 'refused' in read) return refused;
  try {
    if (row.dryRun) tryProduct(row, read.product, inShop);
    else await importProduct(row, read.product, { first: inShop, counted });
    return [];
  } catch (error) {
    return [refusal(read, error)];
  }
};

/** Returns why a product is refused. @throws any error that is not about the product */
const refusal = ({ line }: ReadProduct, error: unknown): RefusedLine => {
  if (!(error instanceof DomainError)) throw error;
  if (error.code === 'UNAVAILABLE') throw outageError(error);
  return { line, reason: error.message };
};
