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
import { itemKey, itemName, keyHeaders, type Order } from './queries.ts';

type Item = Order['returns'][number]['items'][number];

/** Returns what was delivered and is not being returned already. Whether it is still in time, the shop decides. */
export const returnable = (order: Order) => {
  const { items, fulfilments, returns } = order;
  const sum = (parts: readonly { items: readonly Item[] }[], key: string) =>
    parts.flatMap((part) => part.items).reduce((total, item) => total + (itemKey(item) === key ? item.quantity : 0), 0);
  const delivered = fulfilments.filter(({ deliveredAt }) => deliveredAt !== undefined);
  const underWay = returns.filter(({ status }) => status !== 'refused');
  return items
    .map((item) => ({
      ...{ key: itemKey(item), productId: item.productId, variantId: item.variantId, name: itemName(order, item) },
      max: sum(delivered, itemKey(item)) - sum(underWay, itemKey(item)),
    }))
    .filter(({ max }) => max > 0);
};

type Props = { order: Order; orderKey: string | undefined; onClose: (isDone: boolean) => void };

/** Asks which items are to be returned, and why. */
export const ReturnDialog = ({ order, orderKey, onClose }: Props) => {
  const t = useTexts();
  const choices = returnable(order);
  const [quantities, setQuantities] = useState<Record<string, number>>(
    choices.length === 1 ? { [choices[0]?.key ?? '']: 1 } : {},
  );
  const [reason, setReason] = useState('');
  const [isEmpty, setEmpty] = useState(false);
  const body = JSON.stringify([quantities, reason]);
  const [sent, setSent] = useState({ key: '', body: '' });
  const request = useMutation({
    mutationFn: ({ items, key }: { items: Item[]; key: string }) =>
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
    const items = choices
      .map(({ key, productId, variantId }) => ({
        productId,
        ...(variantId !== undefined && { variantId }),
        quantity: quantities[key] ?? 0,
      }))
      .filter(({ quantity }) => quantity > 0);
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
          {choices.map(({ key, name, max }) => (
            <div className="field" key={key}>
              <label htmlFor={`return-${key}`}>{t.returns.quantityOf(name, max)}</label>
              <select
                id={`return-${key}`}
                value={quantities[key] ?? 0}
                onChange={({ target }) => setQuantities({ ...quantities, [key]: Number(target.value) })}
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
