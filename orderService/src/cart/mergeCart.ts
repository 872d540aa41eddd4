import { DomainError } from '@ecommerce/shared/errors.ts';
import { hashOf, idOfKey, requireSameRequest } from '@ecommerce/shared/idempotency.ts';
import type { ReadProducts } from '@ecommerce/shared/productFunctions.ts';
import { readProducts } from '../catalogue/productCatalogue.ts';
import { MAX_LINES, MAX_QUANTITY, type RequestedLine, sortedLines } from '../order/order.ts';
import { type Cart, type CartLine, type CartView, lineKey, type NotMerged, summed } from './cart.ts';
import { aboutLine, readCart, replaceLines } from './cartStore.ts';
import { viewCart } from './changeCart.ts';

/** Attempts to write while other requests change the cart. */
const ATTEMPTS = 5;

/** How many merges a cart remembers, to recognise a repeated request. */
const REMEMBERED = 3;

const MERGE_NAMESPACE = '3f1b0a64-5c0e-4f7a-9d53-b8f0f1f6c2d7';

/** The cart, and what of the request is not in it. */
type MergedCart = CartView & { notMerged: NotMerged[] };

/**
 * Adds products to a cart, each as far as the stock and the limits of a cart allow. What cannot be added is reported, and keeps nothing
 * else from being added. Nothing that was in the cart is taken out.
 *
 * @param idempotencyKey the same key and request are merged once, even if the cart was ordered meanwhile
 * @throws DomainError IDEMPOTENCY_KEY_REUSED, UNAVAILABLE
 */
export const mergeCart = async (
  customerId: string,
  items: CartLine[],
  idempotencyKey: string | undefined,
): Promise<MergedCart> => {
  const lines = summed(items);
  const merge = { id: idOfKey(idempotencyKey, MERGE_NAMESPACE, customerId), requestHash: hashOf(sortedLines(lines)) };
  const products = await readProducts(lines, { withDetails: true });
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const cart = await readCart(customerId);
    const earlier = cart?.merges?.find(({ id }) => id === merge.id);
    if (earlier) {
      requireSameRequest(earlier, merge.requestHash, 'another cart');
      return { ...(await viewCart(customerId, cart)), notMerged: earlier.notMerged };
    }
    const { notMerged, ...content } = merged(cart, lines, products);
    const merges = [...(cart?.merges ?? []), { ...merge, notMerged }].slice(-REMEMBERED);
    const isUnchanged = notMerged.length === lines.length && notMerged.every(({ added }) => added === 0);
    const written = isUnchanged ? { cart } : await replaceLines(customerId, cart, { ...content, merges });
    if (written) return { ...(await viewCart(customerId, written.cart)), notMerged };
  }
  throw new DomainError('UNAVAILABLE', 'Several requests are changing the cart at the same time: try again.');
};

/** Returns the content of the cart with the lines, and what could not be added. */
const merged = (cart: Cart | undefined, requested: RequestedLine[], products: ReadProducts) => {
  const content = { lines: { ...cart?.lines }, about: { ...cart?.about }, currency: cart?.currency ?? '' };
  const notMerged: NotMerged[] = [];
  for (const [index, { quantity, ...line }] of requested.entries()) {
    const found = products[index];
    const product = typeof found === 'string' ? undefined : found;
    const key = lineKey(product ?? line);
    const count = Object.keys(content.lines).length;
    if (count === 0 && product) content.currency = product.currency;
    const held = content.lines[key];
    const { room, code } = roomFor(found, held, content.currency, count);
    const added = Math.min(quantity, room);
    if (added < quantity) notMerged.push({ ...line, requested: quantity, added, code });
    if (!product || added === 0) continue;
    content.lines[key] = (held ?? 0) + added;
    content.about[key] ??= aboutLine(product, new Date());
  }
  return { ...content, notMerged };
};

/** Returns how many more units of a product the cart takes, and why no more. */
const roomFor = (
  product: ReadProducts[number] | undefined,
  held: number | undefined,
  currency: string,
  count: number,
): { room: number; code: NotMerged['code'] } => {
  if (product === 'variantRequired') return { room: 0, code: 'VARIANT_REQUIRED' };
  if (product === undefined || product === 'notOnSale') return { room: 0, code: 'PRODUCT_NOT_FOUND' };
  if (product.currency !== currency) return { room: 0, code: 'CURRENCY_MISMATCH' };
  if (held === undefined && count >= MAX_LINES) return { room: 0, code: 'CART_FULL' };
  const room = Math.max(0, Math.min(product.quantity, MAX_QUANTITY) - (held ?? 0));
  return { room, code: product.quantity <= MAX_QUANTITY ? 'INSUFFICIENT_STOCK' : 'CART_FULL' };
};
