import { unwrap } from '@ecommerce/client';
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import type { DetailedProduct, Product } from '../catalogue/product.ts';
import { productQuery } from '../catalogue/queries.ts';
import { shop } from '../shop.ts';

/** A product or one of its variants. */
type Named = { id: string; variantId?: string | undefined };

type ProductsOf = {
  /** Whether all of them have been read. */
  isKnown: boolean;
  /** Products as lists show them, by id: those that are named without a variant. */
  listed: Map<string, Product>;
  /** Products with their variants, by id: those of which a variant is named. */
  detailed: Map<string, DetailedProduct>;
  error: unknown;
  retry: () => unknown;
};

/** Reads the products of a cart or a list that are still sold: with all their variants only those of which a variant is named. */
export const useProductsOf = (named: readonly Named[], isEnabled: boolean): ProductsOf => {
  const plain = idsOf(named.filter(({ variantId }) => variantId === undefined));
  const list = useQuery({
    queryKey: ['products', 'named', plain],
    queryFn: ({ signal }) => readProducts(plain, signal),
    enabled: isEnabled && plain.length > 0,
    placeholderData: keepPreviousData,
  });
  const details = useQueries({
    queries: idsOf(named.filter(({ variantId }) => variantId !== undefined)).map((id) => ({
      ...productQuery(id),
      enabled: isEnabled,
    })),
  });
  return {
    isKnown: (plain.length === 0 || list.data !== undefined) && details.every(({ isPending }) => !isPending),
    listed: byId(list.data ?? []),
    detailed: byId(details.flatMap(({ data, isError }) => (data && !isError ? data : []))), // refused: no longer sold
    error: list.data ? undefined : list.error,
    retry: list.refetch,
  };
};

const idsOf = (named: readonly Named[]): string[] => [...new Set(named.map(({ id }) => id))].toSorted();

const byId = <Found extends { id: string }>(products: readonly Found[]): Map<string, Found> =>
  new Map(products.map((product) => [product.id, product]));

const readProducts = async (ids: string[], signal: AbortSignal) =>
  (await unwrap(shop.products.GET('/products', { params: { query: { ids: ids.join() } }, signal }))).products;
