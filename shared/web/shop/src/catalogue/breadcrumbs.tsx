import { Link } from 'wouter';
import { useTexts } from '../texts.ts';
import { namesAbove } from './categories.ts';
import { categoryPath } from './paths.ts';
import { useCategories } from './queries.ts';

/** The way to a category from all products down. @param isHere whether it is the page's own, which needs no link */
export const Breadcrumbs = ({ category, isHere = false }: { category: string; isHere?: boolean }) => {
  const t = useTexts();
  const { data = [] } = useCategories();
  const names = [...namesAbove(data, category), ...(isHere ? [] : [category])];
  return (
    <nav className="crumb" aria-label={t.menu.breadcrumbs}>
      <ol>
        <li>
          <Link href="/search">{t.home.all}</Link>
        </li>
        {names.map((name) => (
          <li key={name}>
            <Link href={categoryPath(name)}>{name}</Link>
          </li>
        ))}
      </ol>
    </nav>
  );
};
