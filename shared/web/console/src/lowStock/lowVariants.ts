import type { Product, Variant } from '../variants/variant.ts';

/** With so many units or fewer a variant is low that has no `lowStockAt` of its own. */
export const LOW = 5;

/** Returns the variants of a product that are low, the emptiest first. */
export const lowVariants = ({ variants }: Pick<Product, 'variants'>): Variant[] =>
  variants
    .filter(({ quantity, lowStockAt = LOW }) => quantity <= lowStockAt)
    .toSorted((one, other) => one.quantity - other.quantity);
