import { ShopError, unwrap } from '@ecommerce/client';
import { keepPreviousData, queryOptions, useInfiniteQuery, useQueries, useQuery } from '@tanstack/react-query';
import { shop } from '../shop.ts';
import { CATEGORY, type Facet, facetsToShow, type Sort } from './filters.ts';

/** Which products a list shows. */
export type Filter = {
  category?: string;
  q?: string;
  sort?: Sort;
  minPrice?: string;
  maxPrice?: string;
  attr?: Record<string, string[]>;
};

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

/**
 * The products of a list, page by page. What was shown stays until the next words have their results.
 *
 * @param hasFacets whether the first page counts what can be chosen
 */
export const useProducts = (filter: Filter, limit = 24, hasFacets = false) =>
  useInfiniteQuery({
    queryKey: ['products', filter, limit, hasFacets],
    queryFn: ({ pageParam, signal }) => {
      const counted = hasFacets ? ({ facets: 'true' } as const) : {};
      const more = pageParam === undefined ? counted : { cursor: pageParam };
      return unwrap(shop.products.GET('/products', { params: { query: { ...filter, limit, ...more } }, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
  });

/**
 * Returns the facets of a list to choose from. Those with a choice are counted as if there were none in them, so that another value can be
 * chosen as well: a request for each of these.
 */
export const useFacets = (filter: Filter, ofList: readonly Facet[] = [], hasCategories: boolean): Facet[] => {
  const { sort: _, ...counted } = filter;
  const names = [
    ...(hasCategories && filter.category !== undefined ? [CATEGORY] : []),
    ...Object.keys(filter.attr ?? {}),
  ];
  const others = useQueries({
    queries: names.map((name) => {
      const others = withoutFacet(counted, name);
      return {
        queryKey: ['facet', name, others],
        queryFn: ({ signal }: { signal: AbortSignal }) => readFacet(name, others, signal),
        placeholderData: keepPreviousData,
      };
    }),
  });
  const byName = names.map((name, index) => {
    const { data } = others[index] ?? {};
    return [name, data?.name === name ? data : undefined] as const; // what is kept may be of another facet
  });
  return facetsToShow(ofList, new Map(byName), hasCategories);
};

const withoutFacet = ({ category, attr = {}, ...filter }: Filter, name: string): Filter => {
  const others = Object.entries(attr).filter(([other]) => other !== name);
  return {
    ...filter,
    ...(category !== undefined && name !== CATEGORY && { category }),
    ...(others.length > 0 && { attr: Object.fromEntries(others) }),
  };
};

const readFacet = async (name: string, filter: Filter, signal: AbortSignal): Promise<Facet> => {
  const query = { ...filter, limit: 1, facets: 'true' } as const;
  const { facets = [] } = await unwrap(shop.products.GET('/products', { params: { query }, signal }));
  return facets.find((facet) => facet.name === name) ?? { name, values: [] };
};

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
