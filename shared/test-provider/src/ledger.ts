import { type PaymentStore, paymentOfOrder, type Stored } from './store.ts';

/** The money movements of one payment in minor units, computed from its charges and refunds. */
export type LedgerEntry = {
  paymentIntent: string;
  /** `metadata.orderId`; empty when the shop set none. */
  orderId: string;
  amount: number;
  /** Lower case, as Stripe writes it. */
  currency: string;
  status: string;
  captured: number;
  /** Excludes failed refunds. */
  refunded: number;
  /** Successful charges: never more than one. */
  captures: number;
  declines: number;
  metadata: Record<string, string>;
};

/** Returns the ledger of all payments, or of one order or payment; oldest first. */
export const ledger = (store: PaymentStore, whose?: string): LedgerEntry[] => {
  const named = whose === undefined ? undefined : findPayment(store, whose);
  if (whose !== undefined && named === undefined) return [];
  const payments = named ? [named] : store.list('payment_intent');
  const only = named ? [{ sql: 'payment_intent = ?', values: [named.id] }] : [];
  const charges = Map.groupBy(store.list('charge', only), ({ payment_intent }) => String(payment_intent));
  const refunds = Map.groupBy(store.list('refund', only), ({ payment_intent }) => String(payment_intent));
  return payments
    .reverse()
    .map((payment) => toEntry(payment, charges.get(payment.id) ?? [], refunds.get(payment.id) ?? []));
};

/** Finds a payment by its own id or by its order's. */
export const findPayment = (store: PaymentStore, id: string): Stored<'payment_intent'> | undefined =>
  store.find('payment_intent', id) ?? paymentOfOrder(store, id);

const toEntry = (
  payment: Stored<'payment_intent'>,
  charges: readonly Stored<'charge'>[],
  refunds: readonly Stored<'refund'>[],
): LedgerEntry => {
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
};

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
