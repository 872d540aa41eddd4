import { unwrap } from '@ecommerce/client';
import { Box, Card, CardActionArea, CardContent, Stack, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { Title, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { usePending } from '../approvals/pendingProducts.tsx';
import { useLowStock } from '../lowStock/lowStock.tsx';
import { usePendingReviews } from '../reviews/pendingReviews.tsx';
import { shop } from '../shop.ts';
import { DeadLetters } from './deadLetters.tsx';
import { SalesChart } from './salesChart.tsx';

const LIMIT = 100;
const TO_PACK = { status: 'shipping', fulfilment: 'unfulfilled' } as const;
const STALLED = { stalled: 'true' } as const;
type OrderFilter = typeof TO_PACK | typeof STALLED;

type Count = { count: number; more: boolean } | undefined;
const refresh = { refetchInterval: 60_000, refetchOnWindowFocus: true };

/** Counts the orders that match a filter of the list of all orders. */
const useOrderCount = (filter: OrderFilter) =>
  useQuery({
    queryKey: ['attention', filter],
    ...refresh,
    queryFn: async (): Promise<Count> => {
      const query = { ...filter, limit: LIMIT };
      const { orders, nextCursor } = await unwrap(shop.orders.GET('/admin/orders', { params: { query } }));
      return { count: orders.length, more: nextCursor !== undefined };
    },
  }).data;

const filterLink = (filter: OrderFilter): string => `/orders?filter=${encodeURIComponent(JSON.stringify(filter))}`;

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
  const { data: reviews, hasNextPage: hasMoreReviews } = usePendingReviews();
  const toPack = useOrderCount(TO_PACK);
  const stalled = useOrderCount(STALLED);
  const lowStock = useLowStock();
  const toApprove = pending && { count: pending.pages.flatMap(({ products }) => products).length, more: hasNextPage };
  const toReview = reviews && { count: reviews.pages.flatMap((page) => page.reviews).length, more: hasMoreReviews };
  return (
    <Stack spacing={2} sx={{ py: 2 }}>
      <Title title="ra.page.dashboard" />
      <Typography variant="h6" component="h2">
        {translate('console.attention.title')}
      </Typography>
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: '1fr 1fr', md: 'repeat(3, 1fr)' } }}>
        <Tile title={translate('console.attention.approve')} to="/approvals" value={toApprove} />
        <Tile title={translate('console.attention.pack')} to={filterLink(TO_PACK)} value={toPack} />
        <Tile
          title={translate('console.attention.lowStock')}
          to="/low-stock"
          value={lowStock && { count: lowStock.length, more: false }}
        />
        <Tile title={translate('console.attention.stalled')} to={filterLink(STALLED)} value={stalled} />
        <Tile title={translate('console.attention.reviews')} to="/reviews" value={toReview} />
        <DeadLetters />
      </Box>
      <SalesChart />
    </Stack>
  );
};
