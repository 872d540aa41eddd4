import type { DocumentedRow } from '../test/invariants/documents.ts';
import type { PricedRow } from '../test/invariants/prices.ts';
import type { ReturnedRow } from '../test/invariants/returns.ts';
import type { MarkedRow } from '../test/invariants/states.ts';
import type { Cloud } from './cloud.ts';
import { ORDER_NUMBERS, ORDERS, RESERVATIONS, STOCK } from './tables.ts';

type Payment = {
  paymentIntentId: string;
  paidAt?: string;
  capturedAmount: number;
  refundedAmount: number;
  refunds: Record<string, { amount: number; state: string; refundId?: string }>;
};
export type OrderRow = PricedRow<{ productId: string }> &
  ReturnedRow &
  DocumentedRow &
  MarkedRow & { customerId: string; email?: string; currency: string; payment?: Payment; nextCheckAt?: string };
export type Reservation = {
  returnOf?: string;
  orderId: string;
  status: string;
  items: { productId: string; quantity: number }[];
};

/** The allowed moves of an order. A separate copy, so that a mistake in the code's table is detected. */
const MOVES: Record<string, string[]> = {
  pending: ['awaiting_payment', 'completed', 'shipping', 'rejected', 'cancelled'],
  awaiting_payment: ['completed', 'cancelled'],
  completed: ['shipping', 'cancelled'],
  shipping: ['cancelled'],
  rejected: [],
  cancelled: [],
};
/** Checks after each write and refund the rules that must hold at every moment. */
export const watch = ({ world, database, payments }: Cloud): void => {
  database.observers.push((table, before, after) => {
    if (table === ORDERS) watchOrder(before as OrderRow | undefined, after as OrderRow | undefined);
    if (table === STOCK && Number(after?.available) < 0)
      world.violate(`2: ${after?.available} units of product ${after?.variantId}`);
    if (table === ORDER_NUMBERS && Number(after?.lastNumber) <= Number(before?.lastNumber ?? 0))
      world.violate(`8: after order number ${before?.lastNumber} comes ${after?.lastNumber}`);
  });
  const watchOrder = (before: OrderRow | undefined, after: OrderRow | undefined) => {
    if (!after) return world.violate(`1: order ${before?.orderId} was deleted`);
    const { orderId, status, payment, total, number } = after;
    if (world.hasStory && before?.status !== status)
      world.record(`    order ${orderId.slice(0, 8)}: ${before?.status ?? 'new'} → ${status}`);
    if (!before) return status === 'pending' ? undefined : world.violate(`4: order ${orderId} begins as ${status}`);
    if (before.number !== undefined && before.number !== number)
      world.violate(`8: order ${orderId} was ${before.number} and is ${number}`);
    if (before.status !== status && !MOVES[before.status]?.includes(status)) {
      world.violate(`4: order ${orderId} went from ${before.status} to ${status}`);
    }
    if (before.status !== 'shipping' && status === 'shipping') {
      if (payment && payment.capturedAmount !== total) world.violate(`4: order ${orderId} ships and is not paid`);
      const reservation = database.row<Reservation>(RESERVATIONS, orderId);
      if (reservation?.status !== 'reserved') world.violate(`2: order ${orderId} ships without its stock`);
    }
    if (payment && before.payment && payment.capturedAmount < before.payment.capturedAmount) {
      world.violate(`7: the payment of order ${orderId} is forgotten`);
    }
  };
  payments.onRequest = (method, path, parameters) => {
    if (method !== 'POST' || path !== '/refunds' || !parameters.get('metadata[key]')?.startsWith('return')) return;
    const orderId = parameters.get('metadata[orderId]') ?? '';
    const reservation = database.row<Reservation>(RESERVATIONS, orderId);
    if (reservation?.status !== 'released')
      world.violate(`6: the money of order ${orderId} goes back before its stock`);
  };
};
