import { Link } from 'wouter';
import { useSearch } from 'wouter/use-browser-location';
import { Empty, Page } from '../parts/page.tsx';
import { useTexts } from '../texts.ts';
import { Breadcrumbs } from './breadcrumbs.tsx';
import { categoriesBelow } from './categories.ts';
import { categoryPath, useCategoryInPath } from './paths.ts';
import { ProductList } from './productList.tsx';
import { useCategories } from './queries.ts';

/** The products of one category. */
export const CategoryPage = () => {
  const t = useTexts();
  const category = useCategoryInPath() ?? '';
  const { data = [] } = useCategories();
  const below = categoriesBelow(data, category);
  return (
    <Page title={category} above={<Breadcrumbs category={category} isHere />}>
      {below.length > 0 && (
        <nav aria-label={t.menu.subcategories(category)}>
          <ul className="below">
            {below.map(({ id, categoryName }) => (
              <li key={id}>
                <Link className="pill" href={categoryPath(categoryName)}>
                  {categoryName}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      )}
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
