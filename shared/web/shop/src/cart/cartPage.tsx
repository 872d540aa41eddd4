import { ShopError } from '@ecommerce/client';
import { useState } from 'react';
import { Link } from 'wouter';
import { productPath } from '../catalogue/paths.ts';
import { useFormat } from '../format.ts';
import { Empty, Loading, Page } from '../parts/page.tsx';
import { Photo } from '../parts/photo.tsx';
import { Notice, Problem, Refusal } from '../parts/problem.tsx';
import { fullName } from '../product/variants.ts';
import { session } from '../shop.ts';
import { useStore } from '../store.ts';
import { useTexts } from '../texts.ts';
import { isCartFull, notMerged } from './cart.ts';
import { localCart } from './cartStore.ts';
import { type CartLine, isOrderable, useCartLines } from './useCartLines.ts';
import './cart.css';

/** What the person has chosen, with quantities to change, and the way to the checkout. */
export const CartPage = () => {
  const t = useTexts();
  const { money } = useFormat();
  const { cart, error, retry, setQuantity, refusal } = useCartLines();
  const isGuest = useStore(session) === 'guest';
  const isWaiting = useStore(localCart).batches.length > 0;
  const [removed, setRemoved] = useState<string>();
  if (error) {
    return (
      <Page title={t.cart.title}>
        <Problem error={error} onRetry={retry} />
      </Page>
    );
  }
  if (!cart) {
    return (
      <Page title={t.cart.title}>
        <Loading className="skeleton tall" />
      </Page>
    );
  }
  const { lines, total, currency } = cart;
  const left =
    refusal instanceof ShopError && refusal.code === 'INSUFFICIENT_STOCK' && refusal.failure.quantityAvailable;
  return (
    <Page title={t.cart.title}>
      <Additions />
      {left ? <Notice>{t.cart.onlyLeft(left)}</Notice> : <Refusal error={refusal} />}
      <Notice kind="good">{removed && t.cart.removed(removed)}</Notice>
      <Notice kind="good">{isWaiting && !isGuest ? t.cart.pending : undefined}</Notice>
      {lines.length === 0 ? (
        <Empty title={t.cart.empty}>
          <p>{t.cart.emptyHint}</p>
          <Link className="button" href="/search">
            {t.cart.toProducts}
          </Link>
        </Empty>
      ) : (
        <div className="withAside">
          <ul className="lines">
            {lines.map((line) => (
              <li key={line.key}>
                <Line
                  line={line}
                  currency={currency}
                  onChange={(quantity) => {
                    setRemoved(quantity === 0 ? fullName(line.name, line.variantName) : undefined);
                    setQuantity(line, quantity);
                  }}
                />
              </li>
            ))}
          </ul>
          <aside className="panel">
            <p className="sum">
              <span>{t.cart.subtotal}</span>
              <strong>{currency && money(total, currency)}</strong>
            </p>
            <p className="hint">{t.cart.hint}</p>
            {isOrderable(cart) ? (
              <Link className="button wide" href="/checkout">
                {t.cart.checkout}
              </Link>
            ) : (
              <button type="button" className="button wide" disabled>
                {t.cart.checkout}
              </button>
            )}
            {isGuest && (
              <p className="hint">
                <Link href="/sign-in?to=/cart">{t.cart.signInHint}</Link>
              </p>
            )}
          </aside>
        </div>
      )}
    </Page>
  );
};

/** What could not be added as it was chosen. */
const Additions = () => {
  const t = useTexts();
  const left = useStore(notMerged);
  const isFull = useStore(isCartFull);
  const sentences = left.map(({ name = t.cart.aProduct, added, requested, code }) => {
    if (code === 'CART_FULL') return t.errors.codes.CART_FULL;
    return code === 'VARIANT_REQUIRED' ? t.cart.needsChoiceOf(name) : t.cart.notMerged(name, added, requested);
  });
  const all = [...new Set([...sentences, ...(isFull ? [t.errors.codes.CART_FULL] : [])])];
  if (all.length === 0) return null;
  return (
    <div className="notice bad" role="alert">
      {all.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      <button
        type="button"
        className="button quiet"
        onClick={() => {
          notMerged.set([]);
          isCartFull.set(false);
        }}
      >
        {t.close}
      </button>
    </div>
  );
};

/** How many units can be chosen at once; larger quantities that are in the cart stay. */
const MAX_CHOICE = 20;

const Line = ({
  line: { id, slug, variantId, name: productName, variantName, price, needsChoice, image, available, quantity },
  currency,
  onChange,
}: {
  line: CartLine;
  currency: string | undefined;
  onChange: (quantity: number) => void;
}) => {
  const t = useTexts();
  const { money } = useFormat();
  const choices = Array.from({ length: Math.min(available, MAX_CHOICE) }, (_, index) => index + 1);
  if (!choices.includes(quantity)) choices.push(quantity);
  const name = fullName(productName, variantName);
  return (
    <article className="line">
      {image ? <Photo image={image} alt="" sizes="6rem" box={[96, 96]} /> : <div className="noPicture" />}
      <div>
        <h2>
          {price === undefined && !needsChoice ? (
            name || t.cart.aProduct
          ) : (
            <Link href={productPath({ id, slug }, variantId)}>{productName}</Link>
          )}
        </h2>
        {variantName !== undefined && <p>{variantName}</p>}
        {price === undefined ? (
          <p className="bad">{needsChoice ? t.cart.needsChoice : t.cart.gone}</p>
        ) : (
          <p className="hint">{currency && t.cart.each(money(price, currency))}</p>
        )}
        {price !== undefined && quantity > available && <p className="bad">{t.cart.onlyLeft(available)}</p>}
        <div className="row">
          {price !== undefined && (
            <select
              aria-label={t.cart.quantityOf(name)}
              value={quantity}
              onChange={({ target }) => onChange(Number(target.value))}
            >
              {choices.map((count) => (
                <option key={count}>{count}</option>
              ))}
            </select>
          )}
          <button type="button" className="link" aria-label={t.cart.removeOf(name)} onClick={() => onChange(0)}>
            {t.remove}
          </button>
        </div>
      </div>
      <p className="price">{price !== undefined && currency && money(price * quantity, currency)}</p>
    </article>
  );
};
