import type { OrderableProduct } from '@ecommerce/shared/productFunctions.ts';
import { orderable, readProducts, variantRequired, type WantedVariant } from '../catalogue/productCatalogue.ts';
import { currentAutomaticDiscounts } from '../discounts/discountStore.ts';
import { type Cart, type CartLine, type CartView, cartView, lineKey, linesIn } from './cart.ts';
import { clearCart, putLine, readCart, removeLine } from './cartStore.ts';

/** Returns the customer's cart, with current prices and stock. */
export const showCart = async (customerId: string): Promise<CartView> =>
  viewCart(customerId, await readCart(customerId));

/**
 * Adds units of a product to the cart.
 *
 * @throws DomainError PRODUCT_NOT_FOUND, INSUFFICIENT_STOCK (with `quantityAvailable`), CART_FULL, CURRENCY_MISMATCH
 */
export const addToCart = (customerId: string, line: CartLine): Promise<CartView> => changeLine(customerId, line, 'add');

/** Sets the quantity of a product in the cart. Throws the same errors as `addToCart`. */
export const setCartQuantity = (customerId: string, line: CartLine): Promise<CartView> =>
  changeLine(customerId, line, 'set');

const changeLine = async (
  customerId: string,
  { id, variantId, qty }: CartLine,
  mode: 'add' | 'set',
): Promise<CartView> => {
  const [found] = await readProducts([{ id, variantId }], { withDetails: true });
  const product = orderable(found, { productId: id });
  return viewCart(customerId, await putLine(customerId, { product, quantity: qty, mode }), product);
};

/**
 * Removes a variant from the cart, if it is in it.
 *
 * @param line a product's id alone stands for its first variant or, if that is not in the cart, for the only one that is
 * @throws DomainError VARIANT_REQUIRED if several variants of the product are in the cart, and none is named
 */
export const removeFromCart = async (customerId: string, line: WantedVariant): Promise<CartView> => {
  const { cart, removed } = await removeLine(customerId, lineKey(line));
  const named =
    line.variantId === undefined && !removed && cart ? linesIn(cart).filter(({ id }) => id === line.id) : [];
  const [only, ...others] = named;
  if (others.length > 0) throw variantRequired({ productId: line.id });
  return viewCart(customerId, only ? (await removeLine(customerId, only.variantId)).cart : cart);
};

/** Empties the cart. */
export const emptyCart = async (customerId: string): Promise<CartView> =>
  viewCart(customerId, await clearCart(customerId));

/** Returns the cart with the current data of its products; `known` need not be fetched. */
export const viewCart = async (
  customerId: string,
  cart: Cart | undefined,
  known?: OrderableProduct,
): Promise<CartView> => {
  const asked = (cart ? linesIn(cart) : []).filter((line) => !known || lineKey(line) !== lineKey(known));
  const [found, automaticDiscounts] = await Promise.all([
    asked.length > 0 ? readProducts(asked, { withDetails: true }) : [],
    currentAutomaticDiscounts(),
  ]);
  const products = [...found.flatMap((one) => (typeof one === 'string' ? [] : one)), ...(known ? [known] : [])];
  return cartView(
    customerId,
    cart,
    new Map(products.map((product) => [lineKey(product), product])),
    automaticDiscounts,
  );
};
