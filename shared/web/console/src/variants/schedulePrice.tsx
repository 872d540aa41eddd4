import { unwrap } from '@ecommerce/client';
import { Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { FormDialog, FormField } from '../formDialog.tsx';
import { priceStep } from '../orders/order.ts';
import { useProductChange } from '../products/useProductChange.ts';
import { shop } from '../shop.ts';
import { localTime, scheduledPriceIn } from './scheduledPrice.ts';
import { type Product, type Variant, variantName } from './variant.ts';

const moment = { inputLabel: { shrink: true } };

/** A button with a form for a price from one time to another. Left empty, it removes the one that is scheduled. */
export const SchedulePrice = ({ product, variant }: { product: Product; variant: Variant }) => {
  const translate = useTranslate();
  const change = useProductChange(product);
  const { scheduledPrice } = variant;
  const step = priceStep(product.currency);
  const params = { path: { id: product.id, variantId: variant.id } };
  const submit = async (fields: Record<string, string>) => {
    const scheduled = scheduledPriceIn(fields, scheduledPrice);
    if (scheduled === undefined) return true;
    const body = { scheduledPrice: scheduled };
    const call = shop.products.PATCH('/products/{id}/variants/{variantId}', { params, body });
    return change(unwrap(call), scheduled ? 'console.schedule.saved' : 'console.schedule.removed');
  };
  return (
    <FormDialog
      title={translate('console.schedule.title')}
      heading={[translate('console.schedule.title'), variantName(variant)].filter(Boolean).join(': ')}
      confirm={translate('ra.action.save')}
      onSubmit={submit}
    >
      <Typography variant="body2">{translate('console.schedule.hint')}</Typography>
      <FormField
        name="price"
        type="number"
        label={translate('console.variants.price', { currency: product.currency })}
        defaultValue={scheduledPrice?.price}
        slotProps={{ htmlInput: { min: step, step } }}
      />
      <FormField
        name="from"
        type="datetime-local"
        label={translate('console.schedule.from')}
        defaultValue={localTime(scheduledPrice?.from)}
        slotProps={moment}
      />
      <FormField
        name="to"
        type="datetime-local"
        label={translate('console.schedule.to')}
        defaultValue={localTime(scheduledPrice?.to)}
        slotProps={moment}
      />
    </FormDialog>
  );
};
