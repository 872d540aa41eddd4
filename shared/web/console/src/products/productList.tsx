import type { Schemas } from '@ecommerce/client';
import type { ReactNode } from 'react';
import { DataTable, List, TextInput, useLocale } from 'react-admin';
import { money } from '../format.ts';
import { CursorPagination, NothingFound, TextSearch } from '../listParts.tsx';
import { LONG_WORDS } from '../theme.ts';

type Product = Schemas['products']['Product'];

const filters = [
  <TextSearch key="q" source="q" alwaysOn placeholder="console.products.search" />,
  <TextInput key="category" source="category" label="console.products.category" />,
];

/** A table of products. @param none the key of the text if there are none @param children more columns, in place of the price */
export const ProductTable = ({ none, children }: { none: string; children?: ReactNode }) => {
  const locale = useLocale();
  return (
    <DataTable<Product> rowClick="edit" bulkActionButtons={false} empty={<NothingFound text={none} />}>
      <DataTable.Col<Product>
        source="imageUrl"
        label="console.products.picture"
        disableSort
        render={({ imageUrl }) => (
          <img src={imageUrl} alt="" width={48} height={48} style={{ objectFit: 'contain', display: 'block' }} />
        )}
      />
      <DataTable.Col source="productName" label="console.products.name" sx={LONG_WORDS} disableSort />
      {children ? null : (
        <DataTable.Col<Product>
          sx={{ textAlign: 'right' }}
          source="productPrice"
          label="console.order.price"
          disableSort
          render={({ productPrice, currency }) => money(productPrice, currency, locale)}
        />
      )}
      <DataTable.NumberCol source="quantity" label="console.products.stock" disableSort />
      {children}
    </DataTable>
  );
};

/** The products on sale. */
export const ProductList = () => (
  <List filters={filters} exporter={false} empty={false} perPage={25} pagination={<CursorPagination />}>
    <ProductTable none="console.products.none" />
  </List>
);
