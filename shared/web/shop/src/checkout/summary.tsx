import type { Schemas } from '@ecommerce/client';
import type { CartView } from '../cart/useCartLines.ts';
import { useFormat } from '../format.ts';
import { Photo } from '../parts/photo.tsx';
import { PriceParts } from '../parts/price.tsx';
import { fullName } from '../product/variants.ts';
import { useTexts } from '../texts.ts';

type Props = { cart: CartView; quote: Schemas['orders']['Quote'] | undefined };

/** What is ordered, and what it costs. */
export const Summary = ({ cart, quote }: Props) => {
  const t = useTexts();
  const { money } = useFormat();
  return (
    <>
      <ul className="briefLines">
        {cart.lines.map(({ key, name, variantName, quantity, price, image }) => (
          <li key={key}>
            {image ? <Photo image={image} alt="" sizes="3rem" box={[48, 48]} /> : <span className="noPicture" />}
            <span className="grow">
              {t.order.quantity(quantity)} {fullName(name, variantName)}
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
