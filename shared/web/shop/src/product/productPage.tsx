import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useLocation, useParams } from 'wouter';
import { useSearch } from 'wouter/use-browser-location';
import { Breadcrumbs } from '../catalogue/breadcrumbs.tsx';
import { productPath } from '../catalogue/paths.ts';
import type { DetailedProduct } from '../catalogue/product.ts';
import { ProductGrid } from '../catalogue/productCard.tsx';
import { isGone, productIdQuery, productQuery, useProducts } from '../catalogue/queries.ts';
import { Loading, Page, useTitle } from '../parts/page.tsx';
import { Problem } from '../parts/problem.tsx';
import { useTexts } from '../texts.ts';
import { Buy, Offer } from './buy.tsx';
import { Gallery } from './gallery.tsx';
import { Options } from './options.tsx';
import { Rating } from './rating.tsx';
import { Reviews } from './reviews.tsx';
import { StockAlert } from './stockAlert.tsx';
import { chosenVariant } from './variants.ts';
import { WishButton } from './wishButton.tsx';
import '../styles/product.css';

/** One product, and others of its category. */
export const ProductPage = () => {
  const { address = '' } = useParams();
  const t = useTexts();
  const found = useQuery(productIdQuery(address));
  const read = useQuery({ ...productQuery(found.data ?? ''), enabled: found.data !== undefined });
  const { data, error, refetch } = found.data === undefined ? { ...found, data: undefined } : read;
  if (isGone(error)) {
    return (
      <Page title={t.product.goneTitle}>
        <p>{t.product.gone}</p>
        <Similar />
      </Page>
    );
  }
  if (error && !data) {
    return (
      <Page title={t.errors.title}>
        <Problem error={error} onRetry={refetch} />
      </Page>
    );
  }
  return data ? <Details key={data.id} product={data} address={address} /> : <Loading className="skeleton tall" />;
};

/** Replaces the page's address, if it has another slug than the product's own, or the id; search and hash stay. */
const useOwnAddress = (product: DetailedProduct, address: string): void => {
  const [, navigate] = useLocation();
  const { id, slug = id } = product;
  useEffect(() => {
    if (address === slug) return;
    navigate(`${productPath({ id, slug })}${location.search}${location.hash}`, { replace: true });
  }, [address, id, slug, navigate]);
};

const Details = ({ product, address }: { product: DetailedProduct; address: string }) => {
  const t = useTexts();
  const [, navigate] = useLocation();
  const variant = chosenVariant(product, new URLSearchParams(useSearch()).get('variant'));
  const { productName, description, category, id, rating, options } = product;
  const path = productPath(product, options.length > 0 ? variant?.id : undefined);
  useTitle(productName);
  useOwnAddress(product, address);
  return (
    <div className="page">
      <link rel="canonical" href={new URL(productPath(product), location.href).href} />
      <div className="product">
        <Gallery product={product} variant={variant} />
        <div className="facts">
          <Breadcrumbs category={category} />
          <h1>{productName}</h1>
          {rating && (
            <p>
              <a href="#reviews" className="ratingLink">
                <Rating {...rating} />
              </a>
            </p>
          )}
          {variant && (
            <>
              <Offer product={product} variant={variant} />
              <Options
                product={product}
                variant={variant}
                onChoose={(next) => navigate(productPath(product, next.id), { replace: true })}
              />
              {variant.quantity > 0 ? (
                <Buy key={variant.id} product={product} variant={variant} />
              ) : (
                <StockAlert key={variant.id} productId={id} variantId={variant.id} path={path} />
              )}
              <WishButton key={`wish ${variant.id}`} variantId={variant.id} path={path} />
            </>
          )}
          <p className="description">{description}</p>
        </div>
      </div>
      <Reviews productId={id} path={path} />
      <section aria-labelledby="similar">
        <h2 id="similar">{t.product.similar}</h2>
        <Similar category={category} without={id} />
      </section>
    </div>
  );
};

/** Products of a category, or the newest of all. */
const Similar = ({ category, without }: { category?: string; without?: string }) => {
  const { data } = useProducts(category === undefined ? {} : { category }, 9);
  const products = data?.pages[0]?.products.filter(({ id }) => id !== without).slice(0, 8);
  return <ProductGrid products={products} heading={category === undefined ? 'h2' : 'h3'} />;
};
