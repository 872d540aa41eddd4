import { type Schemas, unwrap } from '@ecommerce/client';
import { Box, Link, Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useGetIdentity, useLocale, usePermissions, useTranslate } from 'react-admin';
import { Link as RouterLink } from 'react-router-dom';
import { type Groups, mayUse } from '../authProvider.ts';
import { errorText } from '../errorText.ts';
import { dateTime } from '../format.ts';
import { PageButtons } from '../listParts.tsx';
import { Section } from '../section.tsx';
import { shop } from '../shop.ts';
import { type Product, variantName } from './variant.ts';

type Movement = Schemas['products']['StockMovementList']['movements'][number];

/** Has a column of its own, but on phones. */
const wide = { display: { xs: 'none', sm: 'table-cell' } };
const phone = { display: { sm: 'none' } };

const Account = ({ id }: { id: string }) => {
  const translate = useTranslate();
  const { identity } = useGetIdentity();
  const { permissions = [] } = usePermissions<Groups>();
  if (identity?.id === id) return translate('console.stock.you');
  const name = translate('console.stock.account', { id: id.slice(0, 8) });
  if (!mayUse('customers', permissions)) return name;
  return (
    <Link component={RouterLink} to={`/customers/${id}/show`}>
      {name}
    </Link>
  );
};

/** What a movement was: its kind, its reason, and the order or the account that made it. */
const What = ({ movement: { kind, reason, orderId, by } }: { movement: Movement }) => {
  const translate = useTranslate();
  return (
    <>
      {[translate(`console.stock.kind.${kind}`, { _: kind }), reason].filter(Boolean).join(': ')}
      <Typography variant="body2" color="text.secondary">
        {orderId !== undefined && (
          <Link component={RouterLink} to={`/orders/${orderId}/show`}>
            {translate('console.order.title', { number: orderId.slice(0, 8) })}
          </Link>
        )}
        {orderId === undefined && by !== undefined && <Account id={by} />}
      </Typography>
    </>
  );
};

const MovementTable = ({ product, movements }: { product: Product; movements: Movement[] }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const nameOf = (id: string): string => {
    const variant = product.variants.find((candidate) => candidate.id === id);
    return variant ? variantName(variant) || translate('console.variants.only') : translate('console.variants.gone');
  };
  const signed = new Intl.NumberFormat(locale, { signDisplay: 'exceptZero' });
  return (
    <Table size="small">
      <TableHead>
        <TableRow>
          <TableCell>{translate('console.stock.at')}</TableCell>
          <TableCell>{translate('console.stock.variant')}</TableCell>
          <TableCell align="right">{translate('console.stock.units')}</TableCell>
          <TableCell sx={wide}>{translate('console.stock.what')}</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {movements.map((movement) => (
          <TableRow key={[movement.at, movement.variantId, movement.kind, movement.delta, movement.orderId].join(' ')}>
            <TableCell sx={{ overflowWrap: 'anywhere' }}>
              {dateTime(movement.at, locale)}
              <Box sx={phone}>
                <What movement={movement} />
              </Box>
            </TableCell>
            <TableCell sx={{ overflowWrap: 'anywhere' }}>{nameOf(movement.variantId)}</TableCell>
            <TableCell align="right">{signed.format(movement.delta)}</TableCell>
            <TableCell sx={{ ...wide, overflowWrap: 'anywhere' }}>
              <What movement={movement} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
};

/** How the stock of a product has changed, newest first, a page at a time. */
export const StockMovements = ({ product }: { product: Product }) => {
  const translate = useTranslate();
  const [cursors, setCursors] = useState<string[]>([]);
  const cursor = cursors.at(-1);
  const { data, error } = useQuery({
    queryKey: ['movements', product.id, cursor],
    placeholderData: keepPreviousData,
    queryFn: () => {
      const query = { limit: 10, ...(cursor !== undefined && { cursor }) };
      const params = { path: { id: product.id }, query };
      return unwrap(shop.products.GET('/products/{id}/stock-movements', { params }));
    },
  });
  const next = data?.nextCursor;
  return (
    <Section title={translate('console.stock.title')}>
      {error && <Typography role="alert">{errorText(error, translate)}</Typography>}
      {data?.movements.length === 0 && <Typography>{translate('console.stock.none')}</Typography>}
      {data && data.movements.length > 0 && <MovementTable product={product} movements={data.movements} />}
      <PageButtons
        onPrevious={cursor === undefined ? undefined : () => setCursors(cursors.slice(0, -1))}
        onNext={next === undefined ? undefined : () => setCursors([...cursors, next])}
      />
    </Section>
  );
};
