import type { ReservationOutcome } from '@ecommerce/shared/productFunctions.ts';

/**
 * Every state an order can be in. It starts as `pending`; `awaiting_payment` has its stock taken, `completed` is paid. `rejected` (the
 * shop could not take it) and `cancelled` (by the customer or the shop, or not paid in time) are final; so is `shipping`, unless the order
 * is cancelled before its first parcel has left.
 */
export const ORDER_STATUSES = [
  'pending',
  'awaiting_payment',
  'completed',
  'shipping',
  'rejected',
  'cancelled',
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** The statuses in which an order may still be paid. */
export const PAYABLE: readonly OrderStatus[] = ['pending', 'awaiting_payment'];

/** The states in which an order is not confirmed yet. */
export const UNCONFIRMED: readonly OrderStatus[] = ['pending', 'awaiting_payment', 'completed'];

/** The states in which an order may be cancelled, as long as no parcel has left. */
export const CANCELLABLE: readonly OrderStatus[] = [...UNCONFIRMED, 'shipping'];

/** Returns whether an order has failed: it keeps no stock and accepts no money. */
export const isRejectedOrCancelled = (status: OrderStatus): status is 'rejected' | 'cancelled' =>
  status === 'rejected' || status === 'cancelled';

/** Returns the status as the routes of checkout, payment, cancellation and refund respond with it. */
export const upperCase = (status: OrderStatus) => status.toUpperCase() as Uppercase<OrderStatus>;

/** How an order is paid: through the shop or, for `POST /create-order`, not at all. */
export type Flow = 'withoutPayment' | 'withPayment';

/** The transitions of an order. Each is one conditional write (orderStore.ts). */
export const TRANSITIONS: Record<Flow, Record<OrderStatus, readonly OrderStatus[]>> = {
  withoutPayment: {
    pending: ['shipping', 'rejected', 'cancelled'],
    awaiting_payment: [],
    completed: [],
    shipping: ['cancelled'], // until the first parcel has left
    rejected: [],
    cancelled: [],
  },
  withPayment: {
    pending: ['awaiting_payment', 'completed', 'rejected', 'cancelled'], // paid before its stock was reserved: straight to completed
    awaiting_payment: ['completed', 'cancelled'],
    completed: ['shipping', 'cancelled'],
    shipping: ['cancelled'], // until the first parcel has left
    rejected: [],
    cancelled: [],
  },
};

/** Returns the statuses from which an order of this flow may move to `status`. */
export const statusesBefore = (status: OrderStatus, flow: Flow): OrderStatus[] =>
  ORDER_STATUSES.filter((from) => TRANSITIONS[flow][from].includes(status));

/** Why an order was rejected, as the customer reads it. */
export const REJECTION_REASONS = ['out of stock', 'no longer available', 'could not be processed'] as const;
export type RejectionReason = (typeof REJECTION_REASONS)[number];

/** Why an order was cancelled, as the customer reads it. */
export const CANCELLATION_REASONS = [
  'cancelled by the customer',
  'cancelled by the shop',
  'not paid in time',
  'could not be processed',
] as const;
export type CancellationReason = (typeof CANCELLATION_REASONS)[number];

/** All reasons for the end of an order. */
export const REASONS = [...new Set([...REJECTION_REASONS, ...CANCELLATION_REASONS])];

const REASON_OF_OUTCOME: Record<Exclude<ReservationOutcome, 'reserved' | 'busy'>, RejectionReason> = {
  insufficientStock: 'out of stock',
  productUnavailable: 'no longer available',
  released: 'could not be processed',
};

/** Returns the rejection reason for a failed reservation. */
export const rejectionReason = (outcome: keyof typeof REASON_OF_OUTCOME): RejectionReason => REASON_OF_OUTCOME[outcome];
