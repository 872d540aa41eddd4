import { Link } from 'wouter';
import { useCartCount } from '../cart/cart.ts';
import { namesAbove, topLevel } from '../catalogue/categories.ts';
import { categoryPath, useCategoryInPath } from '../catalogue/paths.ts';
import { useCategories } from '../catalogue/queries.ts';
import { SHOP_NAME } from '../config.ts';
import { AccountIcon, CartIcon } from '../parts/icons.tsx';
import { session } from '../shop.ts';
import { useStore } from '../store.ts';
import { useTexts } from '../texts.ts';
import { SearchField } from './searchField.tsx';

/** The name of the shop, search, cart, account, and the categories. */
export const Header = () => {
  const t = useTexts();
  const count = useCartCount();
  const isCustomer = useStore(session) === 'customer';
  const account = isCustomer ? t.menu.account : t.menu.signIn;
  return (
    <header className="header">
      <div className="bar">
        <Link className="brand" href="/">
          {SHOP_NAME}
        </Link>
        <SearchField />
        <nav className="tools" aria-label={t.menu.account}>
          <Link href={isCustomer ? '/account' : '/sign-in'} className="tool" aria-label={account}>
            <AccountIcon />
            <span className="label">{account}</span>
          </Link>
          <Link href="/cart" className="tool" aria-label={count > 0 ? t.menu.cartWith(count) : t.menu.cart}>
            <CartIcon />
            {count > 0 && (
              <span className="badge" aria-hidden="true">
                {count > 99 ? '99+' : count}
              </span>
            )}
          </Link>
        </nav>
      </div>
      <Categories />
    </header>
  );
};

const Categories = () => {
  const t = useTexts();
  const { data = [] } = useCategories();
  const here = useCategoryInPath();
  const active = here === undefined ? [] : [...namesAbove(data, here), here];
  return (
    <nav className="categories" aria-label={t.menu.categories}>
      <ul>
        <li>
          <Link href="/search" className={(isActive) => (isActive ? 'active' : '')}>
            {t.home.all}
          </Link>
        </li>
        {topLevel(data).map(({ id, categoryName }) => (
          <li key={id}>
            <Link href={categoryPath(categoryName)} className={active.includes(categoryName) ? 'active' : ''}>
              {categoryName}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
};
