import { unwrap } from '@ecommerce/client';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { newKey } from '../newKey.ts';
import { Dialog } from '../parts/dialog.tsx';
import { fieldErrors } from '../parts/errorTexts.ts';
import { Field } from '../parts/fields.tsx';
import { Notice, Refusal } from '../parts/problem.tsx';
import { shop } from '../shop.ts';
import { useTexts } from '../texts.ts';
import { keyHeaders, type Order } from './queries.ts';

/** Returns what was delivered and is not being returned already. Whether it is still in time, the shop decides. */
export const returnable = ({ items, fulfilments, returns }: Order) => {
  const sum = (parts: readonly { items: readonly { productId: string; quantity: number }[] }[], productId: string) =>
    parts
      .flatMap((part) => part.items)
      .reduce((total, item) => total + (item.productId === productId ? item.quantity : 0), 0);
  const delivered = fulfilments.filter(({ deliveredAt }) => deliveredAt !== undefined);
  const underWay = returns.filter(({ status }) => status !== 'refused');
  return items
    .map(({ productId, productName }) => ({
      ...{ productId, productName },
      max: sum(delivered, productId) - sum(underWay, productId),
    }))
    .filter(({ max }) => max > 0);
};

type Props = { order: Order; orderKey: string | undefined; onClose: (isDone: boolean) => void };

/** Asks which items are to be returned, and why. */
export const ReturnDialog = ({ order, orderKey, onClose }: Props) => {
  const t = useTexts();
  const choices = returnable(order);
  const [quantities, setQuantities] = useState<Record<string, number>>(
    choices.length === 1 ? { [choices[0]?.productId ?? '']: 1 } : {},
  );
  const [reason, setReason] = useState('');
  const [isEmpty, setEmpty] = useState(false);
  const body = JSON.stringify([quantities, reason]);
  const [sent, setSent] = useState({ key: '', body: '' });
  const request = useMutation({
    mutationFn: ({ items, key }: { items: { productId: string; quantity: number }[]; key: string }) =>
      unwrap(
        shop.orders.POST('/orders/{id}/returns', {
          params: { path: { id: order.id }, header: { 'Idempotency-Key': key } },
          headers: keyHeaders(orderKey),
          body: { items, reason: reason.trim() },
        }),
      ),
    onSuccess: () => onClose(true),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const items = Object.entries(quantities)
      .filter(([, quantity]) => quantity > 0)
      .map(([productId, quantity]) => ({ productId, quantity }));
    setEmpty(items.length === 0);
    if (items.length === 0) return;
    const key = sent.body === body ? sent.key : newKey(); // sent again, it is the same return
    setSent({ key, body });
    request.mutate({ items, key });
  };
  return (
    <Dialog title={t.returns.title} onClose={() => onClose(false)}>
      <form onSubmit={submit}>
        <fieldset className="fields">
          <legend>{t.returns.which}</legend>
          {choices.map(({ productId, productName, max }) => (
            <div className="field" key={productId}>
              <label htmlFor={`return-${productId}`}>{t.returns.quantityOf(productName, max)}</label>
              <select
                id={`return-${productId}`}
                value={quantities[productId] ?? 0}
                onChange={({ target }) => setQuantities({ ...quantities, [productId]: Number(target.value) })}
              >
                {Array.from({ length: max + 1 }, (_, count) => count).map((count) => (
                  <option key={count}>{count}</option>
                ))}
              </select>
            </div>
          ))}
        </fieldset>
        <Field
          label={t.returns.reason}
          error={fieldErrors(t, request.error).reason}
          value={reason}
          onChange={setReason}
          maxLength={200}
          required
        />
        {isEmpty ? <Notice>{t.returns.none}</Notice> : <Refusal error={request.error} />}
        <div className="row">
          <button type="submit" className="button" disabled={request.isPending}>
            {t.returns.send}
          </button>
          <button type="button" className="button quiet" onClick={() => onClose(false)}>
            {t.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
};
