import { type Books, type Kept, paymentOfOrder } from './books.ts';

/** What happened to the money of one payment, in minor units, counted from its charges and refunds. */
export interface LedgerEntry {
  paymentIntent: string;
  /** `metadata.orderId`; empty where the shop named none. */
  orderId: string;
  amount: number;
  /** Lower case, as Stripe writes it. */
  currency: string;
  status: string;
  captured: number;
  /** Without refunds that failed. */
  refunded: number;
  /** Charges that went through: never more than one. */
  captures: number;
  declines: number;
  metadata: Record<string, string>;
}

/** The ledger of all payments, or of one order or payment; oldest first. */
export function ledger(books: Books, whose?: string): LedgerEntry[] {
  const named = whose === undefined ? undefined : findPayment(books, whose);
  if (whose !== undefined && named === undefined) return [];
  const payments = named ? [named] : books.list('payment_intent');
  const only = named ? [{ sql: 'payment_intent = ?', values: [named.id] }] : [];
  const charges = Map.groupBy(books.list('charge', only), ({ payment_intent }) => String(payment_intent));
  const refunds = Map.groupBy(books.list('refund', only), ({ payment_intent }) => String(payment_intent));
  return payments
    .reverse()
    .map((payment) => toEntry(payment, charges.get(payment.id) ?? [], refunds.get(payment.id) ?? []));
}

/** A payment by its own id or by that of its order. */
export const findPayment = (books: Books, id: string): Kept<'payment_intent'> | undefined =>
  books.find('payment_intent', id) ?? paymentOfOrder(books, id);

function toEntry(
  payment: Kept<'payment_intent'>,
  charges: readonly Kept<'charge'>[],
  refunds: readonly Kept<'refund'>[],
): LedgerEntry {
  const paid = charges.filter((charge) => charge.paid);
  return {
    paymentIntent: payment.id,
    orderId: payment.metadata.orderId ?? '',
    amount: payment.amount,
    currency: payment.currency,
    status: payment.status,
    captured: sum(paid.map(({ amount_captured }) => amount_captured)),
    refunded: sum(refunds.filter(({ status }) => status !== 'failed').map(({ amount }) => amount)),
    captures: paid.length,
    declines: charges.length - paid.length,
    metadata: payment.metadata,
  };
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
