import { ShopError, unwrap } from '@ecommerce/client';
import { keepPreviousData, queryOptions, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { shop } from '../shop.ts';

export const SORTS = ['newest', 'price-asc', 'price-desc'] as const;
export type Sort = (typeof SORTS)[number];

/** Which products a list shows. */
export type Filter = { category?: string; q?: string; sort?: Sort; maxPrice?: string };

/** The lists of the shop change rarely. */
const MINUTE_MS = 60_000;

export const useBanners = () =>
  useQuery({
    queryKey: ['banners'],
    queryFn: async ({ signal }) =>
      (await unwrap(shop.banners.GET('/banners', { params: { query: { limit: 6 } }, signal }))).banners,
    staleTime: MINUTE_MS,
  });

/** All categories, each followed by its descendants. */
export const useCategories = () =>
  useQuery({
    queryKey: ['categories'],
    queryFn: async ({ signal }) => (await unwrap(shop.categories.GET('/categories/tree', { signal }))).categories,
    staleTime: MINUTE_MS,
  });

/** The products of a list, page by page. What was shown stays until the next words have their results. */
export const useProducts = (filter: Filter, limit = 24) =>
  useInfiniteQuery({
    queryKey: ['products', filter, limit],
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam === undefined ? {} : { cursor: pageParam };
      return unwrap(shop.products.GET('/products', { params: { query: { ...filter, limit, ...cursor } }, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
  });

export const productQuery = (id: string) =>
  queryOptions({
    queryKey: ['product', id],
    queryFn: ({ signal }) => readById(id, signal),
  });

/** Finds the id of the product at an address: the address has the id itself, or a slug that the product has or had. */
export const productIdQuery = (address: string) =>
  queryOptions({
    queryKey: ['productId', address],
    queryFn: async ({ signal, client }) => {
      const product = await readAt(address, signal);
      const { id, slug } = product;
      client.setQueryData(productQuery(id).queryKey, product);
      if (slug !== undefined) client.setQueryData(productIdQuery(slug).queryKey, id);
      return id;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });

const readById = (id: string, signal: AbortSignal) =>
  unwrap(shop.products.GET('/products/{id}', { params: { path: { id } }, signal }));

const readBySlug = (slug: string, signal: AbortSignal) =>
  unwrap(shop.products.GET('/products/by-slug/{slug}', { params: { path: { slug } }, signal }));

const ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Reads a product by its id or a slug; a slug may look like an id. */
const readAt = async (address: string, signal: AbortSignal) => {
  if (!ID.test(address)) return readBySlug(address, signal);
  try {
    return await readById(address, signal);
  } catch (error) {
    if (!isGone(error)) throw error;
    return readBySlug(address, signal);
  }
};

/** Returns whether an error says that there is no such product on sale. */
export const isGone = (error: unknown): boolean =>
  error instanceof ShopError && (error.code === 'PRODUCT_NOT_FOUND' || error.code === 'INVALID_INPUT');
