import type * as z from 'zod';
import { CreateUploadUrlBody } from '../offer/productOffer.ts';
import { MAX_VARIANTS } from '../product/variant.ts';
import type { NewVariant } from '../product/variantRequests.ts';
import type { CsvRecord } from './csvRecords.ts';
import { htmlText } from './htmlText.ts';
import type { ImportedPicture } from './importedPicture.ts';
import type { RefusedLine } from './importedProduct.ts';
import { shopifyPictures } from './shopifyPictures.ts';
import { hasVariant, optionNames, reasonsOf, shopifyVariant } from './shopifyVariant.ts';

const ProductFields = CreateUploadUrlBody.pick({ productName: true, description: true, category: true });

type ShopifyProduct = z.output<typeof ProductFields> & {
  handle: string;
  variants: NewVariant[];
  pictures?: ImportedPicture[];
};

const COLUMNS: Record<string, string> = {
  productName: 'Title',
  description: 'Body (HTML)',
  category: 'Type or Product Category',
};

/** Returns the shop's own type, or the last level of the category in Shopify's taxonomy. */
const categoryOf = ({ cell }: CsvRecord): string =>
  cell('Type') || (cell('Product Category').split('>').at(-1)?.trim() ?? '');

const isRefused = (variant: NewVariant | RefusedLine): variant is RefusedLine => 'reason' in variant;

const repeatedOptions = (variants: NewVariant[]): boolean =>
  new Set(variants.map(({ options }) => JSON.stringify(options))).size < variants.length;

const wholeProduct = (variants: NewVariant[]): string | undefined => {
  if (variants.length === 0) return 'The product has no line with a price.';
  if (variants.length > MAX_VARIANTS) return `The product has more than ${MAX_VARIANTS} variants.`;
  return repeatedOptions(variants) ? 'Two variants of the product have the same options.' : undefined;
};

/**
 * Reads a product from its lines in a product export of Shopify: the first has what all variants share, each further one a variant or a
 * picture. Descriptions become plain text.
 *
 * @returns the product, or every line that is wrong: a product is imported whole or not at all
 * @see https://help.shopify.com/en/manual/products/import-export/using-csv
 */
export const shopifyProduct = (first: CsvRecord, following: CsvRecord[]): ShopifyProduct | RefusedLine[] => {
  const { data, error } = ProductFields.safeParse({
    productName: first.cell('Title'),
    description: htmlText(first.cell('Body (HTML)')),
    category: categoryOf(first),
  });
  const names = optionNames(first);
  const read = [first, ...following].filter(hasVariant).map((record) => shopifyVariant(record, names));
  const refused = read.filter(isRefused);
  if (error) refused.unshift({ line: first.line, reason: reasonsOf(error, COLUMNS).join('; ') });
  const variants = read.filter((variant): variant is NewVariant => !isRefused(variant));
  const reason = refused.length === 0 ? wholeProduct(variants) : undefined;
  if (reason !== undefined) return [{ line: first.line, reason }];
  if (data === undefined || refused.length > 0) return refused;
  const pictures = shopifyPictures([first, ...following]);
  return { ...data, handle: first.cell('Handle'), variants, ...(pictures.length > 0 ? { pictures } : {}) };
};
