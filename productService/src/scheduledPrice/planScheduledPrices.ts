import { pricedAt } from '../price/scheduledPrice.ts';
import type { Product } from '../product/product.ts';
import { type ProductChange, repriced } from '../product/productChange.ts';
import { changedVariants, variantsOf } from '../product/variant.ts';

/**
 * Plans the write that gives a product's variants the prices that are scheduled for now; `undefined` if they have them. It depends on all
 * of its variants as they were read, so another change of a price in between comes first. No admin has to approve it.
 */
export const planScheduledPrices = (product: Product, now: Date): ProductChange | undefined => {
  const before = variantsOf(product);
  const after = before.map((variant) => {
    const scheduled = pricedAt(variant, now);
    return scheduled === variant ? variant : repriced(product, variant, scheduled, now);
  });
  if (after.every((variant, index) => variant === before[index])) return undefined;
  return {
    set: { ...changedVariants(product, after), updatedAt: now.toISOString() },
    remove: [],
    expected: { variantsVersion: product.variantsVersion },
    stock: { variantId: product.id, quantityChange: 0, offSale: false },
    applied: undefined,
  };
};
