import { Alert, TextField } from '@mui/material';
import { useState } from 'react';
import { Title, useCreate, useNotify, useRedirect, useTranslate } from 'react-admin';
import { useShopCurrency } from '../formParts.tsx';
import { priceStep } from '../orders/order.ts';
import { PictureInput } from '../pictures/pictureInput.tsx';
import { errorOf, ProductFields } from './productFields.tsx';
import { ProductForm, textOf } from './productForm.tsx';

const TEXTS = ['productName', 'description', 'category'] as const;
const NUMBERS = ['productPrice', 'quantity'] as const;

/** A form that offers a product; it then waits for its approval. */
export const ProductCreate = () => {
  const translate = useTranslate();
  const notify = useNotify();
  const redirect = useRedirect();
  const currency = useShopCurrency();
  const step = priceStep(currency);
  const [create] = useCreate();
  const [picture, setPicture] = useState<File>();
  const [isMissing, setIsMissing] = useState(false);

  const submit = async (form: FormData) => {
    setIsMissing(!picture);
    if (!picture) return;
    const fields = Object.fromEntries([
      ...TEXTS.map((name) => [name, textOf(form, name)]),
      ...NUMBERS.map((name) => [name, Number(textOf(form, name))]),
    ]);
    await create('products', { data: { ...fields, picture } }, { returnPromise: true });
    notify('console.products.offered', { type: 'success' });
    redirect('/approvals');
  };

  return (
    <ProductForm onSubmit={submit}>
      {(errors) => (
        <>
          <Title title={translate('console.products.create')} />
          <Alert severity="info">{translate('console.products.createHint')}</Alert>
          <PictureInput
            file={picture}
            onChange={setPicture}
            error={isMissing && !picture ? translate('console.pictures.missing') : undefined}
          />
          <ProductFields errors={errors} />
          <TextField
            name="productPrice"
            type="number"
            label={translate('console.products.price', { currency })}
            required
            slotProps={{ htmlInput: { min: step, step } }}
            {...errorOf(errors, 'productPrice')}
          />
          <TextField
            name="quantity"
            type="number"
            label={translate('console.products.stock')}
            required
            slotProps={{ htmlInput: { min: 1, step: 1 } }}
            {...errorOf(errors, 'quantity')}
          />
        </>
      )}
    </ProductForm>
  );
};
