import { unwrap } from '@ecommerce/client';
import { Box, Button, Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import { errorText } from '../errorText.ts';
import { dateTime } from '../format.ts';
import { useFailureNotice } from '../formParts.tsx';
import { PageButtons } from '../listParts.tsx';
import { Section } from '../section.tsx';
import { shop } from '../shop.ts';
import type { Delivery } from './webhookData.ts';
import { WebhookState } from './webhookState.tsx';

/** How often the page looks for news, in milliseconds. */
const POLLING_MS = 4_000;

/** Has a column of its own, but on phones. */
const wide = { display: { xs: 'none', sm: 'table-cell' } };

/** The last attempt of a delivery: when it was, and what the endpoint answered. */
const LastAttempt = ({ delivery: { attempts, nextAttemptAt } }: { delivery: Delivery }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const last = attempts.at(-1);
  if (!last) return translate('console.webhooks.notAttempted');
  const { at, ms, status, error, response } = last;
  const summary = { count: attempts.length, at: dateTime(at, locale), ms };
  return (
    <>
      {error ?? `${status}${response ? `: ${response.slice(0, 200)}` : ''}`}
      <Typography variant="body2" color="text.secondary">
        {translate('console.webhooks.lastAttempt', summary)}
        {nextAttemptAt !== undefined &&
          ` ${translate('console.webhooks.next', { at: dateTime(nextAttemptAt, locale) })}`}
      </Typography>
    </>
  );
};

const RetryButton = ({ webhookId, delivery }: { webhookId: string; delivery: Delivery }) => {
  const translate = useTranslate();
  const queries = useQueryClient();
  const fail = useFailureNotice();
  const [busy, setBusy] = useState(false);
  const retry = async () => {
    setBusy(true);
    const path = { id: webhookId, did: delivery.id };
    try {
      await unwrap(shop.orders.POST('/webhooks/{id}/deliveries/{did}/retry', { params: { path } }));
    } catch (error) {
      fail(error);
    } finally {
      await queries.invalidateQueries({ queryKey: ['deliveries', webhookId] });
      setBusy(false);
    }
  };
  return (
    <Button size="small" disabled={busy} onClick={retry}>
      {translate('console.webhooks.retry')}
    </Button>
  );
};

const DeliveryTable = ({ webhookId, deliveries }: { webhookId: string; deliveries: Delivery[] }) => {
  const translate = useTranslate();
  const locale = useLocale();
  return (
    <Table size="small">
      <TableHead>
        <TableRow>
          <TableCell>{translate('console.webhooks.event')}</TableCell>
          <TableCell sx={wide}>{translate('console.webhooks.answer')}</TableCell>
          <TableCell>{translate('console.webhooks.status')}</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {deliveries.map((delivery) => (
          <TableRow key={delivery.id}>
            <TableCell sx={{ overflowWrap: 'anywhere' }}>
              {delivery.type}
              <Typography variant="body2" color="text.secondary">
                {dateTime(delivery.createdAt, locale)}
              </Typography>
              <Box sx={{ display: { sm: 'none' } }}>
                <LastAttempt delivery={delivery} />
              </Box>
            </TableCell>
            <TableCell sx={{ ...wide, overflowWrap: 'anywhere' }}>
              <LastAttempt delivery={delivery} />
            </TableCell>
            <TableCell>
              <WebhookState state={delivery.status} />
              <Box>
                <RetryButton webhookId={webhookId} delivery={delivery} />
              </Box>
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
};

/** What was sent to an endpoint, newest first, a page at a time. */
export const WebhookDeliveries = ({ webhookId }: { webhookId: string }) => {
  const translate = useTranslate();
  const [cursors, setCursors] = useState<string[]>([]);
  const cursor = cursors.at(-1);
  const { data, error } = useQuery({
    queryKey: ['deliveries', webhookId, cursor],
    placeholderData: keepPreviousData,
    refetchInterval: POLLING_MS,
    queryFn: () => {
      const query = { limit: 10, ...(cursor !== undefined && { cursor }) };
      return unwrap(shop.orders.GET('/webhooks/{id}/deliveries', { params: { path: { id: webhookId }, query } }));
    },
  });
  const next = data?.nextCursor;
  return (
    <Section title={translate('console.webhooks.deliveries')}>
      {error && <Typography role="alert">{errorText(error, translate)}</Typography>}
      {data?.deliveries.length === 0 && <Typography>{translate('console.webhooks.nothingSent')}</Typography>}
      {data && data.deliveries.length > 0 && <DeliveryTable webhookId={webhookId} deliveries={data.deliveries} />}
      <PageButtons
        onPrevious={cursor === undefined ? undefined : () => setCursors(cursors.slice(0, -1))}
        onNext={next === undefined ? undefined : () => setCursors([...cursors, next])}
      />
    </Section>
  );
};
