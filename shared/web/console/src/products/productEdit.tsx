import { type Schemas, ShopError, unwrap } from '@ecommerce/client';
import { Alert, Button, Stack, TextField, Typography } from '@mui/material';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { EditBase, Title, useNotify, useRecordContext, useRedirect, useTranslate } from 'react-admin';
import { fractionDigits } from '../orders/order.ts';
import { shop } from '../shop.ts';

type Product = Schemas['products']['Product'];

/** Returns what differs from the product; the stock as a difference, so that orders in between are not overwritten. */
const changesOf = (product: Product, form: FormData): Schemas['products']['PatchProductBody'] => {
  const text = (name: string) => String(form.get(name) ?? '').trim();
  const texts = (['productName', 'description', 'category'] as const)
    .filter((name) => text(name) !== product[name])
    .map((name) => [name, text(name)]);
  const productPrice = Number(text('productPrice'));
  const quantityChange = Number(text('quantityChange'));
  return {
    ...Object.fromEntries(texts),
    ...(productPrice !== product.productPrice && { productPrice }),
    ...(quantityChange !== 0 && { quantityChange }),
  };
};

const ProductForm = () => {
  const product = useRecordContext<Product>();
  const translate = useTranslate();
  const notify = useNotify();
  const redirect = useRedirect();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  if (!product) return null;
  const step = 10 ** -fractionDigits(product.currency);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const body = changesOf(product, new FormData(event.currentTarget));
    if (Object.keys(body).length === 0) return redirect('list', 'products');
    setBusy(true);
    try {
      const { status } = await unwrap(
        shop.products.PATCH('/products/{id}', { params: { path: { id: product.id } }, body }),
      );
      await queries.invalidateQueries();
      notify(status === 'approved' ? 'console.products.saved' : 'console.products.savedForApproval', {
        type: 'success',
      });
      redirect('list', 'products');
    } catch (error) {
      if (!(error instanceof ShopError)) throw error;
      notify(error.message, { type: 'error' });
      if (error.status === 409) await queries.invalidateQueries();
    } finally {
      setBusy(false);
    }
  };

  return (
    <Stack component="form" onSubmit={submit} spacing={2} sx={{ py: 2, maxWidth: 700 }}>
      <Title title={product.productName} />
      <img
        src={product.imageUrl}
        alt={product.productName}
        style={{ maxHeight: 320, objectFit: 'contain', maxWidth: '100%' }}
      />
      <Alert severity="info">{translate('console.products.textsHint')}</Alert>
      <TextField
        name="productName"
        label={translate('console.products.name')}
        defaultValue={product.productName}
        required
      />
      <TextField
        name="description"
        label={translate('console.products.description')}
        defaultValue={product.description}
        required
        multiline
        minRows={3}
      />
      <TextField
        name="category"
        label={translate('console.products.category')}
        defaultValue={product.category}
        required
      />
      <TextField
        name="productPrice"
        type="number"
        label={translate('console.order.amount', { currency: product.currency })}
        defaultValue={product.productPrice}
        required
        slotProps={{ htmlInput: { min: step, step } }}
      />
      <TextField
        name="quantityChange"
        type="number"
        label={translate('console.products.stockChange', { stock: product.quantity })}
        helperText={translate('console.products.stockHint')}
        defaultValue={0}
        slotProps={{ htmlInput: { step: 1 } }}
      />
      <Button type="submit" variant="contained" disabled={busy} sx={{ alignSelf: 'start' }}>
        {translate('ra.action.save')}
      </Button>
      <Typography variant="body2" color="text.secondary">
        {product.id}
      </Typography>
    </Stack>
  );
};

/** A product on sale: its texts, its price, its stock. */
export const ProductEdit = () => (
  <EditBase queryOptions={{ refetchOnWindowFocus: false }}>
    <ProductForm />
  </EditBase>
);
