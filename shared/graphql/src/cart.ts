import type { Schemas } from '@ecommerce/client';
import type { ProductSource } from './catalogue.ts';
import type { ShopContext } from './context.ts';
import { dataOf } from './errors.ts';

const cartOf = ({ items, ...cart }: Schemas['orders']['Cart']) => ({
  ...cart,
  items: items.map(({ product: { available, ...product }, ...item }) => ({
    ...item,
    product: { ...product, stock: available } satisfies ProductSource,
  })),
});

type Line = { productId: string; quantity: number };

export const cart = {
  Query: {
    cart: async (_: unknown, __: unknown, { shop }: ShopContext) => cartOf(await dataOf(shop.orders.GET('/cart'))),
  },
  Mutation: {
    addToCart: async (_: unknown, { productId: id, quantity: qty }: Line, { shop }: ShopContext) =>
      cartOf(await dataOf(shop.orders.POST('/cart', { body: { id, qty } }))),
    setCartQuantity: async (_: unknown, { productId: id, quantity: qty }: Line, { shop }: ShopContext) =>
      cartOf(await dataOf(shop.orders.PUT('/cart/{id}', { params: { path: { id } }, body: { qty } }))),
    removeFromCart: async (_: unknown, { productId: id }: { productId: string }, { shop }: ShopContext) =>
      cartOf(await dataOf(shop.orders.DELETE('/cart/{id}', { params: { path: { id } } }))),
    emptyCart: async (_: unknown, __: unknown, { shop }: ShopContext) =>
      cartOf(await dataOf(shop.orders.DELETE('/cart'))),
  },
};
