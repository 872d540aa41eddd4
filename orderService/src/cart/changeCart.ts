import { DomainError } from '@ecommerce/shared/errors.ts';
import type { OrderableProduct } from '@ecommerce/shared/productFunctions.ts';
import { readProducts } from '../catalogue/productCatalogue.ts';
import { type Cart, type CartLine, type CartView, cartView, productsIn } from './cart.ts';
import { clearCart, putLine, readCart, removeLine } from './cartStore.ts';

/** The customer's cart, with prices and stock of this moment. */
export const showCart = async (customerId: string): Promise<CartView> => view(customerId, await readCart(customerId));

/**
 * Puts so many more of a product into the cart.
 *
 * @throws DomainError PRODUCT_NOT_FOUND, INSUFFICIENT_STOCK (with `quantityAvailable`), CART_FULL, CURRENCY_MISMATCH
 */
export const addToCart = (customerId: string, line: CartLine): Promise<CartView> => changeLine(customerId, line, 'add');

/** Sees to it that so many of a product are in the cart, however many were. Throws as `addToCart`. */
export const setCartQuantity = (customerId: string, line: CartLine): Promise<CartView> =>
  changeLine(customerId, line, 'set');

const changeLine = async (customerId: string, { id, qty }: CartLine, how: 'add' | 'set'): Promise<CartView> => {
  const product = (await readProducts([id])).get(id);
  if (!product) throw new DomainError('PRODUCT_NOT_FOUND', 'Product not found or not approved', { productId: id });
  return view(customerId, await putLine(customerId, { product, quantity: qty, how }), product);
};

/** Takes a product out of the cart; one that is not in it needs no taking. */
export const removeFromCart = async (customerId: string, productId: string): Promise<CartView> =>
  view(customerId, await removeLine(customerId, productId));

/** Takes everything out of the cart. */
export const emptyCart = async (customerId: string): Promise<CartView> => view(customerId, await clearCart(customerId));

/** The cart with its products as they are now; `known` need not be asked for. */
const view = async (customerId: string, cart: Cart | undefined, known?: OrderableProduct): Promise<CartView> => {
  const asked = (cart ? productsIn(cart) : []).filter((id) => id !== known?.id);
  const products = asked.length > 0 ? await readProducts(asked) : new Map<string, OrderableProduct>();
  if (known) products.set(known.id, known);
  return cartView(customerId, cart, products);
};
