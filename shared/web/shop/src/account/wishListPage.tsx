import type { Schemas } from '@ecommerce/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { addToCart } from '../cart/cart.ts';
import { productPath } from '../catalogue/paths.ts';
import { useFormat } from '../format.ts';
import { Empty, Loading } from '../parts/page.tsx';
import { Photo } from '../parts/photo.tsx';
import { Notice, Problem, Refusal } from '../parts/problem.tsx';
import type { Image } from '../parts/srcSet.ts';
import { useShownProducts } from '../product/useShownProducts.ts';
import { fullName } from '../product/variants.ts';
import { useWishChange, wishListQuery } from '../product/wishes.ts';
import { session } from '../shop.ts';
import { useStore } from '../store.ts';
import { useTexts } from '../texts.ts';
import { SignedIn } from './signedIn.tsx';
import '../cart/cart.css';
import './account.css';

type Wish = Schemas['products']['WishList']['items'][number];

/** What the account wishes for. */
export const WishListPage = () => {
  const t = useTexts();
  return (
    <SignedIn title={t.wishes.title}>
      <WishList />
    </SignedIn>
  );
};

/** Returns the variant where the product has options. */
const variantOf = ({ variantId, variantName }: Wish): string | undefined =>
  variantName === undefined ? undefined : variantId;

const WishList = () => {
  const t = useTexts();
  const isCustomer = useStore(session) === 'customer';
  const { data, error, refetch } = useQuery({ ...wishListQuery, enabled: isCustomer, staleTime: 0 });
  const change = useWishChange();
  const [done, setDone] = useState<string>();
  const find = useShownProducts(data ?? [], isCustomer);
  if (error && !data) return <Problem error={error} onRetry={refetch} />;
  if (!data) return <Loading />;
  return (
    <>
      <Notice kind="good">{done}</Notice>
      <Refusal error={change.error} />
      {data.length === 0 && (
        <Empty title={t.wishes.empty}>
          <p>{t.wishes.emptyHint}</p>
          <Link className="button" href="/search">
            {t.cart.toProducts}
          </Link>
        </Empty>
      )}
      <ul className="lines">
        {data.map((wish) => (
          <li key={wish.variantId}>
            <Entry
              wish={wish}
              {...find(wish)}
              isRemoving={change.isPending && change.variables.variantId === wish.variantId}
              onAdd={() => {
                const { productId: id, name, variantName } = wish;
                const variantId = variantOf(wish);
                addToCart({
                  id,
                  ...(variantId !== undefined && { variantId }),
                  qty: 1,
                  name: fullName(name, variantName),
                });
                setDone(t.wishes.added(fullName(name, variantName)));
              }}
              onRemove={() => {
                setDone(undefined);
                change.mutate({ variantId: wish.variantId, isWished: false });
              }}
            />
          </li>
        ))}
      </ul>
    </>
  );
};

type EntryProps = {
  wish: Wish;
  image: Image | undefined;
  slug: string | undefined;
  isRemoving: boolean;
  onAdd: () => void;
  onRemove: () => void;
};

const Entry = ({ wish, image, slug, isRemoving, onAdd, onRemove }: EntryProps) => {
  const t = useTexts();
  const { money } = useFormat();
  const { productId, name: productName, variantName, onSale, price, currency, quantity } = wish;
  const name = fullName(productName, variantName);
  return (
    <article className="line">
      {image ? <Photo image={image} alt="" sizes="6rem" box={[96, 96]} /> : <div className="noPicture" />}
      <div>
        <h2>
          {onSale ? (
            <Link href={productPath({ id: productId, slug }, variantOf(wish))}>{productName}</Link>
          ) : (
            productName
          )}
        </h2>
        {variantName !== undefined && <p>{variantName}</p>}
        {!onSale && <p className="bad">{t.wishes.gone}</p>}
        {onSale && quantity === 0 && <p className="bad">{t.product.soldOut}</p>}
        <div className="row">
          {quantity > 0 && (
            <button type="button" className="button quiet" aria-label={t.wishes.addOf(name)} onClick={onAdd}>
              {t.product.add}
            </button>
          )}
          <button
            type="button"
            className="link"
            disabled={isRemoving}
            aria-label={t.cart.removeOf(name)}
            onClick={onRemove}
          >
            {t.remove}
          </button>
        </div>
      </div>
      <p className="price">{price !== null && currency !== null && money(price, currency)}</p>
    </article>
  );
};
