import type { Schemas } from '@ecommerce/client';
import type { CartView } from '../cart/useCartLines.ts';
import { useFormat } from '../format.ts';
import { PriceParts } from '../parts/price.tsx';
import { useTexts } from '../texts.ts';

type Props = { cart: CartView; quote: Schemas['orders']['Quote'] | undefined };

/** What is ordered, and what it costs. */
export const Summary = ({ cart, quote }: Props) => {
  const t = useTexts();
  const { money } = useFormat();
  return (
    <>
      <ul className="briefLines">
        {cart.lines.map(({ id, name, quantity, price, imageUrl }) => (
          <li key={id}>
            {imageUrl ? <img src={imageUrl} alt="" width="48" height="48" /> : <span className="noPicture" />}
            <span className="grow">
              {t.order.quantity(quantity)} {name}
            </span>
            <span className="price">
              {price !== undefined && cart.currency && money(price * quantity, cart.currency)}
            </span>
          </li>
        ))}
      </ul>
      {quote && <PriceParts {...quote} shipping={quote.shipping.chosen} total={quote.totalAmount} />}
    </>
  );
};
