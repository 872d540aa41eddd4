import { type ReactNode, useEffect } from 'react';
import { useLocation } from 'wouter';
import { useSearch } from 'wouter/use-browser-location';
import { Problem } from '../parts/problem.tsx';
import { useTexts } from '../texts.ts';
import { ProductGrid } from './productCard.tsx';
import { type Filter, SORTS, type Sort, useProducts } from './queries.ts';

/** A list of products with its order and price limit, which are in the address, and a button for more. */
export const ProductList = ({ filter, empty }: { filter: Filter; empty: ReactNode }) => {
  const t = useTexts();
  const parameters = new URLSearchParams(useSearch());
  const sort = SORTS.find((name) => name === parameters.get('sort')) ?? 'newest';
  const maxPrice = parameters.get('maxPrice') ?? '';
  const products = useProducts({
    ...filter,
    ...(sort !== 'newest' && { sort }),
    ...(/^\d+(\.\d{1,2})?$/.test(maxPrice) && { maxPrice }),
  });
  const found = products.data?.pages.flatMap((page) => page.products);
  const { hasNextPage, isFetchingNextPage, fetchNextPage, error, refetch } = products;

  const isShortPage = found?.length === 0 && hasNextPage && !isFetchingNextPage;
  useEffect(() => {
    if (isShortPage) void fetchNextPage(); // a page that looked at products that do not match
  }, [isShortPage, fetchNextPage]);

  if (error && !found) return <Problem error={error} onRetry={refetch} />;
  return (
    <>
      <div className="listBar">
        <p role="status">{found && t.products.count(found.length, hasNextPage)}</p>
        <Choices sort={sort} maxPrice={maxPrice} />
      </div>
      {found?.length === 0 && !hasNextPage ? empty : <ProductGrid products={found} heading="h2" />}
      {hasNextPage && (
        <p className="more">
          <button type="button" className="button quiet" disabled={isFetchingNextPage} onClick={() => fetchNextPage()}>
            {isFetchingNextPage ? t.loading : t.showMore}
          </button>
        </p>
      )}
    </>
  );
};

const Choices = ({ sort, maxPrice }: { sort: Sort; maxPrice: string }) => {
  const t = useTexts();
  const [path, navigate] = useLocation();
  const search = useSearch();
  const choose = (name: string, value: string) => {
    const parameters = new URLSearchParams(search);
    if (value === '') parameters.delete(name);
    else parameters.set(name, value);
    navigate(`${path}?${parameters}`, { replace: true });
  };
  return (
    <div className="choices">
      <label>
        <span>{t.products.maxPrice}</span>
        <input
          type="text"
          inputMode="decimal"
          size={6}
          defaultValue={maxPrice}
          onChange={({ target }) => choose('maxPrice', target.value.trim().replace(',', '.'))}
        />
      </label>
      <label>
        <span>{t.products.sort}</span>
        <select value={sort} onChange={({ target }) => choose('sort', target.value === 'newest' ? '' : target.value)}>
          {SORTS.map((name) => (
            <option key={name} value={name}>
              {t.products.sorts[name]}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
};
