import type { Schemas } from '@ecommerce/client';
import type { GraphQLResolveInfo } from 'graphql';
import { asksForDetails, type ProductSource } from './catalogue.ts';
import type { ShopContext } from './context.ts';
import { dataOf } from './errors.ts';

const cartOf = ({ items, ...cart }: Schemas['orders']['Cart']) => ({
  ...cart,
  items: items.map(({ product: { available, variantId, variantName, ...product }, ...item }) => ({
    ...item,
    variantId: variantId ?? product.id,
    variantName,
    product: { ...product, stock: available } satisfies ProductSource,
  })),
});

type Named = { productId: string; variantId?: string | null };
type Line = Named & { quantity: number };

const named = (variantId: string | null | undefined) => (variantId == null ? {} : { variantId });

export const cart = {
  Query: {
    cart: async (_: unknown, __: unknown, { shop }: ShopContext) => cartOf(await dataOf(shop.orders.GET('/cart'))),
  },
  Mutation: {
    addToCart: async (_: unknown, { productId: id, variantId, quantity: qty }: Line, { shop }: ShopContext) =>
      cartOf(await dataOf(shop.orders.POST('/cart', { body: { id, ...named(variantId), qty } }))),
    setCartQuantity: async (_: unknown, { productId: id, variantId, quantity: qty }: Line, { shop }: ShopContext) =>
      cartOf(
        await dataOf(shop.orders.PUT('/cart/{id}', { params: { path: { id } }, body: { ...named(variantId), qty } })),
      ),
    removeFromCart: async (_: unknown, { productId: id, variantId }: Named, { shop }: ShopContext) =>
      cartOf(await dataOf(shop.orders.DELETE('/cart/{id}', { params: { path: { id }, query: named(variantId) } }))),
    emptyCart: async (_: unknown, __: unknown, { shop }: ShopContext) =>
      cartOf(await dataOf(shop.orders.DELETE('/cart'))),
  },
  CartItem: {
    product: ({ product }: { product: ProductSource }, _: unknown, __: ShopContext, info: GraphQLResolveInfo) => ({
      ...product,
      isDetailed: asksForDetails(info),
    }),
  },
};
