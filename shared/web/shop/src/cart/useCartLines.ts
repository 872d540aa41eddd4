import { unwrap } from '@ecommerce/client';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { session, shop } from '../shop.ts';
import { useStore } from '../store.ts';
import { type AccountCart, cartQuery, setGuestQuantity } from './cart.ts';
import { localCart } from './cartStore.ts';

/** A line of the cart as it is shown. */
export type CartLine = {
  id: string;
  name: string;
  /** `undefined` if the product is no longer sold. */
  price: number | undefined;
  imageUrl: string | undefined;
  available: number;
  quantity: number;
};

export type CartView = { lines: CartLine[]; total: number; currency: string | undefined };

type CartState = {
  /** `undefined` while it is being loaded. */
  cart: CartView | undefined;
  error: unknown;
  retry: () => unknown;
  setQuantity: (id: string, quantity: number) => void;
  /** Why the last change was refused. */
  refusal: unknown;
};

/** The cart of the account, or of the guest with the current prices. */
export const useCartLines = (): CartState => {
  const isCustomer = useStore(session) === 'customer';
  const account = useAccountCart(isCustomer);
  const guest = useGuestCart(!isCustomer);
  return isCustomer ? account : guest;
};

const useAccountCart = (isEnabled: boolean): CartState => {
  const client = useQueryClient();
  const { data, error, refetch } = useQuery({ ...cartQuery, enabled: isEnabled });
  const change = useMutation({
    mutationFn: ({ id, quantity }: { id: string; quantity: number }) =>
      quantity === 0
        ? unwrap(shop.orders.DELETE('/cart/{id}', { params: { path: { id } } }))
        : unwrap(shop.orders.PUT('/cart/{id}', { params: { path: { id } }, body: { qty: quantity } })),
    scope: { id: 'cart' }, // one after another, in the order of the person's choices
    onMutate: async ({ id, quantity }) => {
      await client.cancelQueries({ queryKey: cartQuery.queryKey });
      client.setQueryData(cartQuery.queryKey, (cart) => cart && withQuantity(cart, id, quantity));
    },
    onSuccess: (cart) => client.setQueryData(cartQuery.queryKey, cart),
    onError: () => client.invalidateQueries({ queryKey: cartQuery.queryKey }),
  });
  return {
    cart: data && viewOf(data),
    error: data ? undefined : error,
    retry: refetch,
    setQuantity: (id, quantity) => change.mutate({ id, quantity }),
    refusal: change.error,
  };
};

/** The cart as it will be once the change is confirmed. */
const withQuantity = (cart: AccountCart, id: string, quantity: number): AccountCart => {
  const items = cart.items
    .map((item) => (item.product.id === id ? { ...item, quantity } : item))
    .filter((item) => item.quantity > 0);
  return { ...cart, items };
};

const viewOf = ({ items, currency }: AccountCart): CartView => {
  const lines = items.map(({ product: { id, name, price, imageUrl, available }, quantity }) => ({
    ...{ id, name, available, quantity },
    price: price ?? undefined,
    imageUrl: imageUrl ?? undefined,
  }));
  return { lines, total: totalOf(lines), currency: currency ?? undefined };
};

const useGuestCart = (isEnabled: boolean): CartState => {
  const { items } = useStore(localCart);
  const ids = items.map(({ id }) => id).sort();
  const { data, error, refetch } = useQuery({
    queryKey: ['products', 'of the cart', ids],
    queryFn: ({ signal }) => readProducts(ids, signal),
    enabled: isEnabled && ids.length > 0,
    placeholderData: keepPreviousData,
  });
  const byId = new Map(data?.map((product) => [product.id, product]));
  const lines = items.map(({ id, qty, name = '' }): CartLine => {
    const product = byId.get(id);
    return {
      ...{ id, quantity: qty, name: product?.productName ?? name },
      price: product?.productPrice,
      imageUrl: product?.imageUrl,
      available: product?.quantity ?? 0,
    };
  });
  const isKnown = ids.length === 0 || data !== undefined;
  return {
    cart: isKnown ? { lines, total: totalOf(lines), currency: data?.[0]?.currency } : undefined,
    error: data ? undefined : error,
    retry: refetch,
    setQuantity: setGuestQuantity,
    refusal: undefined,
  };
};

/** Reads the products of a cart that are still sold. */
const readProducts = async (ids: string[], signal: AbortSignal) =>
  (await unwrap(shop.products.GET('/products', { params: { query: { ids: ids.join() } }, signal }))).products;

/** The sum, without the noise of decimals in binary: no currency has more than four fraction digits. */
const totalOf = (lines: readonly CartLine[]): number =>
  Math.round(lines.reduce((sum, { price = 0, quantity }) => sum + price * quantity, 0) * 10_000) / 10_000;

/** Whether every line can be ordered as it is. */
export const isOrderable = ({ lines }: CartView): boolean =>
  lines.length > 0 && lines.every(({ price, available, quantity }) => price !== undefined && quantity <= available);
