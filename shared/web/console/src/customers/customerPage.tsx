import { unwrap } from '@ecommerce/client';
import { Alert, Box, Link, List, ListItem, ListItemText, Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { Show, useLocale, useRecordContext, useTranslate } from 'react-admin';
import { Link as RouterLink } from 'react-router-dom';
import { dateTime, money } from '../format.ts';
import { nameOf } from '../orders/order.ts';
import { OrderStates } from '../orders/orderStates.tsx';
import { Section } from '../section.tsx';
import { shop } from '../shop.ts';
import { type Account, CustomerActions } from './customerActions.tsx';

const LIMIT = 20;

const Orders = ({ email }: { email: string }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const { data, error } = useQuery({
    queryKey: ['orders', 'of', email],
    queryFn: () => unwrap(shop.orders.GET('/admin/orders', { params: { query: { q: email, limit: LIMIT } } })),
  });
  if (error) return <Alert severity="error">{error.message}</Alert>;
  if (!data) return null;
  if (data.orders.length === 0) return <Typography>{translate('console.orders.none')}</Typography>;
  const all = `/orders?filter=${encodeURIComponent(JSON.stringify({ q: email }))}`;
  return (
    <>
      <List dense disablePadding>
        {data.orders.map((order) => (
          <ListItem key={order.id} disableGutters>
            <ListItemText
              primary={
                <Link component={RouterLink} to={`/orders/${order.id}/show`}>
                  {nameOf(order)} · {money(order.total, order.currency, locale)}
                </Link>
              }
              secondary={dateTime(order.createdAt, locale)}
            />
            <Stack direction="row" spacing={0.5} useFlexGap sx={{ flexWrap: 'wrap', justifyContent: 'flex-end' }}>
              <OrderStates {...order} />
            </Stack>
          </ListItem>
        ))}
      </List>
      {data.nextCursor && (
        <Link component={RouterLink} to={all}>
          {translate('console.customers.allOrders')}
        </Link>
      )}
    </>
  );
};

const Details = ({ account }: { account: Account }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const groups = account.groups.map((group) => translate(`console.customers.group.${group}`)).join(', ');
  const rows = [
    ['email', account.email],
    ['createdAt', dateTime(account.createdAt, locale)],
    ['groups', groups || translate('console.customers.noGroup')],
    ['mfa', translate(account.mfa ? 'console.customers.mfaOn' : 'console.customers.mfaOff')],
  ];
  return (
    <Stack spacing={1} component="dl" sx={{ m: 0 }}>
      {rows.map(([name, value]) => (
        <div key={name}>
          <Typography component="dt" variant="body2" color="text.secondary">
            {translate(`resources.customers.fields.${name}`)}
          </Typography>
          <Box component="dd" sx={{ m: 0, overflowWrap: 'anywhere' }}>
            {value}
          </Box>
        </div>
      ))}
    </Stack>
  );
};

const CustomerContent = () => {
  const account = useRecordContext<Account>();
  const translate = useTranslate();
  if (account?.groups === undefined) return null; // the list knows less, and is shown until the account is read
  return (
    <Stack spacing={2} sx={{ p: 2 }}>
      <CustomerActions account={account} />
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: '1fr 2fr' } }}>
        <Section title={translate('console.customers.account')}>
          <Details account={account} />
        </Section>
        <Section title={translate('console.customers.orders')}>
          <Orders email={account.email} />
        </Section>
      </Box>
    </Stack>
  );
};

const CustomerTitle = () => useRecordContext<Account>()?.fullName ?? '';

/** One account, and the orders of its address. */
export const CustomerPage = () => (
  <Show actions={false} title={<CustomerTitle />} queryOptions={{ refetchOnWindowFocus: true }}>
    <CustomerContent />
  </Show>
);
