import type { Schemas } from '@ecommerce/client';
import { useTexts } from '../texts.ts';

type Stated = Pick<Schemas['orders']['Order'], 'status'> &
  Partial<Pick<Schemas['orders']['OrderDetails'], 'fulfilmentStatus' | 'paymentStatus'>>;

/** Where an order is, in a few words. */
export const OrderStatus = ({ order: { status, fulfilmentStatus, paymentStatus } }: { order: Stated }) => {
  const t = useTexts();
  const isUnderWay = status === 'shipping' && fulfilmentStatus !== undefined;
  const label = isUnderWay ? t.order.fulfilment[fulfilmentStatus] : t.order.statuses[status];
  const payment = paymentStatus === undefined || paymentStatus === 'unpaid' ? '' : t.order.payment[paymentStatus];
  return (
    <>
      <span className="chip" data-status={status}>
        {label}
      </span>
      {payment !== '' && <span className="chip">{payment}</span>}
    </>
  );
};
