import { Box, Link, Stack, Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import type { ReactNode } from 'react';
import { Show, useLocale, useRecordContext, useTranslate } from 'react-admin';
import { dateTime, money } from '../format.ts';
import { Section } from '../section.tsx';
import { lineKey, lineName, type Order, unitsText } from './order.ts';
import { MarkDelivered, OrderActions, ReturnActions } from './orderActions.tsx';
import { OrderStates } from './orderStates.tsx';

const Items = ({ order }: { order: Order }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const amount = (value: number) => money(value, order.currency, locale);
  const sums: [string, number][] = [
    ...(order.subtotal === undefined
      ? []
      : [[translate('console.order.subtotal'), order.subtotal] as [string, number]]),
    ...(order.discounts ?? []).map(({ label, amount: off }): [string, number] => [label, -off]),
    ...(order.shipping ? [[order.shipping.label, order.shipping.price] as [string, number]] : []),
    ...(order.taxes ?? []).map(({ label, amount: tax, included }): [string, number] => [
      included ? translate('console.order.included', { label }) : label,
      tax,
    ]),
  ];
  return (
    <Table size="small">
      <TableHead>
        <TableRow>
          <TableCell>{translate('console.order.product')}</TableCell>
          <TableCell align="right">{translate('console.order.quantity')}</TableCell>
          <TableCell align="right">{translate('console.order.price')}</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {order.items.map((line) => (
          <TableRow key={lineKey(line)}>
            <TableCell sx={{ overflowWrap: 'anywhere' }}>
              {lineName(line)}
              {line.sku && (
                <Typography variant="body2" color="text.secondary">
                  {translate('console.order.sku', { sku: line.sku })}
                </Typography>
              )}
            </TableCell>
            <TableCell align="right">{line.quantity}</TableCell>
            <TableCell align="right">{amount(line.unitPrice)}</TableCell>
          </TableRow>
        ))}
        {sums.map(([label, value]) => (
          <TableRow key={label}>
            <TableCell colSpan={2}>{label}</TableCell>
            <TableCell align="right">{amount(value)}</TableCell>
          </TableRow>
        ))}
        <TableRow>
          <TableCell colSpan={2}>
            <strong>{translate('console.orders.total')}</strong>
          </TableCell>
          <TableCell align="right">
            <strong>{amount(order.total)}</strong>
          </TableCell>
        </TableRow>
        {order.payment && (
          <TableRow>
            <TableCell colSpan={3}>
              {translate('console.order.paidAndRefunded', {
                paid: amount(order.payment.paid),
                refunded: amount(order.payment.refunded),
              })}
            </TableCell>
          </TableRow>
        )}
      </TableBody>
    </Table>
  );
};

const Address = ({ address }: { address: NonNullable<Order['shippingAddress']> }) => (
  <address style={{ fontStyle: 'normal', overflowWrap: 'anywhere' }}>
    {[
      address.name,
      address.company,
      address.line1,
      address.line2,
      [address.postalCode, address.city].filter(Boolean).join(' '),
      [address.region, address.country].filter(Boolean).join(', '),
      address.phone,
    ]
      .filter((line): line is string => Boolean(line))
      .map((line) => (
        <div key={line}>{line}</div>
      ))}
  </address>
);

const Customer = ({ order }: { order: Order }) => {
  const translate = useTranslate();
  const { shippingAddress, billingAddress, email, note, vatId } = order;
  const parts: [string, ReactNode][] = [
    ['email', email && <Link href={`mailto:${email}`}>{email}</Link>],
    ['shippingAddress', shippingAddress && <Address address={shippingAddress} />],
    ['billingAddress', billingAddress && <Address address={billingAddress} />],
    ['vatId', vatId],
    ['customerNote', note],
  ];
  return (
    <Stack spacing={1}>
      {parts
        .filter(([, content]) => content)
        .map(([name, content]) => (
          <div key={name}>
            <Typography variant="body2" color="text.secondary">
              {translate(`console.order.${name}`)}
            </Typography>
            {content}
          </div>
        ))}
    </Stack>
  );
};

const Parcels = ({ order }: { order: Order }) => {
  const translate = useTranslate();
  const locale = useLocale();
  return (
    <Stack spacing={2}>
      {order.fulfilments.map(({ id, items, carrier, trackingNumber, trackingUrl, createdAt, deliveredAt }) => (
        <div key={id}>
          <div>{unitsText(order, items)}</div>
          <div>
            {carrier} {trackingUrl ? <Link href={trackingUrl}>{trackingNumber ?? trackingUrl}</Link> : trackingNumber}
          </div>
          <Typography variant="body2" color="text.secondary">
            {translate('console.order.sentAt', { at: dateTime(createdAt, locale) })}
          </Typography>
          {deliveredAt ? (
            <Typography variant="body2" color="text.secondary">
              {translate('console.order.deliveredAt', { at: dateTime(deliveredAt, locale) })}
            </Typography>
          ) : (
            <MarkDelivered order={order} fid={id} />
          )}
        </div>
      ))}
    </Stack>
  );
};

const Returns = ({ order }: { order: Order }) => {
  const translate = useTranslate();
  const locale = useLocale();
  return (
    <Stack spacing={2}>
      {order.returns.map((entry) => (
        <Stack key={entry.id} spacing={1}>
          <div>{unitsText(order, entry.items)}</div>
          <div>{entry.reason}</div>
          <Typography variant="body2" color="text.secondary">
            {translate(`console.returns.status.${entry.status}`)}
            {entry.refund !== undefined && ` · ${money(entry.refund, order.currency, locale)}`}
          </Typography>
          <ReturnActions order={order} entry={entry} />
        </Stack>
      ))}
    </Stack>
  );
};

const Timeline = ({ order }: { order: Order }) => {
  const translate = useTranslate();
  const locale = useLocale();
  return (
    <Stack component="ul" spacing={1} sx={{ m: 0, pl: 2.5 }}>
      {(order.timeline ?? []).toReversed().map(({ type, at, amount, reason, text }) => (
        <li key={`${at} ${type} ${text ?? ''}`}>
          {translate(`console.timeline.${type}`)}
          {amount !== undefined && ` · ${money(amount, order.currency, locale)}`}
          {(text ?? reason) && <Box sx={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{text ?? reason}</Box>}
          <Typography variant="body2" color="text.secondary">
            {dateTime(at, locale)}
          </Typography>
        </li>
      ))}
    </Stack>
  );
};

const OrderTitle = () => {
  const order = useRecordContext<Order>();
  const translate = useTranslate();
  return translate('console.order.title', { number: order?.number ?? order?.id ?? '' });
};

const OrderContent = () => {
  const order = useRecordContext<Order>();
  const translate = useTranslate();
  if (order?.fulfilments === undefined) return null; // the list knows less, and is shown until the order is read
  return (
    <Stack spacing={2} sx={{ p: 2 }}>
      <Stack direction="row" spacing={1} useFlexGap sx={{ flexWrap: 'wrap' }}>
        <OrderStates {...order} />
      </Stack>
      <OrderActions order={order} />
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: '2fr 1fr' } }}>
        <Stack spacing={2}>
          <Section title={translate('console.order.items')}>
            <Items order={order} />
          </Section>
          {order.fulfilments.length > 0 && (
            <Section title={translate('console.order.parcels')}>
              <Parcels order={order} />
            </Section>
          )}
          {order.returns.length > 0 && (
            <Section title={translate('console.returns.title')}>
              <Returns order={order} />
            </Section>
          )}
        </Stack>
        <Stack spacing={2}>
          <Section title={translate('console.orders.customer')}>
            <Customer order={order} />
          </Section>
          <Section title={translate('console.timeline.title')}>
            <Timeline order={order} />
          </Section>
        </Stack>
      </Box>
    </Stack>
  );
};

/** One order. It is read again every ten seconds and when the window gets the focus, so that colleagues' changes are seen. */
export const OrderPage = () => (
  <Show actions={false} title={<OrderTitle />} queryOptions={{ refetchInterval: 10_000, refetchOnWindowFocus: true }}>
    <OrderContent />
  </Show>
);
