import { unwrap } from '@ecommerce/client';
import { Box, Card, CardActionArea, CardContent, Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { Title, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { usePending } from '../products/pendingProducts.tsx';
import { shop } from '../shop.ts';
import { SalesChart } from './salesChart.tsx';

/** How long an order may stay in a state that ends by itself. */
const STALLED_AFTER_MS = 60 * 60 * 1000;
const LIMIT = 100;

type Count = { count: number; more: boolean } | undefined;
const refresh = { refetchInterval: 60_000, refetchOnWindowFocus: true };

const useOrdersToPack = () =>
  useQuery({
    queryKey: ['attention', 'pack'],
    ...refresh,
    queryFn: async (): Promise<Count> => {
      const query = { status: 'shipping', fulfilment: 'unfulfilled', limit: LIMIT } as const;
      const { orders, nextCursor } = await unwrap(shop.orders.GET('/admin/orders', { params: { query } }));
      return { count: orders.length, more: nextCursor !== undefined };
    },
  });

const useStalledOrders = () =>
  useQuery({
    queryKey: ['attention', 'stalled'],
    ...refresh,
    queryFn: async (): Promise<Count> => {
      const pages = await Promise.all(
        (['pending', 'completed'] as const).map((status) =>
          unwrap(shop.orders.GET('/admin/orders', { params: { query: { status, limit: LIMIT } } })),
        ),
      );
      const before = new Date(Date.now() - STALLED_AFTER_MS).toISOString();
      const stalled = pages.flatMap(({ orders }) => orders).filter(({ updatedAt }) => updatedAt < before);
      return { count: stalled.length, more: pages.some(({ nextCursor }) => nextCursor !== undefined) };
    },
  });

const filterLink = (filter: object): string => `/orders?filter=${encodeURIComponent(JSON.stringify(filter))}`;

const Tile = ({ title, to, value }: { title: string; to: string; value: Count }) => (
  <Card variant="outlined">
    <CardActionArea component={Link} to={to} sx={{ height: '100%' }}>
      <CardContent>
        <Typography component="span" variant="h4" sx={{ display: 'block' }}>
          {value ? `${value.count}${value.more ? '+' : ''}` : '…'}
        </Typography>
        <Typography component="span">{title}</Typography>
      </CardContent>
    </CardActionArea>
  </Card>
);

/** What needs attention, and how sales go. */
export const FirstPage = () => {
  const translate = useTranslate();
  const { data: pending, hasNextPage } = usePending();
  const { data: toPack } = useOrdersToPack();
  const { data: stalled } = useStalledOrders();
  const toApprove = pending && { count: pending.pages.flatMap(({ products }) => products).length, more: hasNextPage };
  return (
    <Stack spacing={2} sx={{ py: 2 }}>
      <Title title="ra.page.dashboard" />
      <Typography variant="h6" component="h2">
        {translate('console.attention.title')}
      </Typography>
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr 1fr' } }}>
        <Tile title={translate('console.attention.approve')} to="/approvals" value={toApprove} />
        <Tile
          title={translate('console.attention.pack')}
          to={filterLink({ status: 'shipping', fulfilment: 'unfulfilled' })}
          value={toPack}
        />
        <Tile title={translate('console.attention.stalled')} to={filterLink({ status: 'pending' })} value={stalled} />
      </Box>
      <SalesChart />
    </Stack>
  );
};
