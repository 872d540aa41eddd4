import { unwrap } from '@ecommerce/client';
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
    queryFn: ({ signal }) => unwrap(shop.products.GET('/products/{id}', { params: { path: { id } }, signal })),
  });
