import { toDecimal } from '@ecommerce/shared/money.ts';
import type { OrderableProduct } from '@ecommerce/shared/productFunctions.ts';

/** The most entries of a wish list. */
export const MAX_WISHES = 100;

/** What a wish list keeps of a variant. */
export type Wish = {
  productId: string;
  /** The product's name when the entry was made, for when it is gone. */
  name: string;
  /** ISO 8601. */
  addedAt: string;
};

/** An account's wish list: its entries by the variant's id. */
export type WishList = { customerId: string; wishes: Record<string, Wish> };

/** An entry with its variant's id. */
export type WishEntry = Wish & { variantId: string };

/** Returns the entries of a wish list, the last added first. */
export const entriesOf = (list: WishList | undefined): WishEntry[] => {
  const rank = ({ addedAt, variantId }: WishEntry) => `${addedAt} ${variantId}`;
  return Object.entries(list?.wishes ?? {})
    .map(([variantId, wish]) => ({ variantId, ...wish }))
    .sort((one, other) => (rank(one) < rank(other) ? 1 : -1));
};

/** Returns the entry for a variant that is on sale. */
export const wishFor = ({ id, productName }: OrderableProduct, now: Date): Wish => ({
  productId: id,
  name: productName,
  addedAt: now.toISOString(),
});

/**
 * Returns an entry as its owner sees it. One that is not on sale any more has its old name, no price and no stock.
 *
 * @param variant `undefined` if it is not on sale
 */
export const wishView = (
  { variantId, productId, name, addedAt }: WishEntry,
  variant: OrderableProduct | undefined,
) => ({
  variantId,
  productId,
  onSale: variant !== undefined,
  name: variant?.productName ?? name,
  variantName: variant?.variantName,
  price: variant ? toDecimal(variant.unitPrice, variant.currency) : null,
  currency: variant?.currency ?? null,
  imageUrl: variant?.imageUrl ?? null,
  quantity: variant?.quantity ?? 0,
  addedAt,
});
