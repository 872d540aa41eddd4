import { unwrap } from '@ecommerce/client';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { type Address, AddressFields, addressDraft, completeAddress } from '../parts/address.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { errorsIn, fieldErrors } from '../parts/errorTexts.ts';
import { Refusal } from '../parts/problem.tsx';
import { shop } from '../shop.ts';
import { useTexts } from '../texts.ts';
import { keyHeaders, type Order } from './queries.ts';

export type AddressKind = 'shippingAddress' | 'billingAddress';

type Props = {
  order: Order;
  orderKey: string | undefined;
  kind: AddressKind;
  onClose: (isSaved: boolean) => void;
};

/** Changes an address of an order. */
export const AddressDialog = ({ order, orderKey, kind, onClose }: Props) => {
  const t = useTexts();
  const { id, shippingAddress, subtotal } = order;
  const [typed, setTyped] = useState(() => addressDraft(order[kind]));
  const save = useMutation({
    mutationFn: (address: Address) =>
      unwrap(
        shop.orders.PATCH('/orders/{id}/addresses', {
          params: { path: { id } },
          headers: keyHeaders(orderKey),
          body: { [kind]: address },
        }),
      ),
    onSuccess: () => onClose(true),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const address = completeAddress(typed);
    if (address) save.mutate(address);
  };
  const isPriced = subtotal !== undefined && (kind === 'shippingAddress' || !shippingAddress);
  return (
    <Dialog
      title={kind === 'shippingAddress' ? t.order.changeShipTo : t.order.changeBillTo}
      onClose={() => onClose(false)}
    >
      <form onSubmit={submit}>
        <AddressFields
          draft={typed}
          onChange={setTyped}
          refused={errorsIn(kind, fieldErrors(t, save.error))}
          isPlaceFixed={isPriced}
        />
        <Refusal error={save.error} />
        <div className="row">
          <button type="submit" className="button" disabled={save.isPending}>
            {t.save}
          </button>
          <button type="button" className="button quiet" onClick={() => onClose(false)}>
            {t.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
};
