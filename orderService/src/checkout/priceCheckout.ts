import { DomainError, invalidInput } from '@ecommerce/shared/errors.ts';
import { type Cart, lineKey, linesIn } from '../cart/cart.ts';
import { readCart } from '../cart/cartStore.ts';
import { orderable, readProducts } from '../catalogue/productCatalogue.ts';
import type { DiscountRow } from '../discounts/discount.ts';
import { currentAutomaticDiscounts, readDiscountsOf } from '../discounts/discountStore.ts';
import { discountUses, isPersonal, readDiscountUses } from '../discounts/discountUses.ts';
import type { DiscountUse } from '../order/discountUseStore.ts';
import type { PricedLine, RequestedLine } from '../order/order.ts';
import { hasOrdered, hasOrderedWith } from '../order/orderStore.ts';
import { type Breakdown, type Customer, priceOrder } from '../pricing/priceOrder.ts';
import { currentSettings, type Settings } from '../settings/settingsStore.ts';
import { type Buyer, discountUsers } from './buyer.ts';
import type { CheckoutRequest } from './checkoutRequest.ts';

/** A request with everything that its price depends on, as it stands now. */
export type PricedCheckout = {
  /** `undefined` where the products were named. */
  cart: Cart | undefined;
  lines: [PricedLine, ...PricedLine[]];
  currency: string;
  settings: Settings;
  breakdown: Breakdown;
  /** The discounts that were used. */
  discounts: DiscountRow[];
  /** What counts an order with them. */
  uses: DiscountUse[];
};

/**
 * Prices the cart, or the products in a request.
 *
 * @throws DomainError CART_EMPTY, PRODUCT_NOT_FOUND and VARIANT_REQUIRED (with `productId`), INSUFFICIENT_STOCK (with `productId` and
 *   `quantityAvailable`),
 *   CURRENCY_MISMATCH, DISCOUNT_NOT_APPLICABLE (with `discountCode` and `reason`), INVALID_INPUT for a method that is not offered
 */
export const priceCheckout = async (buyer: Buyer, request: CheckoutRequest): Promise<PricedCheckout> => {
  const cart = request.lines ? undefined : await requireNonEmptyCart(buyer.customerId);
  const codes = request.discountCodes ?? [];
  const [lines, settings, automaticDiscounts, byCode] = await Promise.all([
    orderableLines(request.lines ?? (cart ? linesIn(cart) : [])),
    currentSettings(),
    currentAutomaticDiscounts(),
    readDiscountsOf(codes),
  ]);
  const { currency } = lines[0].product;
  refuseOtherCurrency(settings, currency);
  const discounts = [...automaticDiscounts, ...byCode.values()];
  const users = discounts.some(isPersonal) ? await discountUsers(buyer) : [];
  const customer = await customerFacts(buyer, users, discounts);
  const breakdown = priceOrder({
    lines: lines.map(({ product, quantity }) => ({ ...product, productId: product.id, quantity })),
    currency,
    shipping: settings.shipping,
    taxes: settings.taxes,
    shipTo: request.shippingAddress,
    taxedIn: request.shippingAddress ?? request.billingAddress,
    method: request.shippingMethod,
    codes: codes.map((code) => ({ code, discount: byCode.get(code) })),
    automaticDiscounts,
    customer,
    now: new Date(),
  });
  const found = new Set(breakdown.discounts.map(({ discountId }) => discountId));
  const used = discounts.filter(({ id }) => found.has(id));
  return { cart, lines, currency, settings, breakdown, discounts: used, uses: discountUses(used, users) };
};

/** What discounts need to know about the customer: read only where one of them asks. */
const customerFacts = async (buyer: Buyer, users: string[], discounts: DiscountRow[]): Promise<Customer> => {
  const [uses, isKnown] = await Promise.all([
    readDiscountUses(discounts, users),
    discounts.some(({ firstOrderOnly }) => firstOrderOnly) ? isKnownCustomer(buyer) : false,
  ]);
  return { uses, hasOrdered: isKnown };
};

/** Whether the customer has ordered before, with the account or with the address. */
const isKnownCustomer = async ({ customerId, byGuest, email }: Buyer): Promise<boolean> => {
  const address = await email();
  const [byAccount, byAddress] = await Promise.all([
    !byGuest && hasOrdered(customerId),
    address !== undefined && hasOrderedWith(address),
  ]);
  return byAccount || byAddress;
};

/** Amounts in the settings are of the shop's currency; products that are older than it keep theirs. */
const refuseOtherCurrency = ({ shipping, currency }: Settings, ofProducts: string): void => {
  if (shipping.methods.length === 0 || currency === ofProducts) return;
  throw new DomainError('CURRENCY_MISMATCH', `The products are priced in ${ofProducts}, shipping in ${currency}.`);
};

/** Returns what a request has to name before it can be ordered: where the order is shipped to, how, or where it is taxed. */
export const missingDelivery = ({ shipping, taxes }: Settings, request: CheckoutRequest): MissingField[] => {
  const isShipped = shipping.methods.length > 0;
  const isTaxed = taxes.rates.length > 0;
  const isPlaced = request.shippingAddress !== undefined || (!isShipped && request.billingAddress !== undefined);
  return [
    ...((isShipped || isTaxed) && !isPlaced ? ['shippingAddress' as const] : []),
    ...(isShipped && request.shippingMethod === undefined ? ['shippingMethod' as const] : []),
  ];
};

type MissingField = 'shippingAddress' | 'shippingMethod';

/**
 * Refuses an order that leaves open where it is shipped to, how, or where it is taxed.
 *
 * @throws DomainError INVALID_INPUT that names each missing field
 */
export const requireDelivery = (settings: Settings, request: CheckoutRequest): void => {
  const missing = missingDelivery(settings, request);
  if (missing.length > 0) throw invalidInput(missing.map((path) => ({ path, message: 'is required' })));
};

const requireNonEmptyCart = async (customerId: string): Promise<Cart> => {
  const cart = await readCart(customerId);
  if (!cart || linesIn(cart).length === 0) throw new DomainError('CART_EMPTY', 'The cart is empty.');
  return cart;
};

/** The lines with their products, if all can be ordered now. Only the reservation decides; this rejects early what it would reject. */
const orderableLines = async (requested: RequestedLine[]): Promise<[PricedLine, ...PricedLine[]]> => {
  const found = await readProducts(requested, { withDetails: true });
  const lines = new Map<string, PricedLine>();
  for (const [index, { id, quantity }] of requested.entries()) {
    const product = orderable(found[index], { productId: id });
    const key = lineKey(product); // a variant may be named by its id and, as a product's only one, without
    lines.set(key, { product, quantity: quantity + (lines.get(key)?.quantity ?? 0) });
  }
  for (const { product, quantity } of lines.values()) {
    if (product.quantity >= quantity) continue;
    throw new DomainError('INSUFFICIENT_STOCK', 'Insufficient stock available', {
      productId: product.id,
      ...(product.variantId === undefined ? {} : { variantId: product.variantId }),
      quantityAvailable: product.quantity,
    });
  }
  if (new Set([...lines.values()].map(({ product }) => product.currency)).size > 1) {
    throw new DomainError('CURRENCY_MISMATCH', 'The products are priced in different currencies.');
  }
  return [...lines.values()] as [PricedLine, ...PricedLine[]];
};
