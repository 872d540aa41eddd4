import { unwrap } from '@ecommerce/client';
import { useMutation } from '@tanstack/react-query';
import { Refusal } from '../parts/problem.tsx';
import { shop } from '../shop.ts';
import { useTexts } from '../texts.ts';
import { keyHeaders, type Order } from './queries.ts';

/** The invoice and the credit notes of an order, as files. */
export const Documents = ({ order, orderKey }: { order: Order; orderKey: string | undefined }) => {
  const t = useTexts();
  const { id, invoice, creditNotes = [], paymentStatus } = order;
  const download = useMutation({
    mutationFn: async (number: string) => {
      const query = number === invoice?.number ? {} : { document: number };
      const params = { path: { id }, query };
      const headers = keyHeaders(orderKey);
      const pdf = await unwrap(shop.orders.GET('/orders/{id}/invoice', { params, headers, parseAs: 'blob' }));
      save(pdf as unknown as Blob, `${number}.pdf`);
    },
  });
  if (!invoice) return paymentStatus === 'paid' ? <p className="hint">{t.order.invoiceSoon}</p> : null;
  return (
    <div>
      <h3>{t.order.invoice}</h3>
      {[invoice, ...creditNotes].map(({ number }) => (
        <button
          key={number}
          type="button"
          className="link flush"
          disabled={download.isPending}
          onClick={() => download.mutate(number)}
        >
          {t.order.download(number)}
        </button>
      ))}
      <Refusal error={download.error} />
    </div>
  );
};

/** Saves a file as a browser does after a click on a link. */
const save = (content: Blob, name: string): void => {
  const url = URL.createObjectURL(content);
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  setTimeout(URL.revokeObjectURL, 60_000, url);
};
