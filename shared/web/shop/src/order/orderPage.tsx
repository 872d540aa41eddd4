import { Link } from 'wouter';
import { productPath } from '../catalogue/paths.ts';
import { useFormat } from '../format.ts';
import { CheckIcon } from '../parts/icons.tsx';
import { Page } from '../parts/page.tsx';
import { PriceParts } from '../parts/price.tsx';
import { type Texts, useTexts } from '../texts.ts';
import { Actions } from './actions.tsx';
import { Addresses } from './addresses.tsx';
import { Documents } from './documents.tsx';
import { OrderFrame } from './orderFrame.tsx';
import { OrderStatus } from './orderStatus.tsx';
import { itemKey, itemName, type Order } from './queries.ts';
import '../styles/forms.css';
import './order.css';

/** One order: what has happened to it, and what the customer can do. */
export const OrderPage = () => (
  <OrderFrame>
    {(order, orderKey, refetch) => <Details order={order} orderKey={orderKey} refetch={refetch} />}
  </OrderFrame>
);

type Props = { order: Order; orderKey: string | undefined; refetch: () => unknown };

/** How long after it was placed the customer is thanked. */
const THANKS_MS = 10 * 60_000;

const Details = ({ order, orderKey, refetch }: Props) => {
  const t = useTexts();
  const { dateTime } = useFormat();
  const { number, status, createdAt } = order;
  const isNew = Date.now() - Date.parse(createdAt) < THANKS_MS && (status === 'shipping' || status === 'completed');
  return (
    <Page title={number === undefined ? t.order.untitled : t.order.title(number)}>
      {isNew && (
        <p className="notice good thanks">
          <CheckIcon />
          {t.order.thanks}
        </p>
      )}
      <div className="row" role="status">
        <OrderStatus order={order} />
        <span className="hint">{t.order.placedAt(dateTime(createdAt))}</span>
      </div>
      {order.reason && <p>{t.order.reasons[order.reason]}</p>}
      <Actions order={order} orderKey={orderKey} refetch={refetch} />
      <div className="withAside">
        <div className="steps">
          <Items order={order} />
          <Parcels order={order} />
          <Returns order={order} />
        </div>
        <aside className="panel">
          <PriceParts {...order} />
          <Refunded order={order} />
          <Documents order={order} orderKey={orderKey} />
          <Addresses order={order} orderKey={orderKey} refetch={refetch} />
        </aside>
      </div>
    </Page>
  );
};

const Items = ({ order: { items, currency } }: { order: Order }) => {
  const t = useTexts();
  const { money } = useFormat();
  return (
    <section aria-labelledby="items">
      <h2 id="items">{t.order.items}</h2>
      <ul className="orderLines">
        {items.map((item) => (
          <li key={itemKey(item)}>
            <span className="grow">
              {t.order.quantity(item.quantity)} <Link href={itemPath(item)}>{item.productName}</Link>
              {item.variantName !== undefined && `, ${item.variantName}`}
            </span>
            <span className="price">{money(item.unitPrice * item.quantity, currency)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
};

/** Where the ordered variant is sold. By the id, which leads to the slug: an order may be older than any slug that the product still has. */
const itemPath = (item: Order['items'][number]): string =>
  productPath({ id: item.productId }, item.variantName === undefined ? undefined : itemKey(item));

/** Says which units of an order are in a parcel or a return. */
const contents = (t: Texts, order: Order, items: Order['returns'][number]['items']): string =>
  items.map((item) => `${t.order.quantity(item.quantity)} ${itemName(order, item)}`).join(', ');

const Parcels = ({ order }: { order: Order }) => {
  const t = useTexts();
  const { dateTime } = useFormat();
  if (order.fulfilments.length === 0) return null;
  return (
    <section aria-labelledby="parcels">
      <h2 id="parcels">{t.order.parcels}</h2>
      <ul className="steps">
        {order.fulfilments.map(({ id, items, carrier, trackingNumber, trackingUrl, createdAt, deliveredAt }, index) => (
          <li key={id} className="panel">
            <h3>
              {t.order.parcel(index + 1)} · {carrier} {trackingNumber}
            </h3>
            <p>{contents(t, order, items)}</p>
            <p className="hint">
              {deliveredAt ? t.order.deliveredAt(dateTime(deliveredAt)) : t.order.sentAt(dateTime(createdAt))}
            </p>
            {trackingUrl && (
              <a href={trackingUrl} target="_blank" rel="noreferrer">
                {t.order.track}
              </a>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
};

const Returns = ({ order }: { order: Order }) => {
  const t = useTexts();
  const { date, money } = useFormat();
  if (order.returns.length === 0) return null;
  return (
    <section aria-labelledby="returns">
      <h2 id="returns">{t.returns.heading}</h2>
      <ul className="steps">
        {order.returns.map(({ id, items, reason, status, refund, createdAt }) => (
          <li key={id} className="panel">
            <h3>
              {t.returns.statuses[status]} · {date(createdAt)}
            </h3>
            <p>{contents(t, order, items)}</p>
            <p className="hint">{reason}</p>
            {refund !== undefined && <p>{t.order.refunded(money(refund, order.currency))}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
};

const Refunded = ({ order: { payment, currency } }: { order: Order }) => {
  const t = useTexts();
  const { money } = useFormat();
  if (!payment || payment.refunded === 0) return null;
  return <p>{t.order.refunded(money(payment.refunded, currency))}</p>;
};
