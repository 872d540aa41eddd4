import { toDecimal } from '@ecommerce/shared/money.ts';
import { isGuestId } from '../order/guest.ts';
import type { Order } from '../order/order.ts';
import { isRejectedOrCancelled } from '../order/orderStatus.ts';

export const TIMELINE_TYPES = [
  'placed',
  'paid',
  'confirmed',
  'rejected',
  'cancelled',
  'fulfilled',
  'delivered',
  'returnRequested',
  'returnApproved',
  'returnRefused',
  'returnReceived',
  'refunded',
  'addressesChanged',
  'claimed',
  'note',
] as const;

/** What happened to an order, when and by whom; `by` is `customer`, `system` or an account of the shop's. */
type TimelineEntry = {
  type: (typeof TIMELINE_TYPES)[number];
  at: string;
  by: string;
  fulfilmentId?: string;
  returnId?: string;
  amount?: number;
  reason?: string;
  text?: string;
};

/** The maximum number of entries; older ones are left out. */
export const MAX_TIMELINE = 200;

/**
 * Lists what happened to an order, the earliest first. All of it is on the row anyway: nothing is written for the timeline.
 *
 * @param isForStaff whether notes are shown, and which member of staff did something
 */
export const timelineOf = (order: Order, isForStaff: boolean): TimelineEntry[] =>
  [
    ...beginning(order),
    ...parcels(order),
    ...returned(order),
    ...refunds(order),
    ...(order.addressChanges ?? []).map(({ at, by }) => ({ type: 'addressesChanged' as const, at, by })),
    ...(isForStaff ? (order.notes ?? []) : []).map(({ at, by, text }) => ({ type: 'note' as const, at, by, text })),
  ]
    .map((entry) => ({ ...entry, by: shownAs(entry.by, order, isForStaff) }))
    .sort((one, other) => Date.parse(one.at) - Date.parse(other.at))
    .slice(-MAX_TIMELINE);

const shownAs = (by: string, { customerId }: Order, isForStaff: boolean): string => {
  if (by === customerId || isGuestId(by)) return 'customer';
  return by === 'customer' || by === 'system' || isForStaff ? by : 'staff';
};

const beginning = (order: Order): TimelineEntry[] => {
  const { status, createdAt, claimedAt, payment, shippedAt, endedAt, reason } = order;
  return [
    { type: 'placed', at: createdAt, by: 'customer' },
    ...(payment?.paidAt ? [{ type: 'paid' as const, at: laterOf(createdAt, payment.paidAt), by: 'customer' }] : []),
    ...(claimedAt ? [{ type: 'claimed' as const, at: claimedAt, by: 'customer' }] : []),
    ...(shippedAt ? [{ type: 'confirmed' as const, at: shippedAt, by: 'system' }] : []),
    ...(isRejectedOrCancelled(status) && endedAt
      ? [{ type: status, at: endedAt, by: endedBy(order), ...(reason ? { reason } : {}) }]
      : []),
  ];
};

/** The provider counts in whole seconds: an order that is paid at once would be paid before it was placed. */
const laterOf = (one: string, other: string): string => (Date.parse(one) > Date.parse(other) ? one : other);

const endedBy = ({ endedBy: account, reason }: Order): string => {
  if (account !== undefined) return account;
  return reason === 'cancelled by the customer' ? 'customer' : 'system';
};

const parcels = ({ fulfilments = [] }: Order): TimelineEntry[] =>
  fulfilments.flatMap(({ id: fulfilmentId, createdAt, by, deliveredAt, deliveredBy = 'system' }) => [
    { type: 'fulfilled' as const, at: createdAt, by, fulfilmentId },
    ...(deliveredAt ? [{ type: 'delivered' as const, at: deliveredAt, by: deliveredBy, fulfilmentId }] : []),
  ]);

const returned = ({ returns = [] }: Order): TimelineEntry[] =>
  returns.flatMap(({ id: returnId, status, createdAt, reason, ...orderReturn }) => {
    const { decidedAt, decidedBy = 'system', receivedAt, receivedBy = 'system' } = orderReturn;
    const decision = status === 'refused' ? ('returnRefused' as const) : ('returnApproved' as const);
    return [
      { type: 'returnRequested' as const, at: createdAt, by: 'customer', returnId, reason },
      ...(decidedAt ? [{ type: decision, at: decidedAt, by: decidedBy, returnId }] : []),
      ...(receivedAt ? [{ type: 'returnReceived' as const, at: receivedAt, by: receivedBy, returnId }] : []),
    ];
  });

/** Of refunds that the provider has taken, and that have not failed. */
const refunds = ({ payment, currency }: Order): TimelineEntry[] =>
  Object.values(payment?.refunds ?? {}).flatMap(({ state, refundId, at, amount, reason, by = 'system' }) =>
    refundId === undefined || state === 'failed'
      ? []
      : [{ type: 'refunded' as const, at, by, amount: toDecimal(amount, currency), reason }],
  );
