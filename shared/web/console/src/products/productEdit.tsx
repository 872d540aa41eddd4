import { type Schemas, unwrap } from '@ecommerce/client';
import { Alert, Stack, TextField, Typography } from '@mui/material';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { EditBase, Title, useNotify, useRecordContext, useRedirect, useTranslate } from 'react-admin';
import { priceStep } from '../orders/order.ts';
import { PictureInput } from '../pictures/pictureInput.tsx';
import { uploadPicture } from '../pictures/uploadPicture.ts';
import { shop } from '../shop.ts';
import { ProductActions } from './productActions.tsx';
import { errorOf, ProductFields } from './productFields.tsx';
import { ProductForm, textOf } from './productForm.tsx';

type Product = Schemas['products']['Product'];
type Changes = Schemas['products']['PatchProductBody'];

/** Returns what differs from the product; the stock as a difference, so that orders in between are not overwritten. */
const changesOf = (product: Product, form: FormData, picture: File | undefined): Changes => {
  const texts = (['productName', 'description', 'category'] as const)
    .filter((name) => textOf(form, name) !== product[name])
    .map((name) => [name, textOf(form, name)]);
  const productPrice = Number(textOf(form, 'productPrice'));
  const quantityChange = Number(textOf(form, 'quantityChange'));
  return {
    ...Object.fromEntries(texts),
    ...(productPrice !== product.productPrice && { productPrice }),
    ...(quantityChange !== 0 && { quantityChange }),
    ...(picture && { fileName: picture.name, fileType: picture.type }),
  };
};

const ProductEditor = () => {
  const product = useRecordContext<Product>();
  const translate = useTranslate();
  const notify = useNotify();
  const redirect = useRedirect();
  const queries = useQueryClient();
  const [picture, setPicture] = useState<File>();
  if (!product) return null;
  const { id, currency } = product;

  const submit = async (form: FormData) => {
    const body = changesOf(product, form, picture);
    if (Object.keys(body).length === 0) return redirect('list', 'products');
    try {
      const saved = await unwrap(shop.products.PATCH('/products/{id}', { params: { path: { id } }, body }));
      if (picture && saved.uploadUrl !== undefined) await uploadPicture(saved.uploadUrl, picture);
      const isOnSale = saved.status === 'approved' && !picture;
      notify(isOnSale ? 'console.products.saved' : 'console.products.savedForApproval', { type: 'success' });
      redirect('list', 'products');
    } finally {
      await queries.invalidateQueries();
    }
  };

  return (
    <Stack sx={{ pb: 2 }}>
      <Title title={product.productName} />
      <ProductForm onSubmit={submit}>
        {(errors) => (
          <>
            <PictureInput file={picture} current={product.imageUrl} onChange={setPicture} />
            <Alert severity="info">{translate('console.products.textsHint')}</Alert>
            <ProductFields product={product} currency={currency} step={priceStep(currency)} errors={errors} />
            <TextField
              name="quantityChange"
              type="number"
              label={translate('console.products.stockChange', { stock: product.quantity })}
              defaultValue={0}
              slotProps={{ htmlInput: { step: 1 } }}
              {...errorOf({ quantityChange: translate('console.products.stockHint'), ...errors }, 'quantityChange')}
              error={errors.quantityChange !== undefined}
            />
          </>
        )}
      </ProductForm>
      <ProductActions product={product} />
      <Typography variant="body2" color="text.secondary" sx={{ mt: 2 }}>
        {id}
      </Typography>
    </Stack>
  );
};

/** A product on sale: its picture, its texts, its price, its stock. */
export const ProductEdit = () => (
  <EditBase queryOptions={{ refetchOnWindowFocus: false }}>
    <ProductEditor />
  </EditBase>
);
