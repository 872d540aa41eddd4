import { ShopError, unwrap } from '@ecommerce/client';
import { Card, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { DataTable, ListContextProvider, ResourceContextProvider, Title, useList, useTranslate } from 'react-admin';
import { useSummary } from '../firstPage/useSummary.ts';
import { ProductTable } from '../products/productList.tsx';
import { shop } from '../shop.ts';
import { LONG_WORDS } from '../theme.ts';
import { type Product, variantName } from '../variants/variant.ts';
import { LOW, lowVariants } from './lowVariants.ts';

/** Reads a product, if it is still there and on sale. */
const readSold = async (id: string): Promise<Product | undefined> => {
  try {
    const product = await unwrap(shop.products.GET('/my-products/{id}', { params: { path: { id } } }));
    return product.isApproved ? product : undefined;
  } catch (error) {
    if (error instanceof ShopError && error.status === 404) return undefined;
    throw error;
  }
};

/**
 * Reads the products that sold well in the last seven days and of which a variant is low, the emptiest first. The APIs list no products by
 * their stock; ten best sellers a day are at most 70 products, each of which is read with its `lowStockAt`.
 */
export const useLowStock = () => {
  const { data: summary } = useSummary();
  const sold = summary?.days.flatMap(({ bestSellers }) => bestSellers.map(({ productId }) => productId));
  const ids = sold && [...new Set(sold)].sort();
  const { data: products } = useQuery({
    queryKey: ['lowStock', ids],
    enabled: ids !== undefined,
    staleTime: 60_000,
    queryFn: async () => (await Promise.all((ids ?? []).map(readSold))).filter((product) => product !== undefined),
  });
  return products
    ?.map((product) => ({ ...product, low: lowVariants(product) }))
    .filter(({ low }) => low.length > 0)
    .toSorted((one, other) => (one.low[0]?.quantity ?? 0) - (other.low[0]?.quantity ?? 0));
};

type LowProduct = NonNullable<ReturnType<typeof useLowStock>>[number];

/** The products that sell and are about to sell out. */
export const LowStock = () => {
  const translate = useTranslate();
  const products = useLowStock();
  const list = useList({ data: products ?? [], isPending: products === undefined });
  return (
    <ResourceContextProvider value="products">
      <ListContextProvider value={list}>
        <Title title={translate('console.lowStock.title')} />
        <Typography variant="body2" color="text.secondary" sx={{ mt: 2 }}>
          {translate('console.lowStock.hint', { most: LOW })}
        </Typography>
        <Card sx={{ mt: 2 }}>
          <ProductTable none="console.lowStock.none">
            <DataTable.Col<LowProduct>
              source="low"
              label="console.lowStock.low"
              sx={LONG_WORDS}
              disableSort
              render={({ low }) =>
                low
                  .map((variant) => [variantName(variant), variant.quantity].filter((part) => part !== '').join(': '))
                  .join(' · ')
              }
            />
          </ProductTable>
        </Card>
      </ListContextProvider>
    </ResourceContextProvider>
  );
};
