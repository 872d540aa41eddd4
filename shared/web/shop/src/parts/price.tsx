import type { Schemas } from '@ecommerce/client';
import { useFormat } from '../format.ts';
import { useTexts } from '../texts.ts';

type Quote = Schemas['orders']['Quote'];

/** What an order costs, or would cost. */
export type Price = {
  subtotal?: number | undefined;
  discounts?: Quote['discounts'] | undefined;
  shipping?: { label: string; price: number } | undefined;
  taxes?: Quote['taxes'] | undefined;
  total: number;
  currency: string;
};

/** The parts of a price and their sum. */
export const PriceParts = ({ subtotal, discounts = [], shipping, taxes = [], total, currency }: Price) => {
  const t = useTexts();
  const { money, percent } = useFormat();
  const added = taxes.filter(({ included }) => !included);
  const contained = taxes.filter(({ included }) => included);
  return (
    <dl className="parts">
      {subtotal !== undefined && <Part label={t.checkout.subtotal} amount={money(subtotal, currency)} />}
      {discounts.map(({ label, code, amount }) => (
        <Part key={code ?? label} label={label} amount={money(-amount, currency)} />
      ))}
      {shipping && (
        <Part
          label={`${t.checkout.shippingCost} (${shipping.label})`}
          amount={shipping.price === 0 ? t.checkout.free : money(shipping.price, currency)}
        />
      )}
      {added.map(({ label, rate, amount }) => (
        <Part key={`${label}${rate}`} label={t.checkout.tax(label, percent(rate))} amount={money(amount, currency)} />
      ))}
      <Part label={t.checkout.total} amount={money(total, currency)} className="total" />
      {contained.map(({ label, rate, amount }) => (
        <Part
          key={`${label}${rate}`}
          label={t.checkout.taxIncluded(label, percent(rate))}
          amount={money(amount, currency)}
          className="hint"
        />
      ))}
    </dl>
  );
};

const Part = ({ label, amount, className }: { label: string; amount: string; className?: string }) => (
  <div className={className}>
    <dt>{label}</dt>
    <dd className="price">{amount}</dd>
  </div>
);
