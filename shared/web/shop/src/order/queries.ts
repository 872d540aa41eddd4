import { type Schemas, ShopError, unwrap } from '@ecommerce/client';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useParams } from 'wouter';
import { fullName } from '../product/variants.ts';
import { PRIVATE, session, shop } from '../shop.ts';
import { useStore } from '../store.ts';
import { keepOrderKey, orderKeys } from './orderKeys.ts';

export type Order = Schemas['orders']['OrderDetails'];

/** A variant in an order, a parcel or a return. */
type Item = { productId: string; variantId?: string };

/** Tells the items of an order apart: a product's first variant has the product's id. */
export const itemKey = ({ productId, variantId }: Item): string => variantId ?? productId;

/** The name of what was ordered, with that of its variant. */
export const itemName = ({ items }: Pick<Order, 'items'>, named: Item): string => {
  const item = items.find((one) => itemKey(one) === itemKey(named));
  return item ? fullName(item.productName, item.variantName) : '';
};

/** The headers by which a guest is the customer of an order. */
export const keyHeaders = (key: string | undefined): Record<string, string> =>
  key === undefined ? {} : { 'X-Order-Key': key };

/** The key of an order's query. @param key that of a guest's order */
export const orderQueryKey = (id: string, key: string | undefined) => [PRIVATE, 'order', id, key];

/** Whether something of the order is about to change by itself. */
const isSettling = ({ status, paymentStatus, invoice, number }: Order): boolean =>
  status === 'pending' || status === 'completed' || (paymentStatus === 'paid' && !invoice) || number === undefined;

const SETTLING_MS = 1_500;
const WAITING_MS = 5_000;

const pauseOf = (order: Order | undefined): number | false => {
  if (!order || order.status === 'rejected' || order.status === 'cancelled') return false;
  if (isSettling(order) && Date.now() - Date.parse(order.updatedAt) < 60_000) return SETTLING_MS;
  return order.status === 'awaiting_payment' ? WAITING_MS : false;
};

/**
 * Reads the order that the page's address names. The key in a link of an email is kept, and taken out of the address.
 *
 * @returns `isForbidden` if there is nobody who may see it
 */
export const useOrder = () => {
  const { id = '' } = useParams();
  const linked = new URLSearchParams(location.search).get('key');
  useEffect(() => {
    if (linked === null) return;
    keepOrderKey(id, linked);
    history.replaceState(history.state, '', location.pathname);
  }, [id, linked]);
  const key = useStore(orderKeys)[id] ?? linked ?? undefined;
  const who = useStore(session);
  const canAsk = who === 'customer' || (who === 'guest' && key !== undefined);
  const query = useQuery({
    queryKey: orderQueryKey(id, key),
    queryFn: ({ signal }) =>
      unwrap(shop.orders.GET('/orders/{id}', { params: { path: { id } }, headers: keyHeaders(key), signal })),
    enabled: canAsk,
    staleTime: 0,
    refetchInterval: ({ state }) => pauseOf(state.data),
  });
  const isHidden = query.error instanceof ShopError && ['NOT_FOUND', 'INVALID_INPUT'].includes(query.error.code);
  return { ...query, id, orderKey: key, isForbidden: (who === 'guest' && key === undefined) || isHidden };
};
