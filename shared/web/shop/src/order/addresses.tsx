import { useState } from 'react';
import { AddressLines } from '../parts/address.tsx';
import { Notice } from '../parts/problem.tsx';
import { useTexts } from '../texts.ts';
import { AddressDialog, type AddressKind } from './addressDialog.tsx';
import type { Order } from './queries.ts';

type Props = { order: Order; orderKey: string | undefined; refetch: () => unknown };

/** Where an order goes and whom it is billed to; both can be changed until the first parcel has left. */
export const Addresses = ({ order, orderKey, refetch }: Props) => {
  const t = useTexts();
  const [edited, setEdited] = useState<AddressKind>();
  const [isDone, setDone] = useState(false);
  const isChangeable = !['rejected', 'cancelled'].includes(order.status) && order.fulfilments.length === 0;
  const kinds = [
    { kind: 'shippingAddress', title: t.order.shipTo, change: t.order.changeShipTo },
    { kind: 'billingAddress', title: t.order.billTo, change: t.order.changeBillTo },
  ] as const;
  return (
    <>
      <Notice kind="good">{isDone ? t.order.addressChanged : undefined}</Notice>
      {kinds.map(({ kind, title, change }) => {
        const address = order[kind];
        if (!address) return null;
        return (
          <div key={kind}>
            <h3>{title}</h3>
            <AddressLines address={address} />
            {isChangeable && (
              <button type="button" className="link flush" onClick={() => setEdited(kind)}>
                {change}
              </button>
            )}
          </div>
        );
      })}
      {edited && (
        <AddressDialog
          order={order}
          orderKey={orderKey}
          kind={edited}
          onClose={(isSaved) => {
            setEdited(undefined);
            setDone(isSaved);
            void refetch();
          }}
        />
      )}
    </>
  );
};
