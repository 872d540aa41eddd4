import { useMediaQuery } from '@mui/material';
import type { Theme } from '@mui/material/styles';
import { DataTable, List, SimpleList, useLocale } from 'react-admin';
import { dateTime } from '../format.ts';
import { CursorPagination, NothingFound, TextSearch } from '../listParts.tsx';
import { LONG_WORDS } from '../theme.ts';

type Customer = { id: string; fullName: string; email: string; createdAt: string };

const filters = [<TextSearch key="q" source="q" alwaysOn placeholder="console.customers.search" />];

/** All accounts, the newest first, or those whose name or address begins with the search. */
export const CustomerList = () => {
  const isPhone = useMediaQuery<Theme>((theme) => theme.breakpoints.down('sm'));
  const locale = useLocale();
  const none = <NothingFound text="console.customers.none" />;
  return (
    <List filters={filters} exporter={false} empty={false} pagination={<CursorPagination />} perPage={25}>
      {isPhone ? (
        <SimpleList<Customer>
          empty={none}
          primaryText={({ fullName }) => fullName}
          secondaryText={({ email }) => email}
          rowClick="show"
        />
      ) : (
        <DataTable<Customer> rowClick="show" bulkActionButtons={false} empty={none}>
          <DataTable.Col source="fullName" sx={LONG_WORDS} disableSort />
          <DataTable.Col source="email" sx={LONG_WORDS} disableSort />
          <DataTable.Col<Customer>
            source="createdAt"
            disableSort
            render={({ createdAt }) => dateTime(createdAt, locale)}
          />
        </DataTable>
      )}
    </List>
  );
};
