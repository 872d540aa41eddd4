import { fulfilmentStatusOf } from './fulfilment.ts';
import type { Order } from './order.ts';
import { isRejectedOrCancelled } from './orderStatus.ts';

/*
 * What happens to the orders of a customer whose account was deleted: what was ordered, for how much and when stays, who ordered it does not.
 * An order that is on its way keeps what is needed to deliver it, and what the customer's right to return it needs; so each order is erased
 * when its time has come. The order's row says so, and the sweeper finds it by `nextCheckAt`, like everything else that an order waits for.
 */

/** For how long an order that nobody reports as delivered keeps its customer's data, in days: after that nobody delivers it any more. */
export const MAX_OPEN_DAYS = 180;

const DAY_MS = 24 * 60 * 60 * 1000;

/** How long orders are kept as they are. */
export type ErasureSettings = {
  /** How many days after its delivery a parcel may be returned. */
  returnDays: number;
  /** How long after an order's last change its emails may still be sent, in seconds. */
  graceSeconds: number;
};

/** Whether a customer's data has still to be erased from an order. */
export const isErasurePending = ({
  erasureRequestedAt,
  erasedAt,
}: Pick<Order, 'erasureRequestedAt' | 'erasedAt'>): boolean =>
  erasureRequestedAt !== undefined && erasedAt === undefined;

/**
 * Determines when an order that has nothing else left to do is erased, in epoch milliseconds: when it can no longer be returned, at the
 * latest `MAX_OPEN_DAYS` after the deletion, but not before the emails about its last change were sent.
 */
export const erasureTime = (order: Order, { returnDays, graceSeconds }: ErasureSettings): number => {
  const latest = Date.parse(order.erasureRequestedAt ?? order.updatedAt) + MAX_OPEN_DAYS * DAY_MS;
  const closed = closingTime(order, returnDays) ?? latest;
  return Math.max(Math.min(closed, latest), Date.parse(order.updatedAt) + graceSeconds * 1000);
};

/** Returns when nothing more can happen to an order; `undefined` while that is not known. */
const closingTime = (order: Order, returnDays: number): number | undefined => {
  if (isRejectedOrCancelled(order.status)) return 0;
  const { fulfilments = [], returns = [] } = order;
  if (returns.some(({ status }) => status === 'requested' || status === 'approved')) return undefined;
  if (fulfilmentStatusOf(order) !== 'delivered') return undefined;
  return Math.max(...fulfilments.map(({ deliveredAt = '' }) => Date.parse(deliveredAt))) + returnDays * DAY_MS;
};

/** Returns what replaces the parts of an order in which its customer may be named. Whatever else names them is removed. */
export const withoutCustomer = ({ fulfilments, returns, payment }: Order) => ({
  ...(fulfilments && {
    fulfilments: fulfilments.map(({ trackingNumber: _, trackingUrl: __, ...parcel }) => parcel),
  }),
  ...(returns && { returns: returns.map((orderReturn) => ({ ...orderReturn, reason: '', requestHash: '' })) }),
  ...(payment && {
    payment: {
      ...payment,
      refunds: Object.fromEntries(
        Object.entries(payment.refunds).map(([key, refund]) => [key, { ...refund, reason: '' }]),
      ),
    },
  }),
  requestHash: '',
});

/** The attributes that say who ordered, where to, and what people wrote about it; and the index keys made of them. */
export const CUSTOMER_ATTRIBUTES = [
  'email',
  'shippingAddress',
  'billingAddress',
  'vatId',
  'locale',
  'note',
  'notes',
  'addressChanges',
  'discountUses', // counters by a hash of the email address; nothing is given back any more
  'nameInitial',
  'nameKey',
] as const;
