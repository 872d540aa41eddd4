import type { OrderEvent } from '@ecommerce/shared/events/orderEvents.ts';
import type { LedgerEntry } from '@ecommerce/test-provider/ledger';
import type { StoredMail } from '../../cli/shopClient.ts';
import {
  type DiscountedRow,
  type DiscountRow,
  type DiscountUsesRow,
  discountUseProblems,
} from '../invariants/discountUses.ts';
import {
  type DocumentedRow,
  documentProblems,
  type InvoiceRow,
  type OrderNumbersRow,
} from '../invariants/documents.ts';
import { brokenEvents, brokenMails } from '../invariants/notifications.ts';
import { priceProblems } from '../invariants/prices.ts';
import {
  earnedBy,
  type ReturnedRow,
  restockProblems,
  returnRefundProblems,
  unitProblems,
} from '../invariants/returns.ts';
import { type MarkedRow, stateProblems } from '../invariants/states.ts';
import { sum } from '../invariants/sum.ts';
import { type OrderRow, type ReservationRow, type StockRow, stockProblems } from './orderInvariants.ts';

/** A paid order's row, as far as the invariants look at it. Amounts are minor units. */
export type PaidRow = OrderRow &
  ReturnedRow &
  DocumentedRow &
  MarkedRow &
  DiscountedRow & {
    customerId: string;
    currency: string;
    /** Until it has this no more, something is to be done for the order. */
    nextCheckAt?: string;
    payment: { paymentIntentId: string; refundedAmount: number };
  };

/** A cart's row. */
export type CartRow = { customerId: string; lines: Record<string, number>; version: number };

/** What one customer did with the cart. */
export type CartUse = {
  customerId: string;
  /** Units of each product that went into it, less those that were taken out again. */
  put: Map<string, number>;
  /** Ids of the orders that were made of it. */
  orders: string[];
  /** Changes that were answered with 2xx, without checkouts; undefined where some got no answer. */
  changes?: number;
};

/** Everything that the invariants are computed from: tables, mailbox, topic, queues and the provider's ledger. */
export type MoneyFacts = {
  /** Ids of all orders that were answered with 201. */
  accepted: string[];
  orders: PaidRow[];
  /** Units of each product before the first order. */
  stockAtStart: Map<string, number>;
  stock: StockRow[];
  reservations: ReservationRow[];
  carts: CartRow[];
  cartUses: CartUse[];
  /** Of all payments that were begun meanwhile, whether or not an order came of them. */
  ledger: LedgerEntry[];
  /** All invoices and credit notes, also of other orders, and the last order numbers. */
  invoices: InvoiceRow[];
  orderNumbers: OrderNumbersRow[];
  /** The limited discounts that only these orders used, and all counters. */
  discounts: DiscountRow[];
  discountUses: DiscountUsesRow[];
  mails: StoredMail[];
  /** As they came, repeats included; undefined where nobody could listen all the time. */
  events?: OrderEvent[] | undefined;
  /** Messages in each queue, dead letters included. */
  waiting: Record<string, number>;
  /** Whether the platform was killed meanwhile: then a mail that was just going out may go out once more. */
  killed?: boolean;
};

/** What each invariant is about, and its violations, one sentence each. */
const INVARIANTS = {
  '1 nothing is lost': (facts) => [...hanging(facts), ...brokenEvents(facts)],
  '2 stock is conserved': (facts) => [...stockProblems(facts), ...facts.orders.flatMap(unitProblems)],
  '3 one effect for each request': (facts) => [...acceptedTwice(facts), ...brokenCarts(facts)],
  '4 only legal transitions': ({ orders }) => orders.flatMap(stateProblems),
  '5 one email for each outcome': (facts) => brokenMails(facts),
  '6 undone once': ({ orders, reservations, discounts, discountUses }) => [
    ...restockProblems(orders, reservations),
    ...discountUseProblems(orders, discounts, discountUses),
  ],
  '7 money adds up': (facts) => [
    ...facts.orders.flatMap(priceProblems),
    ...brokenSums(facts),
    ...brokenPayments(facts),
    ...facts.orders.flatMap(returnRefundProblems),
  ],
  'numbers and documents': (facts) => documentProblems(facts),
} as const satisfies Record<string, (facts: MoneyFacts) => string[]>;
export type Invariant = keyof typeof INVARIANTS;
const INVARIANT_NAMES = Object.keys(INVARIANTS) as Invariant[];

/** What is wrong with orders that are paid through the shop, by invariant. */
export const brokenByInvariant = (facts: MoneyFacts): Record<Invariant, string[]> =>
  Object.fromEntries(INVARIANT_NAMES.map((name) => [name, INVARIANTS[name](facts)])) as Record<Invariant, string[]>;

/** What is wrong with orders that are paid through the shop, one sentence each; empty when all is well. */
export const brokenMoneyInvariants = (facts: MoneyFacts): string[] => Object.values(brokenByInvariant(facts)).flat();

const FINAL = ['shipping', 'rejected', 'cancelled'];

