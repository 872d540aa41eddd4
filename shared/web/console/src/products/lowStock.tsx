import { unwrap } from '@ecommerce/client';
import { Card } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { ListContextProvider, ResourceContextProvider, Title, useList, useTranslate } from 'react-admin';
import { useSummary } from '../firstPage/useSummary.ts';
import { shop } from '../shop.ts';
import { ProductTable } from './productList.tsx';

/** With so many units or fewer a product is about to sell out. */
const LOW = 5;
/** How many products one request reads. */
const MAX_IDS = 100;

/** Reads the products that sold well in the last seven days and are about to sell out, the emptiest first. */
export const useLowStock = () => {
  const { data: summary } = useSummary();
  const sold = summary?.days.flatMap(({ bestSellers }) => bestSellers.map(({ productId }) => productId));
  const ids = sold && [...new Set(sold)].slice(0, MAX_IDS).join(',');
  const { data } = useQuery({
    queryKey: ['products', 'sold', ids],
    enabled: ids !== undefined && ids !== '',
    queryFn: () => unwrap(shop.products.GET('/products', { params: { query: { ids: ids ?? '' } }, cache: 'no-cache' })),
  });
  const products = ids === '' ? [] : data?.products;
  return products?.filter(({ quantity }) => quantity <= LOW).toSorted((one, other) => one.quantity - other.quantity);
};

/** The products that sell and are about to sell out. */
export const LowStock = () => {
  const translate = useTranslate();
  const products = useLowStock();
  const list = useList({ data: products ?? [], isPending: products === undefined });
  return (
    <ResourceContextProvider value="products">
      <ListContextProvider value={list}>
        <Title title={translate('console.lowStock.title', { most: LOW })} />
        <Card sx={{ mt: 2 }}>
          <ProductTable none="console.lowStock.none" />
        </Card>
      </ListContextProvider>
    </ResourceContextProvider>
  );
};
