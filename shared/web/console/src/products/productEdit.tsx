import type { Schemas } from '@ecommerce/client';
import { Alert, Stack, Typography } from '@mui/material';
import { EditBase, Title, useRecordContext, useTranslate } from 'react-admin';
import { ProductPictures } from '../productPictures/productPictures.tsx';
import { StockMovements } from '../variants/stockMovements.tsx';
import type { Product } from '../variants/variant.ts';
import { VariantList } from '../variants/variantList.tsx';
import { ProductActions } from './productActions.tsx';
import { ProductState } from './productState.tsx';
import { ProductTexts } from './productTexts.tsx';

type ListedProduct = Schemas['products']['ListedProduct'];

/** Before its first picture has been checked an offered product can have no variants; a draft can. */
const mayHaveVariants = ({ status }: Product): boolean => status !== 'awaitingImage';

const ProductEditor = () => {
  const product = useRecordContext<Product | ListedProduct>();
  const translate = useTranslate();
  if (!product) return null;
  if (!('variants' in product)) return <Title title={product.productName} />; // what the list has read, until all is there
  return (
    <Stack spacing={2} sx={{ py: 2, maxWidth: 1000 }}>
      <Title title={product.productName} />
      <ProductState product={product} />
      <Alert severity="info">{translate('console.products.textsHint')}</Alert>
      <ProductTexts product={product} />
      <ProductPictures product={product} />
      {mayHaveVariants(product) && <VariantList product={product} />}
      <StockMovements product={product} />
      <ProductActions product={product} />
      <Typography variant="body2" color="text.secondary">
        {product.id}
      </Typography>
    </Stack>
  );
};

/** How often a product is read again while a picture of it is being checked. */
const POLL_MS = 2_000;

const isWaiting = (product: Partial<Product> | undefined): boolean =>
  product?.awaitedFileName !== undefined ||
  (product?.awaitedImages ?? []).some(({ uploadRejection }) => uploadRejection === undefined) ||
  (product?.status === 'awaitingImage' && product.uploadRejection === undefined);

/** A product: its state, its texts and pictures, its variants with their prices and stock. */
export const ProductEdit = () => (
  <EditBase<Product>
    queryOptions={{
      refetchOnWindowFocus: false,
      refetchInterval: ({ state }) => (isWaiting(state.data) ? POLL_MS : false),
    }}
  >
    <ProductEditor />
  </EditBase>
);
