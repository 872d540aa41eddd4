import { call } from '../../cli/shopClient.ts';
import { account, platform } from './shop.ts';

/** A cart, as far as the tests look at it; an error has `code` and what it tells beside. */
export type CartReply = {
  id: string;
  items: {
    product: { id: string; name: string; price: number | null; imageUrl: string | null; available: number };
    quantity: number;
    lineTotal: number;
  }[];
  totalPrice: number;
  currency: string | null;
  code?: string;
  issues?: { path: string }[];
};

/** An order as `POST /checkout` answers it. */
export type CheckoutReply = {
  id: string;
  totalAmount: number;
  status: string;
  payment?: { provider: string; clientSecret: string };
  code?: string;
  issues?: { path: string }[];
};

/** A request to a route of the cart by this test file's account `name`. */
export const cart = async (name: string, method = 'GET', path = '', body?: unknown) =>
  call<CartReply>(`${platform.order}/cart${path}`, { method, token: (await account(name)).idToken, body });
/** `POST /cart`. */
export const add = (name: string, id: string, qty: unknown) => cart(name, 'POST', '', { id, qty });
/** The products in somebody's cart and how many of each. */
export const linesOf = async (name: string) =>
  (await cart(name)).body.items.map(({ product, quantity }) => [product.id, quantity] as const);
/** `POST /checkout`. */
export const checkout = async (name: string, body?: unknown, headers: Record<string, string> = {}) =>
  call<CheckoutReply>(`${platform.order}/checkout`, {
    method: 'POST',
    token: (await account(name)).idToken,
    body,
    headers,
  });
