import { unwrap } from '@ecommerce/client';
import { Card, CardContent, List, ListItem, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useTranslate } from 'react-admin';
import { shop } from '../shop.ts';

/** A queue with dead letters; `count` is absent if they could not be counted, and so is `queue` if the whole service did not answer. */
type Waiting = { service: string; queue?: string; runbook?: string; count?: number };

const READERS = {
  authService: () => shop.auth.GET('/admin/dead-letters'),
  bannerService: () => shop.banners.GET('/admin/dead-letters'),
  categoryService: () => shop.categories.GET('/admin/dead-letters'),
  productService: () => shop.products.GET('/admin/dead-letters'),
  orderService: () => shop.orders.GET('/admin/dead-letters'),
};
type Service = keyof typeof READERS;

const readService = async (service: Service): Promise<Waiting[]> => {
  try {
    const { queues } = await unwrap(READERS[service]());
    return queues.filter(({ count }) => count !== 0).map((waiting) => ({ service, ...waiting }));
  } catch {
    return [{ service }]; // the others are shown all the same
  }
};

const useDeadLetters = () =>
  useQuery({
    queryKey: ['deadLetters'],
    refetchInterval: 60_000,
    refetchOnWindowFocus: true,
    queryFn: async () => {
      const services = Object.keys(READERS) as Service[];
      return (await Promise.all(services.map(readService))).flat();
    },
  }).data;

const WaitingLine = ({ service, queue, runbook, count }: Waiting) => {
  const translate = useTranslate();
  const counted =
    count === undefined
      ? translate('console.deadLetters.unknown')
      : translate('console.deadLetters.count', { smart_count: count });
  return (
    <ListItem disableGutters sx={{ display: 'block', overflowWrap: 'anywhere' }}>
      <Typography>
        {[service, queue].filter(Boolean).join(' ')}: {counted}
      </Typography>
      {runbook && (
        <Typography variant="body2" color="text.secondary">
          {translate('console.deadLetters.runbook', { page: `docs/runbooks/${runbook}.md` })}
        </Typography>
      )}
    </ListItem>
  );
};

/** What the services could not process, with the page that tells an operator what to do. */
export const DeadLetters = () => {
  const translate = useTranslate();
  const waiting = useDeadLetters();
  const total = waiting?.reduce((sum, { count = 0 }) => sum + count, 0);
  const isComplete = waiting?.every(({ count }) => count !== undefined);
  return (
    <Card
      variant="outlined"
      sx={waiting && waiting.length > 0 ? { gridColumn: '1 / -1', borderColor: 'error.main' } : {}}
    >
      <CardContent>
        <Typography component="span" variant="h4" sx={{ display: 'block' }}>
          {total === undefined ? '…' : `${total}${isComplete ? '' : ' + ?'}`}
        </Typography>
        <Typography component="span">{translate('console.attention.deadLetters')}</Typography>
        {waiting && waiting.length > 0 && (
          <List dense aria-label={translate('console.attention.deadLetters')}>
            {waiting.map((entry) => (
              <WaitingLine key={`${entry.service} ${entry.queue ?? ''}`} {...entry} />
            ))}
          </List>
        )}
      </CardContent>
    </Card>
  );
};