/** No order hangs: all have ended and are closed, nothing waits. */
const hanging = ({ accepted, orders, waiting }: MoneyFacts): string[] => {
  const statuses = new Map(orders.map(({ orderId, status }) => [orderId, status]));
  return [
    ...accepted.filter((id) => !statuses.has(id)).map((id) => `order ${id} was accepted and does not exist`),
    ...orders.flatMap(({ orderId, status }) => (FINAL.includes(status) ? [] : [`order ${orderId} is still ${status}`])),
    ...orders.flatMap(({ orderId, nextCheckAt }) => (nextCheckAt ? [`order ${orderId} is not closed`] : [])),
    ...Object.entries(waiting).flatMap(([queue, count]) => (count === 0 ? [] : [`${count} messages in ${queue}`])),
  ];
};

const acceptedTwice = ({ accepted }: MoneyFacts): string[] =>
  [...Map.groupBy(accepted, (id) => id)].flatMap(([id, same]) =>
    same.length === 1 ? [] : [`order ${id} was accepted twice`],
  );

/** What the row says went back, or is about to. */
const returned = ({ payment }: PaidRow): number =>
  sum(
    Object.values(payment.refunds)
      .filter(({ state }) => state !== 'failed')
      .map(({ amount }) => amount),
  );

/** Captured − refunded, as the provider has it = what was paid for all that stands of shipped orders − recorded goodwill. */
const brokenSums = ({ orders, ledger }: MoneyFacts): string[] => {
  const kept = sum(ledger.map(({ captured, refunded }) => captured - refunded));
  const earned = sum(orders.filter(({ status }) => status === 'shipping').map(earnedBy));
  return kept === earned ? [] : [`the provider keeps ${kept}, and the orders that shipped come to ${earned}`];
};

/** Each order's row beside the provider's ledger, to the cent; and of payments without an order. */
const brokenPayments = ({ orders, ledger }: MoneyFacts): string[] => {
  const known = new Set(orders.map(({ orderId }) => orderId));
  const entries = Map.groupBy(ledger, ({ orderId }) => orderId);
  const orphans = ledger.filter(({ orderId, captured }) => !known.has(orderId) && captured > 0);
  return [
    ...orphans.map(({ paymentIntent }) => `the payment ${paymentIntent} was captured and has no order`),
    ...orders.flatMap((row) => {
      const [entry, ...more] = (entries.get(row.orderId) ?? []).toSorted((one, other) => other.captured - one.captured);
      if (!entry || more.length > 0) return [`order ${row.orderId} has ${more.length + Number(!!entry)} payments`];
      return paymentProblems(row, entry).map((problem) => `order ${row.orderId} (${row.status}): ${problem}`);
    }),
  ];
};

const paymentProblems = (row: PaidRow, entry: LedgerEntry): string[] => {
  const { payment, total, status, currency } = row;
  const { capturedAmount, refundedAmount, refunds, paymentIntentId } = payment;
  const { captured, refunded, captures } = entry;
  const ships = status === 'shipping';
  const rules: [string, boolean][] = [
    ['its payment is not the provider’s', paymentIntentId === entry.paymentIntent],
    [
      'the provider has another amount or currency',
      total === entry.amount && currency.toLowerCase() === entry.currency,
    ],
    [`captured ${captures} times`, captures <= 1],
    [`captured ${captured} of ${total}`, captured === 0 || captured === total],
    [`the row says captured ${capturedAmount}, the ledger ${captured}`, capturedAmount === captured],
    [`the row says refunded ${refundedAmount}, the ledger ${refunded}`, refundedAmount === refunded],
    [`its refunds come to ${returned(row)}, its sum of refunds is ${refundedAmount}`, returned(row) === refundedAmount],
    ['a refund was never answered', Object.values(refunds).every(({ state }) => state !== 'requested')],
    [`refunded ${refunded} of ${captured}`, refunded >= 0 && refunded <= captured],
    ['shipped without being paid', !ships || captured > 0],
    [`paid ${captured}, neither shipped nor refunded in full`, ships || captured === refunded],
    ['it is over and can still be paid', ships || captured > 0 || entry.status === 'canceled'],
  ];
  return rules.flatMap(([problem, holds]) => (holds ? [] : [problem]));
};

/** What went into a cart is in its orders or still in it; and each of its orders emptied it once. */
const brokenCarts = ({ orders, carts, cartUses }: MoneyFacts): string[] => {
  const rows = new Map(orders.map((row) => [row.orderId, row]));
  const standing = new Map(carts.map((cart) => [cart.customerId, cart]));
  return cartUses.flatMap(({ customerId, put, orders: ids, changes }) => {
    const cart = standing.get(customerId);
    const balance = new Map(put);
    const take = (id: string, quantity: number) => balance.set(id, (balance.get(id) ?? 0) - quantity);
    for (const id of ids) for (const { productId, quantity } of rows.get(id)?.items ?? []) take(productId, quantity);
    for (const [id, quantity] of Object.entries(cart?.lines ?? {})) take(id, quantity);
    const version = (changes ?? 0) + ids.length;
    return [
      ...[...balance].flatMap(([id, left]) =>
        left === 0 ? [] : [`the cart of ${customerId}: ${left} units of ${id} are neither ordered nor in it`],
      ),
      ...(changes === undefined || (cart?.version ?? 0) === version
        ? []
        : [`the cart of ${customerId} is version ${cart?.version ?? 0} after ${version} changes and checkouts`]),
    ];
  });
};
