import { DomainError } from '@ecommerce/shared/errors.ts';
import type { OrderableProduct } from '@ecommerce/shared/productFunctions.ts';
import { readProducts } from '../catalogue/productCatalogue.ts';
import { currentAutomaticDiscounts } from '../discounts/discountStore.ts';
import { type Cart, type CartLine, type CartView, cartView, productsIn } from './cart.ts';
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

const changeLine = async (customerId: string, { id, qty }: CartLine, mode: 'add' | 'set'): Promise<CartView> => {
  const product = (await readProducts([id], { withDetails: true })).get(id);
  if (!product) throw new DomainError('PRODUCT_NOT_FOUND', 'Product not found or not approved', { productId: id });
  return viewCart(customerId, await putLine(customerId, { product, quantity: qty, mode }), product);
};

/** Removes a product from the cart, if it is in it. */
export const removeFromCart = async (customerId: string, productId: string): Promise<CartView> =>
  viewCart(customerId, await removeLine(customerId, productId));

/** Empties the cart. */
export const emptyCart = async (customerId: string): Promise<CartView> =>
  viewCart(customerId, await clearCart(customerId));

/** Returns the cart with the current data of its products; `known` need not be fetched. */
export const viewCart = async (
  customerId: string,
  cart: Cart | undefined,
  known?: OrderableProduct,
): Promise<CartView> => {
  const asked = (cart ? productsIn(cart) : []).filter((id) => id !== known?.id);
  const [products, automaticDiscounts] = await Promise.all([
    asked.length > 0 ? readProducts(asked, { withDetails: true }) : new Map<string, OrderableProduct>(),
    currentAutomaticDiscounts(),
  ]);
  if (known) products.set(known.id, known);
  return cartView(customerId, cart, products, automaticDiscounts);
};
