import { type ReactNode, useEffect, useRef } from 'react';
import { Problem } from '../parts/problem.tsx';
import { useTexts } from '../texts.ts';
import { Chips } from './chips.tsx';
import { FilterPanel } from './filterPanel.tsx';
import { type Choices, choicesIn, defaultSort, isPossible, sortsOf, toggled } from './filters.ts';
import { ProductGrid } from './productCard.tsx';
import { type Filter, useFacets, useProducts } from './queries.ts';
import { useParameters } from './useParameters.ts';

/** What a list shows: the products of its page that a person's choices leave. */
const chosenOf = (filter: Filter, { sort, minPrice, maxPrice, category, attr }: Choices): Filter => ({
  ...(category !== undefined && { category }),
  ...(sort !== 'newest' && { sort }),
  ...(minPrice !== '' && isPossible({ minPrice, maxPrice }) && { minPrice }),
  ...(maxPrice !== '' && { maxPrice }),
  ...(attr.size > 0 && { attr: Object.fromEntries(attr) }),
  ...filter,
});

/** A list of products with its order and filters, which are in the address, and a button for more. */
export const ProductList = ({ filter, empty }: { filter: Filter; empty: ReactNode }) => {
  const t = useTexts();
  const [parameters, change] = useParameters();
  const isSearch = filter.q !== undefined;
  const choices = choicesIn(parameters, isSearch);
  const chosen = chosenOf(filter, choices);
  const products = useProducts(chosen, 24, true);
  const [first] = products.data?.pages ?? [];
  const facets = useFacets(chosen, first?.facets, filter.category === undefined);
  const found = products.data?.pages.flatMap((page) => page.products);
  const { hasNextPage, isFetchingNextPage, fetchNextPage, error, refetch } = products;
  const status = useRef<HTMLParagraphElement>(null);

  const isShortPage = found?.length === 0 && hasNextPage && !isFetchingNextPage;
  useEffect(() => {
    if (isShortPage) void fetchNextPage(); // a page that looked at products that do not match
  }, [isShortPage, fetchNextPage]);

  if (error && !found) return <Problem error={error} onRetry={refetch} />;
  return (
    <div className="listing">
      <FilterPanel facets={facets} choices={choices} onToggle={(value) => change(toggled(parameters, value))} />
      <div className="listed">
        <div className="listBar">
          <p role="status" ref={status} tabIndex={-1}>
            {found &&
              t.products.count(Math.max(first?.total ?? 0, found.length), first?.total === undefined && hasNextPage)}
          </p>
          <SortChoice isSearch={isSearch} sort={choices.sort} />
        </div>
        <Chips choices={choices} onRemoved={() => status.current?.focus()} />
        {found?.length === 0 && !hasNextPage ? empty : <ProductGrid products={found} heading="h2" />}
        {hasNextPage && (
          <p className="more">
            <button
              type="button"
              className="button quiet"
              disabled={isFetchingNextPage}
              onClick={() => fetchNextPage()}
            >
              {isFetchingNextPage ? t.loading : t.showMore}
            </button>
          </p>
        )}
      </div>
    </div>
  );
};

const SortChoice = ({ isSearch, sort }: { isSearch: boolean; sort: Choices['sort'] }) => {
  const t = useTexts();
  const [parameters, change] = useParameters();
  const choose = (name: string) => {
    if (name === defaultSort(isSearch)) parameters.delete('sort');
    else parameters.set('sort', name);
    change(parameters);
  };
  return (
    <label className="choice">
      <span>{t.products.sort}</span>
      <select value={sort} onChange={({ target }) => choose(target.value)}>
        {sortsOf(isSearch).map((name) => (
          <option key={name} value={name}>
            {t.products.sorts[name]}
          </option>
        ))}
      </select>
    </label>
  );
};
