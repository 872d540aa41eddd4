import { Alert, Button, TextField } from '@mui/material';
import { useState } from 'react';
import { Title, useCreate, useNotify, useRedirect, useTranslate } from 'react-admin';
import { useFailureNotice, useShopCurrency } from '../formParts.tsx';
import { priceStep } from '../orders/order.ts';
import { PictureInput } from '../pictures/pictureInput.tsx';
import { sendPicture } from '../productPictures/sendPicture.ts';
import { errorOf, ProductFields } from './productFields.tsx';
import { ProductForm, textOf } from './productForm.tsx';

const TEXTS = ['productName', 'description', 'category'] as const;
const NUMBERS = ['productPrice', 'quantity'] as const;

/** A form that offers a product, which then waits for its approval, or saves it as a draft. */
export const ProductCreate = () => {
  const translate = useTranslate();
  const notify = useNotify();
  const redirect = useRedirect();
  const currency = useShopCurrency();
  const fail = useFailureNotice();
  const step = priceStep(currency);
  const [create] = useCreate();
  const [picture, setPicture] = useState<File>();
  const [isMissing, setIsMissing] = useState(false);

  const saveDraft = async (fields: object) => {
    const { id } = await create('products', { data: fields }, { returnPromise: true });
    notify('console.products.draftSaved', { type: 'success' });
    if (picture) await sendPicture(id, picture).catch(fail);
    redirect('edit', 'products', id);
  };

  const submit = async (form: FormData) => {
    const isDraft = form.has('draft');
    setIsMissing(!picture && !isDraft);
    if (!picture && !isDraft) return;
    const fields = Object.fromEntries([
      ...TEXTS.map((name) => [name, textOf(form, name)]),
      ...NUMBERS.map((name) => [name, Number(textOf(form, name))]),
    ]);
    if (isDraft) return saveDraft(fields);
    await create('products', { data: { ...fields, picture } }, { returnPromise: true });
    notify('console.products.offered', { type: 'success' });
    redirect('/approvals');
  };

  return (
    <ProductForm
      onSubmit={submit}
      buttons={
        <Button type="submit" name="draft" value="true" variant="outlined">
          {translate('console.products.saveDraft')}
        </Button>
      }
    >
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
            label={translate(currency === '' ? 'console.order.price' : 'console.products.price', { currency })}
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
