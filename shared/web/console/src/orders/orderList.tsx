import { Stack, useMediaQuery } from '@mui/material';
import type { Theme } from '@mui/material/styles';
import { DataTable, DateInput, List, SelectInput, SimpleList, useLocale } from 'react-admin';
import { dateTime, money } from '../format.ts';
import { CursorPagination, NothingFound, TextSearch } from '../listParts.tsx';
import { LONG_WORDS } from '../theme.ts';
import { type ListedOrder, nameOf } from './order.ts';
import { OrderStates } from './orderStates.tsx';

const STATUSES = ['pending', 'awaiting_payment', 'completed', 'shipping', 'rejected', 'cancelled'];
const FULFILMENTS = ['unfulfilled', 'partially_fulfilled', 'fulfilled', 'delivered'];
const PAYMENTS = ['none', 'unpaid', 'paid', 'partially_refunded', 'refunded'];
const choices = (kind: string, values: string[]) => values.map((id) => ({ id, name: `console.${kind}.${id}` }));

const filters = [
  <TextSearch key="q" source="q" alwaysOn placeholder="console.orders.search" />,
  <SelectInput key="status" source="status" label="console.orders.status" choices={choices('status', STATUSES)} />,
  <SelectInput
    key="fulfilment"
    source="fulfilment"
    label="console.orders.fulfilment"
    choices={choices('fulfilment', FULFILMENTS)}
  />,
  <SelectInput key="payment" source="payment" label="console.orders.payment" choices={choices('payment', PAYMENTS)} />,
  <SelectInput
    key="stalled"
    source="stalled"
    label="console.orders.attention"
    choices={[{ id: 'true', name: 'console.orders.stalled' }]}
  />,
  <DateInput key="from" source="from" label="console.orders.from" />,
  <DateInput key="to" source="to" label="console.orders.to" />,
];

const Chips = ({ order }: { order: ListedOrder }) => (
  <Stack direction="row" spacing={0.5} useFlexGap sx={{ flexWrap: 'wrap' }}>
    <OrderStates {...order} />
  </Stack>
);

/** All orders, newest first, with filters and search. */
export const OrderList = () => {
  const isPhone = useMediaQuery<Theme>((theme) => theme.breakpoints.down('sm'));
  const locale = useLocale();
  return (
    <List
      filters={filters}
      exporter={false}
      empty={false}
      pagination={<CursorPagination />}
      perPage={25}
      queryOptions={{ refetchOnWindowFocus: true, refetchInterval: 30_000 }}
    >
      {isPhone ? (
        <SimpleList<ListedOrder>
          empty={<NothingFound text="console.orders.none" />}
          primaryText={(order) => `${nameOf(order)} · ${money(order.total, order.currency, locale)}`}
          secondaryText={(order) => <Chips order={order} />}
          tertiaryText={(order) => dateTime(order.createdAt, locale)}
          rowClick="show"
        />
      ) : (
        <DataTable<ListedOrder>
          rowClick="show"
          bulkActionButtons={false}
          empty={<NothingFound text="console.orders.none" />}
        >
          <DataTable.Col<ListedOrder> source="number" label="console.orders.number" disableSort render={nameOf} />
          <DataTable.Col<ListedOrder>
            source="createdAt"
            label="console.orders.placed"
            disableSort
            render={({ createdAt }) => dateTime(createdAt, locale)}
          />
          <DataTable.Col source="email" label="console.orders.customer" sx={LONG_WORDS} disableSort />
          <DataTable.Col<ListedOrder>
            source="status"
            label="console.orders.state"
            disableSort
            render={(order) => <Chips order={order} />}
          />
          <DataTable.Col<ListedOrder>
            sx={{ textAlign: 'right' }}
            source="total"
            label="console.orders.total"
            disableSort
            render={({ total, currency }) => money(total, currency, locale)}
          />
        </DataTable>
      )}
    </List>
  );
};
