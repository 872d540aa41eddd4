import { useState } from 'react';
import { Link } from 'wouter';
import { SHOP_NAME } from '../config.ts';
import { Empty, useTitle } from '../parts/page.tsx';
import { Problem } from '../parts/problem.tsx';
import { useTexts } from '../texts.ts';
import { topLevel } from './categories.ts';
import { categoryPath } from './paths.ts';
import { ProductGrid } from './productCard.tsx';
import { useBanners, useCategories, useProducts } from './queries.ts';

/** The first page: banners, categories and the newest products. */
export const HomePage = () => {
  const t = useTexts();
  useTitle(undefined);
  const products = useProducts({}, 12);
  const found = products.data?.pages[0]?.products;
  // The other pictures wait for the first banner, so that it is there soon also where the network is slow.
  const banners = useBanners();
  const [isShown, setShown] = useState(false);
  const hasBanner = banners.isPending ? banners.failureCount === 0 : (banners.data?.length ?? 0) > 0;
  const hasPictures = isShown || !hasBanner;
  return (
    <div className="page">
      <h1 className="unseen">{SHOP_NAME}</h1>
      <Banners onShown={() => setShown(true)} isAlone={!hasPictures} />
      {found?.length === 0 ? (
        <EmptyShop />
      ) : (
        <>
          <CategoryTiles hasPictures={hasPictures} />
          <section aria-labelledby="newest">
            <div className="sectionBar">
              <h2 id="newest">{t.home.newest}</h2>
              <Link href="/search">{t.home.all}</Link>
            </div>
            {products.error && !found ? (
              <Problem error={products.error} onRetry={products.refetch} />
            ) : (
              <ProductGrid products={found} heading="h3" hasPictures={hasPictures} />
            )}
          </section>
        </>
      )}
    </div>
  );
};

/** The banners in a strip that scrolls by finger, wheel and arrow keys. */
const Banners = ({ onShown, isAlone }: { onShown: () => void; isAlone: boolean }) => {
  const t = useTexts();
  const { data, isPending } = useBanners();
  if (isPending) return <div className="banners skeleton" />;
  if (!data || data.length === 0) return null;
  return (
    <section className="banners" aria-label={t.home.highlights} tabIndex={data.length > 1 ? 0 : undefined}>
      {(isAlone ? data.slice(0, 1) : data).map(({ id, imageUrl }, index) => (
        <img
          key={id}
          src={imageUrl}
          alt={t.home.banner(index + 1, data.length)}
          width="1200"
          height="400"
          fetchPriority={index === 0 ? 'high' : 'low'}
          loading={index === 0 ? 'eager' : 'lazy'}
          onLoad={onShown}
          onError={onShown}
        />
      ))}
    </section>
  );
};

const CategoryTiles = ({ hasPictures }: { hasPictures: boolean }) => {
  const t = useTexts();
  const { data = [], isPending } = useCategories();
  if (isPending) return <div className="tiles skeleton" />;
  if (data.length === 0) return null;
  return (
    <section aria-labelledby="categories">
      <h2 id="categories">{t.home.categories}</h2>
      <ul className="tiles">
        {topLevel(data)
          .slice(0, 10)
          .map(({ id, categoryName, imageUrl }) => (
            <li key={id}>
              <Link href={categoryPath(categoryName)}>
                <img
                  src={hasPictures ? imageUrl : undefined}
                  alt=""
                  loading="lazy"
                  fetchPriority="low"
                  decoding="async"
                  width="240"
                  height="180"
                />
                <span>{categoryName}</span>
              </Link>
            </li>
          ))}
      </ul>
    </section>
  );
};

/** A shop without products: what customers see, and how its owner fills it. */
const EmptyShop = () => {
  const t = useTexts();
  return (
    <Empty title={t.home.emptyTitle}>
      <p>{t.home.empty}</p>
      <details>
        <summary>{t.home.emptyOwner}</summary>
        <p>{t.home.emptySeed}</p>
        <pre>
          <code>npm run seed -- --products 60</code>
        </pre>
        <p>{t.home.emptyOffer}</p>
      </details>
    </Empty>
  );
};
