import { toDecimal } from '@ecommerce/shared/money.ts';
import type { OrderableProduct } from '@ecommerce/shared/productFunctions.ts';
import { arrayUpTo } from '@ecommerce/shared/texts.ts';
import { v5 as uuidv5 } from 'uuid';
import * as z from 'zod';
import type { Discount } from '../discounts/discount.ts';
import { MAX_LINES, ProductId, Quantity, type RequestedLine, VariantId } from '../order/order.ts';
import { priceOrder } from '../pricing/priceOrder.ts';
import { NO_SHIPPING } from '../settings/shippingSettings.ts';
import { NO_TAXES } from '../settings/taxSettings.ts';

/** How long a cart is stored after its last change, in seconds. */
export const CART_SECONDS = 30 * 24 * 60 * 60;

/** Body of `POST /cart`, and a line of `POST /checkout`: a product's id and quantity. */
export const CartLine = z.strictObject({ id: ProductId, variantId: VariantId, qty: Quantity });
export type CartLine = z.infer<typeof CartLine>;

/** The maximum number of entries of a request, before those of the same product are added up. */
export const MAX_ENTRIES = 500;

/** Adds up entries that name the same into one line, in the order of the request. */
export const summed = (items: CartLine[]): RequestedLine[] => {
  const lines = new Map<string, RequestedLine>();
  for (const { id, variantId, qty } of items) {
    const key = `${id} ${variantId ?? ''}`;
    const quantity = (lines.get(key)?.quantity ?? 0) + qty;
    lines.set(key, { id, ...(variantId === undefined ? {} : { variantId }), quantity });
  }
  return [...lines.values()];
};

/** Body of `POST /cart/merge`. */
export const MergeBody = z.strictObject({
  items: arrayUpTo(MAX_ENTRIES, CartLine, 1).refine((items) => summed(items).length <= MAX_LINES, {
    message: `must name at most ${MAX_LINES} products`,
  }),
});

/** What of a merged product is not in the cart, and why. */
export type NotMerged = {
  id: string;
  variantId?: string | undefined;
  requested: number;
  /** The units that were added all the same. */
  added: number;
  code: 'PRODUCT_NOT_FOUND' | 'VARIANT_REQUIRED' | 'INSUFFICIENT_STOCK' | 'CART_FULL' | 'CURRENCY_MISMATCH';
};

/** Body of `PUT /cart/{id}`. */
export const CartQuantity = z.strictObject({ variantId: VariantId, qty: Quantity });

/** Body of `DELETE /cart`: the variant whose line is removed. Without a body the whole cart is emptied; `{}` is invalid. */
export const RemovedLine = z.strictObject({ id: ProductId, variantId: VariantId }).optional();

/** Query of `DELETE /cart/{id}`. */
export const RemovedVariant = z.strictObject({ variantId: VariantId });

/** A customer's cart as stored in its row. It has no prices: they are always read when needed. */
export type Cart = {
  /** The `sub` of the account. */
  customerId: string;
  /** Changes with each checkout or emptying: an order takes the cart that it read, or none. */
  cartId: string;
  /** The quantity of each variant, by its id. */
  lines: Record<string, number>;
  /**
   * By the variant's id: its name when its line was added, the time (ISO 8601), and the product's id, unless that is the variant's own.
   */
  about: Record<string, { name: string; addedAt: string; productId?: string }>;
  /** Of all lines. */
  currency: string;
  /** The last merges of guests' carts, to recognise repeated requests. */
  merges?: { id: string; requestHash: string; notMerged: NotMerged[] }[];
  /** Incremented by each change. */
  version: number;
  updatedAt: string;
  /** Seconds since 1970; from then on the cart counts as empty, whether or not DynamoDB has deleted it yet. */
  expiresAt: number;
};

const CART_NAMESPACE = '5d1c6b6c-2f0e-4b3c-9a47-2c1f6c0f8f52';

/** Returns the id of a customer's cart before anything was added to it. */
export const firstCartId = (customerId: string): string => uuidv5(customerId, CART_NAMESPACE);

/** Returns the cart, unless it has expired: an expired cart counts as absent. */
export const unexpiredCart = (row: Cart | undefined, now: Date): Cart | undefined =>
  row && row.expiresAt > now.getTime() / 1000 ? row : undefined;

/** Returns a cart's lines, in the order in which they were added. */
export const linesIn = ({ lines, about }: Pick<Cart, 'lines' | 'about'>): (RequestedLine & { variantId: string })[] => {
  const rank = (variantId: string) => `${about[variantId]?.addedAt} ${variantId}`;
  return Object.entries(lines)
    .sort(([one], [other]) => (rank(one) < rank(other) ? -1 : 1))
    .map(([variantId, quantity]) => ({ id: about[variantId]?.productId ?? variantId, variantId, quantity }));
};

/** Returns the key of a product's line in a cart: its variant's id. */
export const lineKey = ({ id, variantId }: { id: string; variantId?: string | undefined }): string => variantId ?? id;

/**
 * Returns a cart as its customer sees it, with money as decimals. A product that is no longer on sale is shown with its old name, `price`
 * null and `available` 0. If stock is short, `available` is less than `quantity`.
 *
 * @param cart `undefined` if it is empty
 * @param products the cart's variants that are on sale now, by their ids
 * @param automaticDiscounts those that depend on the customer are left out: the quote knows them
 */
export const cartView = (
  customerId: string,
  cart: Cart | undefined,
  products: Map<string, OrderableProduct>,
  automaticDiscounts: Discount[] = [],
) => {
  const lines = (cart ? linesIn(cart) : []).map(({ id, variantId, quantity }) => ({
    id,
    variantId,
    quantity,
    name: cart?.about[variantId]?.name ?? '',
    onSale: products.get(variantId)?.currency === cart?.currency ? products.get(variantId) : undefined,
  }));
  const decimal = (minorUnits: number) => (cart ? toDecimal(minorUnits, cart.currency) : 0);
  const { subtotal, discounts, total } = priceOrder({
    lines: lines.flatMap(({ id, quantity, onSale }) => (onSale ? [{ ...onSale, productId: id, quantity }] : [])),
    currency: cart?.currency ?? '',
    shipping: NO_SHIPPING,
    taxes: NO_TAXES,
    codes: [],
    automaticDiscounts: automaticDiscounts.filter(isForEveryone),
    customer: { hasOrdered: false, uses: {} },
    now: new Date(),
  });
  return {
    id: cart?.cartId ?? firstCartId(customerId),
    items: lines.map(({ id, variantId, quantity, name, onSale }) => ({
      product: {
        id,
        ...(variantId === id ? {} : { variantId }),
        name: onSale?.productName ?? name,
        ...(onSale?.variantName === undefined ? {} : { variantName: onSale.variantName }),
        price: onSale ? toDecimal(onSale.unitPrice, onSale.currency) : null,
        imageUrl: onSale?.imageUrl ?? null,
        available: onSale?.quantity ?? 0,
      },
      quantity,
      lineTotal: decimal((onSale?.unitPrice ?? 0) * quantity),
    })),
    ...(discounts.length > 0 && {
      subtotal: decimal(subtotal),
      discounts: discounts.map(({ label, amount }) => ({ label, amount: decimal(amount) })),
    }),
    totalPrice: decimal(total),
    currency: lines.length > 0 && cart ? cart.currency : null,
  };
};
export type CartView = ReturnType<typeof cartView>;

const isForEveryone = ({ firstOrderOnly, maxUses, maxUsesPerCustomer }: Discount): boolean =>
  !firstOrderOnly && maxUses === undefined && maxUsesPerCustomer === undefined;
