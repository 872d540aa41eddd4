import { unwrap } from '@ecommerce/client';
import { Typography } from '@mui/material';
import { useState } from 'react';
import { useTranslate } from 'react-admin';
import { FormDialog, FormField } from '../formDialog.tsx';
import { useProductChange } from '../products/useProductChange.ts';
import { shop } from '../shop.ts';
import { type Product, type Variant, variantName } from './variant.ts';

/** How a stock is adjusted: by a difference, or to what was counted. */
const WAYS = ['delta', 'setTo'] as const;
type Way = (typeof WAYS)[number];

const StockFields = ({ variant }: { variant: Variant }) => {
  const translate = useTranslate();
  const [way, setWay] = useState<Way>('delta');
  return (
    <>
      <Typography>{translate('console.variants.inStock', { smart_count: variant.quantity })}</Typography>
      <FormField
        name="way"
        label={translate('console.stock.way')}
        value={way}
        onChange={({ target }) => setWay(target.value as Way)}
        select
        slotProps={{ select: { native: true }, inputLabel: { shrink: true } }}
      >
        {WAYS.map((name) => (
          <option key={name} value={name}>
            {translate(`console.stock.${name}`)}
          </option>
        ))}
      </FormField>
      <FormField
        key={way}
        name={way}
        type="number"
        label={translate('console.stock.units')}
        helperText={translate(`console.stock.${way}Hint`)}
        required
        slotProps={{ htmlInput: { step: 1, ...(way === 'setTo' && { min: 0 }) } }}
      />
      <FormField
        name="reason"
        label={translate('console.order.reason')}
        placeholder={translate('console.stock.reasonExample')}
        required
        slotProps={{ inputLabel: { shrink: true }, htmlInput: { maxLength: 200 } }}
      />
    </>
  );
};

/** A button with a form that adds units to the stock of a variant, removes some, or sets it to what was counted. */
export const AdjustStock = ({ product, variant }: { product: Product; variant: Variant }) => {
  const translate = useTranslate();
  const change = useProductChange(product);
  const submit = ({ way, delta, setTo, reason = '' }: Record<string, string>) => {
    const units = way === 'setTo' ? { setTo: Number(setTo) } : { delta: Number(delta) };
    const body = { variantId: variant.id, ...units, reason };
    return change(unwrap(shop.products.POST('/stock-adjustments', { body })), 'console.stock.adjusted');
  };
  return (
    <FormDialog
      title={translate('console.stock.adjust')}
      heading={[translate('console.stock.adjust'), variantName(variant)].filter(Boolean).join(': ')}
      confirm={translate('ra.action.save')}
      onSubmit={submit}
    >
      <StockFields variant={variant} />
    </FormDialog>
  );
};
