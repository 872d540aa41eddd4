import { DomainError, invalidInput } from '@ecommerce/shared/errors.ts';
import type { PriorPrice } from '../price/lowestPrice.ts';
import { nextPriceChange, type ScheduledPrice } from '../price/scheduledPrice.ts';
import type { Product } from './product.ts';

/** A variant of a product, such as a shirt in one size and colour. */
export type Variant = {
  /** The product's first variant has the product's id. */
  id: string;
  /** Unique in the shop, in upper and lower case alike. */
  sku?: string | undefined;
  /** GTIN, EAN, UPC, ISBN or any other. */
  barcode?: string | undefined;
  /** Its value of each option, by the option's name. All variants of a product have the same options, each in another combination. */
  options: Record<string, string>;
  /** Integer minor units of the product's currency, as the next. */
  unitPrice: number;
  /** The price before a reduction, above `unitPrice`. */
  compareAtPrice?: number | undefined;
  /** Earlier prices, and the lowest of the 30 days before the reduction: `changedPrices` in `price/lowestPrice.ts`. */
  priorPrices?: PriorPrice[] | undefined;
  lowestPrice30Days?: number | undefined;
  /** A price for some time. Only the seller and staff see it; what it makes of `unitPrice` and `compareAtPrice` is seen by all. */
  scheduledPrice?: ScheduledPrice | undefined;
  weightGrams?: number | undefined;
  /** Staff are told when its units fall to this number or below. Only the seller and staff see it. */
  lowStockAt?: number | undefined;
  /** The product's image that shows it. */
  imageId?: string | undefined;
};

/** The most variants of a product, and the most options that tell them apart. */
export const MAX_VARIANTS = 200;
export const MAX_OPTIONS = 3;

/** Returns a product's variants, in the order in which they were added. A product as it was offered has one, without options. */
export const variantsOf = ({ id, unitPrice, priorPrices, variants }: WithVariants): Variant[] =>
  variants ?? [{ id, options: {}, unitPrice, ...(priorPrices === undefined ? {} : { priorPrices }) }];

type WithVariants = Pick<Product, 'id' | 'unitPrice' | 'priorPrices' | 'variants'>;

/** Returns a product's options with their values, in the order in which its variants name them. */
export const optionsOf = (variants: Pick<Variant, 'options'>[]): { name: string; values: string[] }[] =>
  Object.keys(variants[0]?.options ?? {}).map((name) => ({
    name,
    values: [...new Set(variants.flatMap(({ options }) => options[name] ?? []))],
  }));

/** Returns what a variant is called beside its product's name, such as `M / blue`; `undefined` for one without options. */
export const variantName = ({ options }: Pick<Variant, 'options'>): string | undefined =>
  Object.values(options).join(' / ') || undefined;

/** Returns the attributes of a product's row that change with its variants. `undefined` removes one. */
export const changedVariants = (
  { variantsVersion = 0, nextPriceChangeAt }: Pick<Product, 'variantsVersion' | 'nextPriceChangeAt'>,
  variants: Variant[],
) => {
  const next = nextPriceChange(variants);
  return {
    variants,
    variantsVersion: variantsVersion + 1,
    unitPrice: Math.min(...variants.map(({ unitPrice }) => unitPrice)),
    ...(next === nextPriceChangeAt
      ? {}
      : { nextPriceChangeAt: next, priceChanges: next === undefined ? undefined : 'scheduled' }),
  };
};

/**
 * Returns the variant that `variantId` names, or the only one.
 *
 * @throws DomainError VARIANT_REQUIRED where a product has several, VARIANT_NOT_FOUND
 */
export const variantNamed = (product: WithVariants, variantId?: string): Variant => {
  const variants = variantsOf(product);
  const [only, ...others] = variants;
  if (variantId === undefined && only && others.length === 0) return only;
  if (variantId === undefined) throw variantRequired();
  const variant = variants.find(({ id }) => id === variantId);
  if (!variant) throw new DomainError('VARIANT_NOT_FOUND', 'The product has no such variant.');
  return variant;
};

const variantRequired = () =>
  new DomainError('VARIANT_REQUIRED', 'The product has several variants: name one of them by variantId.');

/**
 * Checks a variant beside the others of its product.
 *
 * @throws DomainError INVALID_INPUT for other options than the others have, or a `compareAtPrice` that is no reduction; VARIANT_EXISTS
 */
export const checkVariant = ({ options, unitPrice, compareAtPrice }: Variant, others: Variant[]): void => {
  if (compareAtPrice !== undefined && compareAtPrice <= unitPrice) {
    throw invalidInput([{ path: 'compareAtPrice', message: 'must be above the price' }]);
  }
  const [first] = others;
  if (!first) return;
  const names = Object.keys(first.options);
  if (names.length === 0) {
    const message = `cannot tell it from the first variant, which has none yet: change that one first (${first.id})`;
    throw invalidInput([{ path: 'options', message }]);
  }
  const isSame = Object.keys(options).length === names.length && names.every((name) => Object.hasOwn(options, name));
  if (!isSame) throw invalidInput([{ path: 'options', message: `must be: ${names.join(', ')}` }]);
  const twin = others.find((other) => names.every((name) => other.options[name] === options[name]));
  if (twin) throw new DomainError('VARIANT_EXISTS', 'Another variant has the same options.', { variantId: twin.id });
};
