import { type Schemas, ShopError, unwrap } from '@ecommerce/client';
import { Box, Button, Card, CardActions, CardContent, CardMedia, Checkbox, Stack, Typography } from '@mui/material';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Title, useLocale, useNotify, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { errorText } from '../errorText.ts';
import { money } from '../format.ts';
import { FormDialog, FormField } from '../formDialog.tsx';
import { shop } from '../shop.ts';
import { BulkApproval, useBulkApproval } from './bulkApproval.tsx';

type Pending = Schemas['products']['PendingProduct'];

/** Reads the products that wait for a decision, a page at a time. */
export const usePending = () =>
  useInfiniteQuery({
    queryKey: ['pending'],
    initialPageParam: '',
    queryFn: ({ pageParam }) => {
      const query = { limit: 20, ...(pageParam !== '' && { cursor: pageParam }) };
      return unwrap(shop.products.GET('/products/pending', { params: { query } }));
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchInterval: 30_000,
    refetchOnWindowFocus: true,
  });

type PendingProductProps = {
  product: Pending;
  isSelected: boolean;
  onSelect(isSelected: boolean): void;
  onDecided(): Promise<unknown>;
};

const PendingProduct = ({ product, isSelected, onSelect, onDecided }: PendingProductProps) => {
  const translate = useTranslate();
  const locale = useLocale();
  const notify = useNotify();
  const [busy, setBusy] = useState(false);
  const { id, productName, productPrice, currency, description, quantity, category, imageUrl, email, updatedAt } =
    product;

  const decide = async (call: Promise<{ data?: unknown; error?: unknown }>, done: string): Promise<boolean> => {
    setBusy(true);
    try {
      await unwrap(call as Parameters<typeof unwrap>[0]);
      notify(done, { type: 'success', messageArgs: { product: productName } });
    } catch (error) {
      if (!(error instanceof ShopError) || error.failure.issues) throw error;
      notify(errorText(error, translate), { type: error.status === 409 ? 'warning' : 'error' });
    } finally {
      setBusy(false);
      await onDecided();
    }
    return true;
  };
  const params = { path: { id } };

  return (
    <Card component="article" variant="outlined" aria-label={productName}>
      <CardMedia
        component="img"
        src={imageUrl}
        alt={productName}
        sx={{ height: { xs: 280, sm: 420 }, objectFit: 'contain' }}
      />
      <CardContent>
        <Stack direction="row" sx={{ alignItems: 'center' }}>
          <Checkbox
            checked={isSelected}
            onChange={(_, checked) => onSelect(checked)}
            slotProps={{ input: { 'aria-label': translate('console.approvals.select', { product: productName }) } }}
            sx={{ ml: -1 }}
          />
          <Typography variant="h6" component="h2" sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>
            {productName}
          </Typography>
        </Stack>
        <Typography>
          {money(productPrice, currency, locale)} · {translate('console.products.units', { smart_count: quantity })} ·{' '}
          {category}
        </Typography>
        <Typography sx={{ mt: 1, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{description}</Typography>
        <Typography variant="body2" color="text.secondary" sx={{ mt: 1 }}>
          {translate('console.approvals.seller', { email })}
        </Typography>
      </CardContent>
      <CardActions sx={{ px: 2, pb: 2, flexWrap: 'wrap', gap: 1 }} disableSpacing>
        <Button
          variant="contained"
          disabled={busy}
          onClick={() =>
            decide(
              shop.products.POST('/products/{id}/approve', { params, body: { updatedAt } }),
              'console.approvals.approved',
            )
          }
        >
          {translate('console.approvals.approve')}
        </Button>
        <FormDialog
          title={translate('console.approvals.reject')}
          color="error"
          onSubmit={({ reason = '' }) =>
            decide(
              shop.products.POST('/products/{id}/reject', { params, body: { reason } }),
              'console.approvals.rejected',
            )
          }
        >
          <Typography variant="body2">{translate('console.approvals.rejectHint')}</Typography>
          <FormField name="reason" label={translate('console.order.reason')} required multiline minRows={2} />
        </FormDialog>
        <Button component={Link} to={`/products/${id}`}>
          {translate('console.approvals.edit')}
        </Button>
      </CardActions>
    </Card>
  );
};

/** The products that wait for a decision, the longest waiting first. */
export const PendingProducts = () => {
  const translate = useTranslate();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = usePending();
  const products = data?.pages.flatMap((page) => page.products) ?? [];
  const { isSelected, ...bulk } = useBulkApproval(products);
  return (
    <Stack spacing={2} sx={{ py: 2 }}>
      <Title title={translate('console.approvals.title')} />
      {error && <Typography role="alert">{errorText(error, translate)}</Typography>}
      <BulkApproval products={products} {...bulk} />
      {data && products.length === 0 && <Typography>{translate('console.approvals.none')}</Typography>}
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: '1fr 1fr' } }}>
        {products.map((product) => (
          <PendingProduct
            key={product.id}
            product={product}
            isSelected={isSelected(product.id)}
            onSelect={(selected) => bulk.select([product], selected)}
            onDecided={refetch}
          />
        ))}
      </Box>
      {hasNextPage && (
        <Button variant="outlined" disabled={isFetchingNextPage} onClick={() => fetchNextPage()}>
          {translate('console.approvals.more')}
        </Button>
      )}
    </Stack>
  );
};
