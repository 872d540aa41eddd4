import { unwrap } from '@ecommerce/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { Dialog } from '../parts/dialog.tsx';
import { Notice, Refusal } from '../parts/problem.tsx';
import { session, shop } from '../shop.ts';
import { useStore } from '../store.ts';
import { useTexts } from '../texts.ts';
import { dropOrderKey } from './orderKeys.ts';
import { keyHeaders, type Order, orderQueryKey } from './queries.ts';
import { ReturnDialog, returnable } from './returnDialog.tsx';

type Props = { order: Order; orderKey: string | undefined; refetch: () => unknown };

/** What the customer can do with an order now. */
export const Actions = ({ order, orderKey, refetch }: Props) => {
  const t = useTexts();
  const client = useQueryClient();
  const isCustomer = useStore(session) === 'customer';
  const [open, setOpen] = useState<'cancel' | 'return'>();
  const [done, setDone] = useState<string>();
  const { id, status, paymentStatus, fulfilments } = order;
  const params = { path: { id } };

  const claim = useMutation({
    mutationFn: () => unwrap(shop.orders.POST('/orders/{id}/claim', { params, body: { key: orderKey ?? '' } })),
    onSuccess: (claimed) => {
      client.setQueryData(orderQueryKey(id, undefined), claimed); // so that the page stays as it is without the key
      dropOrderKey(id);
      setDone(t.order.claimed);
    },
  });
  const isPayable = (status === 'awaiting_payment' || status === 'pending') && paymentStatus === 'unpaid';
  const isCancellable = !['rejected', 'cancelled'].includes(status) && fulfilments.length === 0;
  return (
    <>
      <Notice kind="good">{done}</Notice>
      <Refusal error={claim.error} />
      <div className="row">
        {isPayable && (
          <Link className="button" href={`/orders/${id}/pay`}>
            {t.order.pay}
          </Link>
        )}
        {returnable(order).length > 0 && (
          <button type="button" className="button quiet" onClick={() => setOpen('return')}>
            {t.returns.start}
          </button>
        )}
        {isCancellable && (
          <button type="button" className="button quiet" onClick={() => setOpen('cancel')}>
            {t.order.cancel}
          </button>
        )}
        {isCustomer && orderKey !== undefined && (
          <button type="button" className="button quiet" disabled={claim.isPending} onClick={() => claim.mutate()}>
            {t.order.claim}
          </button>
        )}
      </div>
      {open === 'cancel' && (
        <CancelDialog
          order={order}
          orderKey={orderKey}
          onClose={(isDone) => {
            setOpen(undefined);
            if (isDone) setDone(t.order.cancelled);
            void refetch();
          }}
        />
      )}
      {open === 'return' && (
        <ReturnDialog
          order={order}
          orderKey={orderKey}
          onClose={(isDone) => {
            setOpen(undefined);
            if (isDone) setDone(t.returns.requested);
            void refetch();
          }}
        />
      )}
    </>
  );
};

type DialogProps = { order: Order; orderKey: string | undefined; onClose: (isDone: boolean) => void };

const CancelDialog = ({ order: { id }, orderKey, onClose }: DialogProps) => {
  const t = useTexts();
  const cancel = useMutation({
    mutationFn: () =>
      unwrap(shop.orders.POST('/orders/{id}/cancel', { params: { path: { id } }, headers: keyHeaders(orderKey) })),
    onSuccess: () => onClose(true),
  });
  return (
    <Dialog title={t.order.cancelTitle} onClose={() => onClose(false)}>
      <p>{t.order.cancelText}</p>
      <Refusal error={cancel.error} />
      <div className="row">
        <button type="button" className="button danger" disabled={cancel.isPending} onClick={() => cancel.mutate()}>
          {t.order.cancel}
        </button>
        <button type="button" className="button quiet" onClick={() => onClose(false)}>
          {t.order.keep}
        </button>
      </div>
    </Dialog>
  );
};
