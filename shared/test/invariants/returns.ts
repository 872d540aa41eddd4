import { sum } from './sum.ts';

type Units = { productId: string; quantity: number };
type Refund = { amount: number; state: string };

/** An order's row, as far as parcels and returns depend on it. Amounts are minor units. */
export type ReturnedRow = {
  orderId: string;
  status: string;
  total: number;
  items: (Units & { unitPrice: number; total?: number })[];
  fulfilments?: { id: string; items?: Units[]; deliveredAt?: string }[];
  returns?: { id: string; status: string; items?: Units[]; restock?: boolean; refund?: number }[];
  payment?: { capturedAmount: number; refunds: Record<string, Refund> };
};

/** Units that have come back into stock. */
type Restocked = { orderId: string; status: string; returnOf?: string; items: Units[] };

const unitsOf = (productId: string, groups: { items?: Units[] }[]): number =>
  sum(
    groups.flatMap(({ items = [] }) =>
      items.filter((item) => item.productId === productId).map((item) => item.quantity),
    ),
  );

const receivedOf = ({ returns = [] }: ReturnedRow) => returns.filter(({ status }) => status === 'received');

/** How many events of each type an order's parcels and returns have. */
export const parcelEvents = ({ fulfilments = [], returns = [] }: Pick<ReturnedRow, 'fulfilments' | 'returns'>) => {
  const withStatus = (...statuses: string[]) => returns.filter(({ status }) => statuses.includes(status)).length;
  return {
    ORDER_FULFILLED: fulfilments.length,
    ORDER_DELIVERED: fulfilments.filter(({ deliveredAt }) => deliveredAt !== undefined).length,
    RETURN_REQUESTED: returns.length,
    RETURN_APPROVED: withStatus('approved', 'received'),
    RETURN_REFUSED: withStatus('refused'),
    RETURN_RECEIVED: withStatus('received'),
  };
};

/** No more leaves than was ordered, and no more comes back than was delivered. */
export const unitProblems = ({ orderId, items, fulfilments = [], returns = [] }: ReturnedRow): string[] =>
  items.flatMap(({ productId, quantity }) => {
    const left = unitsOf(productId, fulfilments);
    const delivered = unitsOf(
      productId,
      fulfilments.filter(({ deliveredAt }) => deliveredAt !== undefined),
    );
    const back = unitsOf(
      productId,
      returns.filter(({ status }) => status !== 'refused'),
    );
    return left <= quantity && back <= delivered
      ? []
      : [`order ${orderId}: of ${quantity} units ${left} left, ${delivered} were delivered and ${back} came back`];
  });

/** Each return that is to be restocked has been, once, with its units; no other has. */
export const restockProblems = (orders: ReturnedRow[], reservations: Restocked[]): string[] => {
  const back = Map.groupBy(
    reservations.filter(({ status }) => status === 'returned'),
    ({ returnOf }) => returnOf,
  );
  const text = (id: string, items: Units[] = []) =>
    `${id}: ${items
      .map(({ productId, quantity }) => `${quantity} ${productId}`)
      .toSorted()
      .join(', ')}`;
  return orders.flatMap((order) => {
    const due = receivedOf(order).flatMap(({ id, items, restock }) => (restock ? [text(id, items)] : []));
    const came = (back.get(order.orderId) ?? []).map(({ orderId, items }) => text(orderId, items));
    return due.toSorted().join() === came.toSorted().join()
      ? []
      : [`order ${order.orderId}: ${due.length} returns to restock, ${came.length} restocked, or other units`];
  });
};

/** What was paid for the units of an order that have come back: of a line, its first units bear what does not divide evenly. */
const paidForReturned = (order: ReturnedRow): number =>
  sum(
    order.items.map((line) => {
      const back = unitsOf(line.productId, receivedOf(order));
      const paid = line.total ?? line.unitPrice * line.quantity;
      return Math.floor(paid / line.quantity) * back + Math.min(back, paid % line.quantity);
    }),
  );

const refundsOf = (order: ReturnedRow): { ofReturns: number; goodwill: number; hasFailed: boolean } => {
  const ids = new Set(receivedOf(order).map(({ id }) => id));
  const refunds = Object.entries(order.payment?.refunds ?? {});
  const made = refunds.filter(([, { state }]) => state !== 'failed');
  const amounts = (isOfReturn: boolean) =>
    made.filter(([key]) => ids.has(key) === isOfReturn).map(([, { amount }]) => amount);
  return {
    ofReturns: sum(amounts(true)),
    goodwill: sum(amounts(false)),
    hasFailed: refunds.some(([key, { state }]) => ids.has(key) && state === 'failed'),
  };
};

/** What the shop is to keep of an order that ships: the price of what stands, less recorded goodwill. */
export const earnedBy = (order: ReturnedRow): number =>
  Math.max(0, order.total - paidForReturned(order) - refundsOf(order).goodwill);

/** What was paid for returned units has been refunded, exactly, unless earlier refunds have left less. */
export const returnRefundProblems = (order: ReturnedRow): string[] => {
  const { payment } = order;
  if (!payment) return [];
  const { ofReturns, goodwill, hasFailed } = refundsOf(order);
  const owed = Math.min(paidForReturned(order), payment.capturedAmount - goodwill);
  return [
    ...receivedOf(order).flatMap(({ id, refund = 0 }) =>
      (payment.refunds[id]?.amount ?? 0) === refund
        ? []
        : [`order ${order.orderId}: a return of ${refund} refunded ${payment.refunds[id]?.amount ?? 0}`],
    ),
    ...(ofReturns === owed || hasFailed
      ? []
      : [`order ${order.orderId}: ${ofReturns} refunded for returned units that cost ${owed}`]),
  ];
};
