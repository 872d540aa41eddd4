import { Chip, type ChipProps } from '@mui/material';
import { useTranslate } from 'react-admin';

const COLOURS: Record<string, ChipProps['color']> = {
  rejected: 'error',
  cancelled: 'error',
  awaiting_payment: 'warning',
  unpaid: 'warning',
  unfulfilled: 'warning',
  partially_fulfilled: 'warning',
  paid: 'success',
  fulfilled: 'success',
  delivered: 'success',
};

/** A state of an order as a word. @param kind whose state it is */
const StatusChip = ({ kind, value }: { kind: 'status' | 'payment' | 'fulfilment'; value: string }) => {
  const translate = useTranslate();
  return (
    <Chip
      size="small"
      variant="outlined"
      color={COLOURS[value] ?? 'default'}
      label={translate(`console.${kind}.${value}`)}
      sx={{ '& .MuiChip-label': { color: 'text.primary' } }}
    />
  );
};

type States = { status: string; paymentStatus: string; fulfilmentStatus: string };

/** How far an order is. Whether it is packed is of interest only once it may be, or once parts of it have left. */
export const OrderStates = ({ status, paymentStatus, fulfilmentStatus }: States) => (
  <>
    <StatusChip kind="status" value={status} />
    <StatusChip kind="payment" value={paymentStatus} />
    {(status === 'shipping' || fulfilmentStatus !== 'unfulfilled') && (
      <StatusChip kind="fulfilment" value={fulfilmentStatus} />
    )}
  </>
);
