import { useState } from 'react';
import { Link } from 'wouter';
import { addToCart } from '../cart/cart.ts';
import type { DetailedProduct, Variant } from '../catalogue/product.ts';
import { useFormat } from '../format.ts';
import { CheckIcon } from '../parts/icons.tsx';
import { useTexts } from '../texts.ts';
import { fullName, variantName } from './variants.ts';

type Props = { product: DetailedProduct; variant: Variant };

/** From how many units on it is said how many are left. */
const FEW = 5;

/** What the chosen variant costs, and whether it is there; said aloud when another one is chosen. */
export const Offer = ({ product: { currency }, variant }: Props) => {
  const { price, compareAtPrice, lowestPrice30Days, quantity } = variant;
  const t = useTexts();
  const { money } = useFormat();
  const inStock = quantity <= FEW ? t.product.fewLeft(quantity) : t.product.inStock;
  return (
    <div role="status">
      <p className="price">
        {money(price, currency)}
        {compareAtPrice !== undefined && (
          <>
            {' '}
            <span className="unseen">{t.product.before}</span>
            <s>{money(compareAtPrice, currency)}</s>
          </>
        )}
      </p>
      {lowestPrice30Days !== undefined && (
        <p className="hint">{t.product.lowestPrice30Days(money(lowestPrice30Days, currency))}</p>
      )}
      <p className={quantity === 0 ? 'bad' : undefined}>{quantity === 0 ? t.product.soldOut : inStock}</p>
    </div>
  );
};

/** How many units can be chosen at once. */
const MAX_CHOICE = 10;

/** The way into the cart. */
export const Buy = ({ product: { id, productName, options }, variant }: Props) => {
  const t = useTexts();
  const [quantity, setQuantity] = useState(1);
  const [isAdded, setAdded] = useState(false);
  const choices = Array.from({ length: Math.min(variant.quantity, MAX_CHOICE) }, (_, index) => index + 1);
  return (
    <form
      className="buy"
      onSubmit={(event) => {
        event.preventDefault();
        const name = fullName(productName, variantName(variant));
        addToCart({ id, ...(options.length > 0 && { variantId: variant.id }), qty: quantity, name });
        setAdded(true);
      }}
    >
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
