import { ShopError } from '@ecommerce/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'wouter';
import { addToCart } from '../cart/cart.ts';
import { useFormat } from '../format.ts';
import { CheckIcon } from '../parts/icons.tsx';
import { Loading, Page, useTitle } from '../parts/page.tsx';
import { Problem } from '../parts/problem.tsx';
import { useTexts } from '../texts.ts';
import { categoryPath } from './paths.ts';
import { ProductGrid } from './productCard.tsx';
import { type Product, productQuery, useProducts } from './queries.ts';

/** One product, and others of its category. */
export const ProductPage = () => {
  const { id = '' } = useParams();
  const t = useTexts();
  const { data, error, refetch } = useQuery(productQuery(id));
  if (error instanceof ShopError && (error.code === 'PRODUCT_NOT_FOUND' || error.code === 'INVALID_INPUT')) {
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
  return data ? <Details key={data.id} product={data} /> : <Loading className="skeleton tall" />;
};

const Details = ({ product }: { product: Product }) => {
  const t = useTexts();
  const { money } = useFormat();
  const { productName, productPrice, currency, description, imageUrl, category, id } = product;
  useTitle(productName);
  return (
    <div className="page">
      <div className="product">
        <img className="photo" src={imageUrl} alt={productName} width="800" height="600" fetchPriority="high" />
        <div className="facts">
          <p className="crumb">
            <Link href={categoryPath(category)}>{category}</Link>
          </p>
          <h1>{productName}</h1>
          <p className="price">{money(productPrice, currency)}</p>
          <Buy product={product} />
          <p className="description">{description}</p>
        </div>
      </div>
      <section aria-labelledby="similar">
        <h2 id="similar">{t.product.similar}</h2>
        <Similar category={category} without={id} />
      </section>
    </div>
  );
};

/** How many units can be chosen at once. */
const MAX_CHOICE = 10;
/** From how many units on it is said how many are left. */
const FEW = 5;

const Buy = ({ product: { id, quantity: stock, productName } }: { product: Product }) => {
  const t = useTexts();
  const [quantity, setQuantity] = useState(1);
  const [isAdded, setAdded] = useState(false);
  if (stock === 0) return <p className="stock bad">{t.product.soldOut}</p>;
  const choices = Array.from({ length: Math.min(stock, MAX_CHOICE) }, (_, index) => index + 1);
  return (
    <form
      className="buy"
      onSubmit={(event) => {
        event.preventDefault();
        addToCart({ id, qty: quantity, name: productName });
        setAdded(true);
      }}
    >
      <p className="stock">{stock <= FEW ? t.product.fewLeft(stock) : t.product.inStock}</p>
      <div className="row">
        <label>
          <span className="unseen">{t.product.quantity}</span>
          <select
            value={quantity}
            onChange={({ target }) => {
              setQuantity(Number(target.value));
              setAdded(false);
            }}
          >
            {choices.map((count) => (
              <option key={count}>{count}</option>
            ))}
          </select>
        </label>
        <button type="submit" className="button">
          {t.product.add}
        </button>
      </div>
      <div role="status">
        {isAdded && (
          <p className="added">
            <CheckIcon />
            {t.product.added} <Link href="/cart">{t.product.toCart}</Link>
          </p>
        )}
      </div>
    </form>
  );
};

/** Products of a category, or the newest of all. */
const Similar = ({ category, without }: { category?: string; without?: string }) => {
  const { data } = useProducts(category === undefined ? {} : { category }, 9);
  const products = data?.pages[0]?.products.filter(({ id }) => id !== without).slice(0, 8);
  return <ProductGrid products={products} heading={category === undefined ? 'h2' : 'h3'} />;
};
