import type { Order } from './order.ts';

/** The keys of an order in the indexes by which staff list and search all orders. All of them are written once, with the order. */

/** The partitions of a month: a single one would accept only 1,000 new orders a second. */
export const LIST_SHARDS = ['0', '1', '2', '3', '4', '5', '6', '7'];

/** The partition of a month's orders whose ids begin with certain digits. */
export const listShard = (month: string, shard: string): string => `${month}#${shard}`;

/** Returns the position of an order among all others: by time, then by id. */
export const listKey = ({ orderId, createdAt }: Pick<Order, 'orderId' | 'createdAt'>): string =>
  `${createdAt}#${orderId}`;

/** Returns a name as it is searched for: without case, marks and repeated spaces. */
export const foldName = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 100)
    .toWellFormed();

/** Returns the partition of names that begin with the same character. */
export const nameInitial = (foldedName: string): string => [...foldedName][0] ?? '';

/** Returns the keys of `byName`, by the person that the order is shipped or billed to. An order without addresses has none. */
export const nameKeys = (order: Pick<Order, 'orderId' | 'createdAt' | 'shippingAddress' | 'billingAddress'>) => {
  const name = foldName(order.shippingAddress?.name ?? order.billingAddress?.name ?? '');
  return name === '' ? {} : { nameInitial: nameInitial(name), nameKey: `${name}#${listKey(order)}` };
};

/** Returns the keys of all these indexes, besides the attributes that an order has anyway: its time, address and number. */
export const listKeys = (order: Order) => ({
  listShard: listShard(order.createdAt.slice(0, 7), String(Number.parseInt(order.orderId.charAt(0), 16) >> 1)),
  ...nameKeys(order),
});
