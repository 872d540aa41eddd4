import type { Schemas } from '@ecommerce/client';
import { DataTable, List, TextInput, useLocale } from 'react-admin';
import { money } from '../format.ts';
import { CursorPagination, NothingFound, TextSearch } from '../listParts.tsx';

type Product = Schemas['products']['Product'];

const filters = [
  <TextSearch key="q" source="q" alwaysOn placeholder="console.products.search" />,
  <TextInput key="category" source="category" label="console.products.category" />,
];

/** The products on sale. */
export const ProductList = () => {
  const locale = useLocale();
  return (
    <List filters={filters} exporter={false} empty={false} perPage={25} pagination={<CursorPagination />}>
      <DataTable<Product>
        rowClick="edit"
        bulkActionButtons={false}
        empty={<NothingFound text="console.products.none" />}
      >
        <DataTable.Col<Product>
          source="imageUrl"
          label="console.products.picture"
          disableSort
          render={({ imageUrl }) => (
            <img src={imageUrl} alt="" width={48} height={48} style={{ objectFit: 'contain', display: 'block' }} />
          )}
        />
        <DataTable.Col source="productName" label="console.products.name" disableSort />
        <DataTable.Col<Product>
          sx={{ textAlign: 'right' }}
          source="productPrice"
          label="console.order.price"
          disableSort
          render={({ productPrice, currency }) => money(productPrice, currency, locale)}
        />
        <DataTable.NumberCol source="quantity" label="console.products.stock" disableSort />
      </DataTable>
    </List>
  );
};
