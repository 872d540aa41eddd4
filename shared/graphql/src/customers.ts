import type { Schemas } from '@ecommerce/client';
import type { GraphQLResolveInfo } from 'graphql';
import { given, type Page, readProduct } from './catalogue.ts';
import type { ShopContext } from './context.ts';
import { dataOf } from './errors.ts';

type RestReview = Schemas['products']['WrittenReview'] | Schemas['products']['OwnReviewList']['reviews'][number];
type RestWish = Schemas['products']['WishList']['items'][number];
type NewReview = { productId: string; stars: number; text?: string | null; name?: string | null };

const ownReview = ({ status, ...review }: RestReview) => ({ ...review, status: status.toUpperCase() });

/** What customers think of products, and wish for. */
export const customers = {
  Query: {
    reviews: (_: unknown, { productId, ...page }: Page & { productId: string }, { shop }: ShopContext) => {
      const params = { path: { id: productId }, query: given(page) };
      return dataOf(shop.products.GET('/products/{id}/reviews', { params }));
    },
    myReviews: async (_: unknown, page: Page, { shop }: ShopContext) => {
      const call = shop.products.GET('/my-reviews', { params: { query: given(page) } });
      const { reviews, nextCursor } = await dataOf(call);
      return { reviews: reviews.map(ownReview), nextCursor };
    },
    wishList: async (_: unknown, __: unknown, { shop }: ShopContext) =>
      (await dataOf(shop.products.GET('/wish-list'))).items,
  },
  Mutation: {
    writeReview: async (_: unknown, { productId, ...review }: NewReview, { shop }: ShopContext) => {
      const call = shop.products.POST('/products/{id}/reviews', {
        params: { path: { id: productId } },
        body: given(review),
      });
      return ownReview(await dataOf(call));
    },
    removeReview: async (_: unknown, { id }: { id: string }, { shop }: ShopContext) =>
      (await dataOf(shop.products.DELETE('/reviews/{id}', { params: { path: { id } } }))).id,
    addToWishList: async (_: unknown, path: { variantId: string }, { shop }: ShopContext) =>
      (await dataOf(shop.products.PUT('/wish-list/{variantId}', { params: { path } }))).variantId,
    removeFromWishList: async (_: unknown, path: { variantId: string }, { shop }: ShopContext) =>
      (await dataOf(shop.products.DELETE('/wish-list/{variantId}', { params: { path } }))).variantId,
  },
  Wish: {
    stock: ({ quantity }: RestWish) => quantity,
    product: ({ productId }: RestWish, _: unknown, context: ShopContext, info: GraphQLResolveInfo) =>
      readProduct(productId, context, info),
  },
};
