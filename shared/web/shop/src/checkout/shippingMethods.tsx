import type { Schemas } from '@ecommerce/client';
import { useFormat } from '../format.ts';
import { useStore } from '../store.ts';
import { useTexts } from '../texts.ts';
import { changeDraft, draft } from './draft.ts';

type Props = {
  /** `undefined` as long as the address is not complete. */
  methods: Schemas['orders']['Quote']['shipping']['methods'] | undefined;
  currency: string | undefined;
  /** Whether the shop does not ship to the country. */
  isRefused: boolean;
};

/** The ways to ship to the address, with what they cost. */
export const ShippingMethods = ({ methods, currency, isRefused }: Props) => {
  const t = useTexts();
  const { money } = useFormat();
  const { method } = useStore(draft);
  return (
    <section aria-labelledby="shipping">
      <h2 id="shipping">{t.checkout.shipping}</h2>
      {isRefused || methods?.length === 0 ? (
        <p className="bad">{t.checkout.noShipping}</p>
      ) : methods ? (
        <fieldset className="options" aria-labelledby="shipping">
          {methods.map(({ id, label, price, minDays, maxDays }) => (
            <label key={id} className="option">
              <input
                type="radio"
                name="shippingMethod"
                checked={method === id}
                onChange={() => changeDraft({ method: id })}
              />
              <span className="grow">
                {label}
                {(minDays ?? maxDays) !== undefined && (
                  <span className="hint block">{t.checkout.days(minDays, maxDays)}</span>
                )}
              </span>
              <span className="price">{price === 0 ? t.checkout.free : currency && money(price, currency)}</span>
            </label>
          ))}
        </fieldset>
      ) : (
        <p className="hint">{t.checkout.shippingFirst}</p>
      )}
    </section>
  );
};
