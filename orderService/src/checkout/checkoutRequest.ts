import { hashOf } from '@ecommerce/shared/idempotency.ts';
import { amountUpTo, withoutNoise } from '@ecommerce/shared/money.ts';
import { arrayUpTo } from '@ecommerce/shared/texts.ts';
import * as z from 'zod';
import { CartLine } from '../cart/cart.ts';
import { MAX_LINES, MAX_QUANTITY, MAX_TOTAL, type RequestedLine, sortedLines } from '../order/order.ts';

/** The maximum number of `items`, before those of the same product are added up. */
const MAX_ENTRIES = 500;

/** Merges entries of the same product into one line, in the order of the request. */
const merged = (items: CartLine[]): RequestedLine[] => {
  const quantities = new Map<string, number>();
  for (const { id, qty } of items) quantities.set(id, (quantities.get(id) ?? 0) + qty);
  return [...quantities].map(([id, quantity]) => ({ id, quantity }));
};

/**
 * Body of `POST /checkout`. Without `items` the cart is ordered. `total` is the total that the customer saw, a decimal in the shop's
 * currency.
 */
export const CheckoutBody = z
  .strictObject({ items: arrayUpTo(MAX_ENTRIES, CartLine, 1).optional(), total: amountUpTo(MAX_TOTAL).optional() })
  .refine(({ items, total }) => items === undefined || total !== undefined, {
    path: ['total'],
    message: 'is required where items are named',
  })
  .refine(({ items = [] }) => merged(items).length <= MAX_LINES, {
    path: ['items'],
    message: `must name at most ${MAX_LINES} products`,
  })
  .refine(({ items = [] }) => merged(items).every(({ quantity }) => quantity <= MAX_QUANTITY), {
    path: ['items'],
    message: `must ask for at most ${MAX_QUANTITY} of one product`,
  })
  .optional();

/** The products to order. */
export type CheckoutRequest = {
  /** Each product once; `undefined` means the content of the cart. */
  lines: RequestedLine[] | undefined;
  /** A decimal in the shop's currency. */
  total: number | undefined;
};

/** Converts a body to a request. */
export const checkoutRequest = ({ items, total }: z.infer<typeof CheckoutBody> = {}): CheckoutRequest => ({
  lines: items && merged(items),
  total,
});

/**
 * Returns the SHA-256 (hex) of the request, without the content of the cart: repeated when the cart is empty, it is the same request. It
 * never equals that of a `POST /create-order`, which may have the same key.
 */
export const checkoutHash = ({ lines, total }: CheckoutRequest): string =>
  hashOf({ checkout: lines ? sortedLines(lines) : 'cart', total: total === undefined ? null : withoutNoise(total) });
