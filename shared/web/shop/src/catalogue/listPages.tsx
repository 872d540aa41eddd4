import { usePathname, useSearch } from 'wouter/use-browser-location';
import { Empty, Page } from '../parts/page.tsx';
import { useTexts } from '../texts.ts';
import { ProductList } from './productList.tsx';

/** The products of one category. */
export const CategoryPage = () => {
  const t = useTexts();
  const category = decoded(usePathname().slice('/categories/'.length));
  return (
    <Page title={category}>
      <ProductList
        key={category}
        filter={{ category }}
        empty={
          <Empty title={t.products.none}>
            <p>{t.products.noneInCategory}</p>
          </Empty>
        }
      />
    </Page>
  );
};

/** All products, or those that match the words in the search field. */
export const SearchPage = () => {
  const t = useTexts();
  const q = (new URLSearchParams(useSearch()).get('q') ?? '').trim();
  return (
    <Page title={q === '' ? t.home.all : t.products.resultsFor(q)}>
      <ProductList
        filter={q === '' ? {} : { q }}
        empty={
          <Empty title={q === '' ? t.products.none : t.products.noneFound(q)}>
            <p>{q === '' ? t.home.empty : t.products.noneFoundHint}</p>
          </Empty>
        }
      />
    </Page>
  );
};

/** Decodes a part of an address; what is not encoded correctly stays as it is. */
const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
