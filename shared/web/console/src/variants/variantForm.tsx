import { unwrap } from '@ecommerce/client';
import { Box, Typography } from '@mui/material';
import { useState } from 'react';
import { useTranslate } from 'react-admin';
import { FormDialog, FormField } from '../formDialog.tsx';
import { priceStep } from '../orders/order.ts';
import { useProductChange } from '../products/useProductChange.ts';
import { shop } from '../shop.ts';
import {
  canNameOptions,
  newVariantOf,
  OPTION_POSITIONS,
  optionField,
  type Product,
  type Variant,
  variantChangesOf,
  variantName,
} from './variant.ts';

/** Fields of a form beside each other, as many as fit. */
const beside = { display: 'grid', gap: 2, gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 200px), 1fr))' };

/** Of an option that a product's single variant has or may get: its name and its value. */
const NamedOption = ({ position, option }: { position: number; option: [string, string] | undefined }) => {
  const translate = useTranslate();
  const [name, setName] = useState(option?.[0] ?? '');
  return (
    <Box sx={beside}>
      <FormField
        name={`optionName${position}`}
        label={translate('console.variants.optionName', { position })}
        placeholder={translate(`console.variants.optionExample${position}`)}
        value={name}
        onChange={({ target }) => setName(target.value)}
        slotProps={{ inputLabel: { shrink: true }, htmlInput: { maxLength: 50 } }}
      />
      <FormField
        name={optionField(name.trim())}
        label={translate('console.variants.optionValue', { position })}
        defaultValue={option?.[1]}
        required={name.trim() !== ''}
        slotProps={{ inputLabel: { shrink: true }, htmlInput: { maxLength: 100 } }}
      />
    </Box>
  );
};

const Options = ({ product, variant }: { product: Product; variant: Variant | undefined }) => {
  const translate = useTranslate();
  if (!variant || !canNameOptions(product))
    return product.options.map(({ name }) => (
      <FormField
        key={name}
        name={optionField(name)}
        label={name}
        defaultValue={variant?.options[name]}
        required
        slotProps={{ htmlInput: { maxLength: 100 } }}
      />
    ));
  const options = Object.entries(variant.options);
  return (
    <>
      <Typography variant="body2">{translate('console.variants.optionsHint')}</Typography>
      {OPTION_POSITIONS.map((position) => (
        <NamedOption key={position} position={position} option={options[position - 1]} />
      ))}
    </>
  );
};

const ShownBy = ({ product, variant }: { product: Product; variant: Variant | undefined }) => {
  const translate = useTranslate();
  return (
    <FormField
      name="imageId"
      label={translate('console.products.picture')}
      defaultValue={variant?.imageId ?? ''}
      select
      slotProps={{ select: { native: true }, inputLabel: { shrink: true } }}
    >
      <option value="">{translate('console.variants.noPicture')}</option>
      {product.images.map(({ id, alt }, at) => (
        <option key={id} value={id}>
          {[translate('console.variants.pictureNumber', { number: at + 1 }), alt].filter(Boolean).join(': ')}
        </option>
      ))}
    </FormField>
  );
};

type VariantFieldsProps = { product: Product; variant?: Variant };

const VariantFields = ({ product, variant }: VariantFieldsProps) => {
  const translate = useTranslate();
  const step = priceStep(product.currency);
  const label = (name: string) => translate(`console.variants.${name}`, { currency: product.currency });
  const whole = { htmlInput: { min: 0, step: 1 } };
  return (
    <>
      <Options product={product} variant={variant} />
      <Box sx={beside}>
        <FormField
          name="price"
          type="number"
          label={label('price')}
          defaultValue={variant?.price}
          required
          slotProps={{ htmlInput: { min: step, step } }}
        />
        <FormField
          name="compareAtPrice"
          type="number"
          label={label('compareAtPrice')}
          defaultValue={variant?.compareAtPrice}
          slotProps={{ htmlInput: { min: step, step } }}
        />
        {!variant && <FormField name="quantity" type="number" label={label('quantity')} slotProps={whole} />}
        <FormField
          name="lowStockAt"
          type="number"
          label={label('lowStockAt')}
          helperText={label('lowStockHint')}
          defaultValue={variant?.lowStockAt}
          slotProps={whole}
        />
        <FormField
          name="sku"
          label={label('sku')}
          defaultValue={variant?.sku}
          slotProps={{ htmlInput: { maxLength: 64 } }}
        />
        <FormField
          name="barcode"
          label={label('barcode')}
          defaultValue={variant?.barcode}
          slotProps={{ htmlInput: { maxLength: 64 } }}
        />
        <FormField
          name="weightGrams"
          type="number"
          label={label('weightGrams')}
          defaultValue={variant?.weightGrams}
          slotProps={whole}
        />
        <ShownBy product={product} variant={variant} />
      </Box>
    </>
  );
};

/** A button with a form for a new variant. */
export const AddVariant = ({ product }: { product: Product }) => {
  const translate = useTranslate();
  const change = useProductChange(product);
  const params = { path: { id: product.id } };
  return (
    <FormDialog
      title={translate('console.variants.add')}
      variant="contained"
      onSubmit={(fields) =>
        change(
          unwrap(shop.products.POST('/products/{id}/variants', { params, body: newVariantOf(fields) })),
          'console.variants.added',
        )
      }
    >
      <VariantFields product={product} />
    </FormDialog>
  );
};

/** A button with a form for what a variant is; its stock has a form of its own. */
export const ChangeVariant = ({ product, variant }: Required<VariantFieldsProps>) => {
  const translate = useTranslate();
  const change = useProductChange(product);
  const params = { path: { id: product.id, variantId: variant.id } };
  const submit = async (fields: Record<string, string>) => {
    requireDifferentNames(fields, translate('console.variants.sameOption'));
    const body = variantChangesOf(variant, fields);
    if (Object.keys(body).length === 0) return true;
    return change(
      unwrap(shop.products.PATCH('/products/{id}/variants/{variantId}', { params, body })),
      'console.variants.changed',
    );
  };
  return (
    <FormDialog
      title={translate('ra.action.edit')}
      heading={variantName(variant) || translate('console.variants.only')}
      confirm={translate('ra.action.save')}
      onSubmit={submit}
    >
      <VariantFields product={product} variant={variant} />
    </FormDialog>
  );
};

/** A form holds one value for each name: of two options with the same name one would be lost. */
const requireDifferentNames = (fields: Record<string, string>, message: string): void => {
  const names = Object.entries(fields).flatMap(([field, name]) =>
    field.startsWith('optionName') && name ? [name] : [],
  );
  if (new Set(names).size < names.length) throw new Error(message);
};
