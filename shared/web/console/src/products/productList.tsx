import type { Schemas } from '@ecommerce/client';
import type { ReactNode } from 'react';
import type { SearchInputProps } from 'react-admin';
import { DataTable, List, SelectInput, TextInput, useListContext, useLocale } from 'react-admin';
import { money } from '../format.ts';
import { CursorPagination, NothingFound, TextSearch } from '../listParts.tsx';
import { LONG_WORDS } from '../theme.ts';

type Product = Schemas['products']['Product'];

const STATUSES = ['awaitingImage', 'draft', 'pending', 'rejected', 'archived'];

/** The search, which finds what is on sale: with a status there is none. */
const ProductSearch = (props: SearchInputProps & { alwaysOn?: boolean }) => {
  const { filterValues } = useListContext();
  return filterValues.status ? null : <TextSearch {...props} placeholder="console.products.search" />;
};

const filters = [
  <ProductSearch key="q" source="q" alwaysOn />,
  <SelectInput
    key="status"
    source="status"
    alwaysOn
    label="console.products.show"
    emptyText="console.products.onSale"
    choices={STATUSES.map((id) => ({ id, name: `console.products.shown.${id}` }))}
  />,
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

/** The products on sale, or those with another status. */
export const ProductList = () => (
  <List filters={filters} exporter={false} empty={false} perPage={25} pagination={<CursorPagination />}>
    <ProductTable none="console.products.none" />
  </List>
);
