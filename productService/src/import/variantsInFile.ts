import { DomainError } from '@ecommerce/shared/errors.ts';
import { idOfKey } from '@ecommerce/shared/idempotency.ts';
import type { DetailedProduct } from '../product/product.ts';
import { type Variant, variantsOf } from '../product/variant.ts';
import type { ImportedVariant } from '../productCsv/importedProduct.ts';

/** The namespace of the ids of imported variants. */
const VARIANT_NAMESPACE = '2f6d0a1c-98a4-4a36-8a62-5b1f0d3f7b21';

const sorted = (options: Record<string, string> = {}): string =>
  JSON.stringify(Object.entries(options).sort(([one], [other]) => (one < other ? -1 : 1)));

/** Returns the id of a variant that an import adds: the same each time, and for each file that has it. */
export const newVariantId = (productId: string, { variantId, options }: ImportedVariant): string =>
  variantId ?? idOfKey(sorted(options), VARIANT_NAMESPACE, productId);

/** A line of a file with the variant that it means; `before` is absent of one that the product does not have yet. */
type VariantInFile = { before: Variant | undefined; inFile: ImportedVariant };

/**
 * Returns which of a product's variants the lines of a file mean: that with the id, else that with the SKU, else that with the options.
 *
 * @throws DomainError VARIANT_EXISTS if two lines mean the same
 */
export const variantsInFile = (product: DetailedProduct, lines: ImportedVariant[]): VariantInFile[] => {
  const variants = variantsOf(product);
  const found = lines.map((inFile) => ({ before: meant(product.id, variants, inFile), inFile }));
  const ids = found.map(({ before, inFile }) => before?.id ?? newVariantId(product.id, inFile));
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice === undefined) return found;
  throw new DomainError('VARIANT_EXISTS', `Two lines mean the same variant: ${twice}`);
};

const meant = (productId: string, variants: Variant[], inFile: ImportedVariant): Variant | undefined => {
  const { sku, options } = inFile;
  if (inFile.variantId !== undefined) return variants.find(({ id }) => id === inFile.variantId);
  const isOnly = variants.length === 1 && options === undefined;
  if (isOnly) return variants[0];
  return (
    variants.find((variant) => sku && variant.sku?.toUpperCase() === sku.toUpperCase()) ??
    variants.find((variant) => options && sorted(variant.options) === sorted(options)) ??
    variants.find(({ id }) => id === newVariantId(productId, inFile))
  );
};
