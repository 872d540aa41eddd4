import { Link } from 'wouter';
import { useFormat } from '../format.ts';
import { Photo } from '../parts/photo.tsx';
import { useTexts } from '../texts.ts';
import { productPath } from './paths.ts';
import type { Product } from './product.ts';

/** How many pictures of a list are on the first screen of a phone; the others load when they come near. */
const EAGER = 2;

type GridProps = {
  /** `undefined` while they are being loaded. */
  products: Product[] | undefined;
  /** The heading of each product: one level below that of the grid. */
  heading: 'h2' | 'h3';
  /** `false` as long as something more important is being loaded. */
  hasPictures?: boolean;
};

/** Products side by side, with grey shapes while they are being loaded. */
export const ProductGrid = ({ products, heading, hasPictures = true }: GridProps) => {
  const t = useTexts();
  if (products === undefined) {
    return (
      <div className="grid" role="status" aria-label={t.loading}>
        {Array.from({ length: 8 }, (_, index) => index).map((index) => (
          <div key={index} className="card">
            <div className="picture skeleton" />
            <div className="skeleton line" />
            <div className="skeleton line short" />
          </div>
        ))}
      </div>
    );
  }
  return (
    <ul className="grid">
      {products.map((product, index) => (
        <li key={product.id}>
          <ProductCard
            product={product}
            heading={heading}
            hasPictures={hasPictures}
            isFirst={heading === 'h2' && index < EAGER}
          />
        </li>
      ))}
    </ul>
  );
};

type CardProps = { product: Product; isFirst: boolean } & Required<Pick<GridProps, 'heading' | 'hasPictures'>>;

/** Pictures that do not compete with what is on the first screen. */
const AFTER_OTHERS = { loading: 'lazy', fetchPriority: 'low' } as const;

const ProductCard = ({ product, heading: Heading, hasPictures, isFirst }: CardProps) => {
  const t = useTexts();
  const { money } = useFormat();
  const { productName, productPrice, highestPrice, currency, image, quantity } = product;
  const price = money(productPrice, currency);
  return (
    <article className="card">
      <div className="picture">
        <Photo
          image={hasPictures ? image : undefined}
          alt=""
          sizes="(min-width: 48rem) 12rem, 45vw"
          box={[400, 300]}
          {...(isFirst ? {} : AFTER_OTHERS)}
          decoding="async"
        />
        {quantity === 0 && <span className="tag">{t.products.soldOut}</span>}
      </div>
      <Heading className="name">
        <Link href={productPath(product)}>{productName}</Link>
      </Heading>
      <p className="price">{highestPrice === undefined ? price : t.products.from(price)}</p>
    </article>
  );
};
