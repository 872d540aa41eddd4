import { unwrap } from '@ecommerce/client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Image } from '../parts/srcSet.ts';
import { useProductsOf } from '../product/useProductsOf.ts';
import { useShownProducts } from '../product/useShownProducts.ts';
import { hasChoice, pictureOf, variantName } from '../product/variants.ts';
import { PRIVATE, session, shop } from '../shop.ts';
import { useStore } from '../store.ts';
import { type AccountCart, cartQuery, setGuestQuantity } from './cart.ts';
import { type Line, lineKey, localCart } from './cartStore.ts';

/** A line of the cart as it is shown. */
export type CartLine = {
  /** Tells the lines apart. */
  key: string;
  /** The product's. */
  id: string;
  /** Where the product has options. */
  variantId: string | undefined;
  name: string;
  /** What the variant is called beside the product's name. */
  variantName: string | undefined;
  /** `undefined` if it is no longer sold, or a variant has to be chosen first. */
  price: number | undefined;
  /** Whether the product has had no variants when it was added, and has several now. */
  needsChoice: boolean;
  image: Image | undefined;
  /** The end of the product's address, if it is known. */
  slug: string | undefined;
  available: number;
  quantity: number;
};

export type CartView = { lines: CartLine[]; total: number; currency: string | undefined };

type CartState = {
  /** `undefined` while it is being loaded. */
  cart: CartView | undefined;
  error: unknown;
  retry: () => unknown;
  setQuantity: (line: CartLine, quantity: number) => void;
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
  const items = data?.items ?? [];
  const find = useShownProducts(items.map(shownIn), isEnabled);
  const lines = items.map((item) => ({ ...accountLine(item), ...find(shownIn(item)) }));
  const change = useMutation({
    mutationFn: ({ line: { key, id }, quantity }: { line: CartLine; quantity: number }) => {
      const path = { id };
      return quantity === 0
        ? unwrap(shop.orders.DELETE('/cart/{id}', { params: { path, query: { variantId: key } } }))
        : unwrap(shop.orders.PUT('/cart/{id}', { params: { path }, body: { variantId: key, qty: quantity } }));
    },
    scope: { id: 'cart' }, // one after another, in the order of the person's choices
    onMutate: async ({ line, quantity }) => {
      await client.cancelQueries({ queryKey: cartQuery.queryKey });
      client.setQueryData(cartQuery.queryKey, (cart) => cart && withQuantity(cart, line.key, quantity));
    },
    onSuccess: (cart) => {
      client.setQueryData(cartQuery.queryKey, cart);
      void client.invalidateQueries({ queryKey: [PRIVATE, 'quote'] }); // one may have been read before the change was there
    },
    onError: () => client.invalidateQueries({ queryKey: cartQuery.queryKey }),
  });
  return {
    cart: data && { lines, total: totalOf(lines), currency: data.currency ?? undefined },
    error: data ? undefined : error,
    retry: refetch,
    setQuantity: (line, quantity) => change.mutate({ line, quantity }),
    refusal: change.error,
  };
};

/** The cart as it will be once the change is confirmed. */
const withQuantity = (cart: AccountCart, key: string, quantity: number): AccountCart => {
  const items = cart.items
    .map((item) => (lineKey(item.product) === key ? { ...item, quantity } : item))
    .filter((item) => item.quantity > 0);
  return { ...cart, items };
};

type AccountItem = AccountCart['items'][number];

const shownIn = ({ product: { id, imageUrl } }: AccountItem) => ({ productId: id, imageUrl });

/** A line of an account's cart, without what its product says. */
const accountLine = ({ product, quantity }: AccountItem): Omit<CartLine, 'image' | 'slug'> => {
  const { id, name, price, available } = product;
  return {
    ...{ id, name, available, quantity, needsChoice: false },
    key: lineKey(product),
    variantId: product.variantName === undefined ? product.variantId : lineKey(product),
    variantName: product.variantName,
    price: price ?? undefined,
  };
};

const useGuestCart = (isEnabled: boolean): CartState => {
  const { items } = useStore(localCart);
  const products = useProductsOf(items, isEnabled);
  const lines = items.map((line) => guestLine(line, products));
  const currency = [...products.listed.values(), ...products.detailed.values()][0]?.currency;
  return {
    cart: products.isKnown ? { lines, total: totalOf(lines), currency } : undefined,
    error: products.error,
    retry: products.retry,
    setQuantity: ({ key }, quantity) => setGuestQuantity(key, quantity),
    refusal: undefined,
  };
};

const guestLine = (line: Line, { listed, detailed }: ReturnType<typeof useProductsOf>): CartLine => {
  const { id, variantId, qty, name = '' } = line;
  const shown = { key: lineKey(line), id, variantId, quantity: qty, needsChoice: false };
  const product = variantId === undefined ? listed.get(id) : detailed.get(id);
  const variant = detailed.get(id)?.variants.find((one) => one.id === variantId);
  const slug = product?.slug;
  const isSold = product && (variantId === undefined || variant);
  const sold = variant ?? { price: product?.productPrice, quantity: product?.quantity ?? 0 };
  if (!isSold) {
    return { ...shown, slug, name, variantName: undefined, price: undefined, image: undefined, available: 0 };
  }
  const about = { slug, name: product.productName, variantName: variant && variantName(variant) };
  const image = pictureOf(product, variant);
  return variantId === undefined && hasChoice(product)
    ? { ...shown, ...about, image, price: undefined, available: 0, needsChoice: true }
    : { ...shown, ...about, image, price: sold.price, available: sold.quantity };
};

/** The sum, without the noise of decimals in binary: no currency has more than four fraction digits. */
const totalOf = (lines: readonly CartLine[]): number =>
  Math.round(lines.reduce((sum, { price = 0, quantity }) => sum + price * quantity, 0) * 10_000) / 10_000;

/** Whether every line can be ordered as it is. */
export const isOrderable = ({ lines }: CartView): boolean =>
  lines.length > 0 && lines.every(({ price, available, quantity }) => price !== undefined && quantity <= available);
