import type { OrderEvent, OrderEventType } from '@ecommerce/shared/events/orderEvents.ts';
import type { LedgerEntry } from '@ecommerce/test-provider/ledger';
import type { StoredMail } from '../../cli/shopClient.ts';
import { MAIL_SUBJECTS } from './mailSubjects.ts';
import {
  type OrderRow,
  type ReservationRow,
  type StockRow,
  stockProblems,
  sum,
  totalProblems,
} from './orderInvariants.ts';

/** A paid order's row, as far as the invariants look at it. Amounts are minor units. */
export type PaidRow = OrderRow & {
  customerId: string;
  currency: string;
  /** Until it has this no more, something is to be done for the order. */
  nextCheckAt?: string;
  shippedAt?: string;
  fulfilments?: { id: string; deliveredAt?: string }[];
  returns?: { id: string; status: string }[];
  payment: {
    paymentIntentId: string;
    capturedAmount: number;
    refundedAmount: number;
    refunds: Record<string, { amount: number; state: string }>;
  };
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
  mails: StoredMail[];
  /** As they came, repeats included; undefined where nobody could listen all the time. */
  events?: OrderEvent[] | undefined;
  /** Messages in each queue, dead letters included. */
  waiting: Record<string, number>;
  /** Whether the platform was killed meanwhile: then a mail that was just going out may go out once more. */
  killed?: boolean;
};

/** What is wrong with orders that are paid through the shop, one sentence each; empty when all is well. */
export const brokenMoneyInvariants = (facts: MoneyFacts): string[] => [
  ...hanging(facts),
  ...totalProblems(facts.orders),
  ...brokenSums(facts),
  ...brokenPayments(facts),
  ...stockProblems(facts),
  ...brokenCarts(facts),
  ...brokenEvents(facts),
  ...brokenMails(facts),
];

const FINAL: Record<string, OrderEventType> = {
  shipping: 'ORDER_SHIPPING',
  rejected: 'ORDER_REJECTED',
  cancelled: 'ORDER_CANCELLED',
};

/** No order hangs: all have ended and are closed, nothing waits. */
const hanging = ({ accepted, orders, waiting }: MoneyFacts): string[] => {
  const statuses = new Map(orders.map(({ orderId, status }) => [orderId, status]));
  return [
    ...accepted.filter((id) => !statuses.has(id)).map((id) => `order ${id} was accepted and does not exist`),
    ...accepted.filter((id, index) => accepted.indexOf(id) !== index).map((id) => `order ${id} was accepted twice`),
    ...orders.flatMap(({ orderId, status }) => (FINAL[status] ? [] : [`order ${orderId} is still ${status}`])),
    ...orders.flatMap(({ orderId, nextCheckAt }) => (nextCheckAt ? [`order ${orderId} is not closed`] : [])),
    ...Object.entries(waiting).flatMap(([queue, count]) => (count === 0 ? [] : [`${count} messages in ${queue}`])),
  ];
};

/** What the row says went back, or is about to. */
const returned = ({ payment }: PaidRow): number =>
  sum(
    Object.values(payment.refunds)
      .filter(({ state }) => state !== 'failed')
      .map(({ amount }) => amount),
  );

/** Captured − refunded, as the provider has it = what shipped orders cost − what their rows say went back. */
const brokenSums = ({ orders, ledger }: MoneyFacts): string[] => {
  const kept = sum(ledger.map(({ captured, refunded }) => captured - refunded));
  const earned = sum(orders.filter(({ status }) => status === 'shipping').map((row) => row.total - returned(row)));
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

/** Of each type, how many of an order's events there must be, at least and at most; told apart by id. */
const expectedEvents = (row: PaidRow, declines: number): Record<OrderEventType, [number, number]> => {
  const { status, payment, shippedAt, fulfilments = [], returns = [] } = row;
  const exactly = (count: number | boolean): [number, number] => [Number(count), Number(count)];
  const paid = Number(payment.capturedAmount > 0);
  return {
    ORDER_CREATED: exactly(1),
    PAYMENT_COMPLETED: status === 'shipping' ? exactly(1) : [0, paid],
    PAYMENT_FAILED: [0, declines],
    ORDER_SHIPPING: exactly(status === 'shipping' || shippedAt !== undefined), // it may have been cancelled since
    ORDER_FULFILLED: exactly(fulfilments.length),
    ORDER_DELIVERED: exactly(fulfilments.filter(({ deliveredAt }) => deliveredAt !== undefined).length),
    RETURN_REQUESTED: exactly(returns.length),
    RETURN_APPROVED: exactly(returns.filter((one) => ['approved', 'received'].includes(one.status)).length),
    RETURN_REFUSED: exactly(returns.filter((one) => one.status === 'refused').length),
    RETURN_RECEIVED: exactly(returns.filter((one) => one.status === 'received').length),
    ORDER_REJECTED: exactly(status === 'rejected'),
    ORDER_CANCELLED: exactly(status === 'cancelled'),
    ORDER_REFUNDED: exactly(Object.values(payment.refunds).filter(({ state }) => state === 'succeeded').length),
  };
};

/** An order's events, each once. */
const byOrder = (events: OrderEvent[]): Map<string, OrderEvent[]> =>
  Map.groupBy(new Map(events.map((event) => [event.id, event])).values(), ({ data }) => data.orderId);

/** The topic told how each order ended, nothing else, and the amounts that the row has. */
const brokenEvents = ({ orders, ledger, events }: MoneyFacts): string[] => {
  if (!events) return [];
  const told = byOrder(events);
  const declines = new Map(ledger.map((entry) => [entry.orderId, entry.declines]));
  return orders.flatMap((row) => {
    const own = told.get(row.orderId) ?? [];
    const expected = Object.entries(expectedEvents(row, declines.get(row.orderId) ?? 0));
    const captured = own.flatMap((event) => (event.type === 'PAYMENT_COMPLETED' ? [event.data.capturedAmount] : []));
    const refunded = own.flatMap((event) => (event.type === 'ORDER_REFUNDED' ? [event.data.amount] : []));
    return [
      ...expected.flatMap(([type, [least, most]]) => {
        const count = own.filter((event) => event.type === type).length;
        return count >= least && count <= most ? [] : [`order ${row.orderId} is ${row.status}: ${count} × ${type}`];
      }),
      ...(captured.every((amount) => amount === row.payment.capturedAmount) &&
      sum(refunded) === row.payment.refundedAmount &&
      own.every(({ data }) => data.total === row.total && data.customerId === row.customerId)
        ? []
        : [`order ${row.orderId}: its events tell of other amounts than its row`]),
    ];
  });
};

type MailKind = keyof typeof MAIL_SUBJECTS;
const KINDS = Object.keys(MAIL_SUBJECTS) as MailKind[];

/** The customer was told of each thing once: as often as its events say, or the row where nobody heard them, and how the order ended. */
const brokenMails = ({ orders, ledger, events, mails, killed = false }: MoneyFacts): string[] => {
  const told = events && byOrder(events);
  const declines = new Map(ledger.map((entry) => [entry.orderId, entry.declines]));
  const sent = Map.groupBy(mails, ({ body }) => /^Order: ([\w-]{36})$/m.exec(body.text ?? '')?.[1] ?? '');
  return orders.flatMap((row) => {
    const { orderId, status } = row;
    const kinds = (sent.get(orderId) ?? []).map(({ subject }) =>
      KINDS.find((kind) => MAIL_SUBJECTS[kind].test(subject)),
    );
    const due = expectedEvents(row, declines.get(orderId) ?? 0);
    const count = (type: OrderEventType): [number, number] => {
      const heard = told?.get(orderId)?.filter((event) => event.type === type).length ?? 0;
      return told ? [heard, heard] : due[type];
    };
    const expected: Record<MailKind, [number, number]> = {
      received: [1, 1],
      paid: count('PAYMENT_COMPLETED'),
      paymentFailed: count('PAYMENT_FAILED'),
      shipping: [Number(status === 'shipping'), due.ORDER_SHIPPING[1]],
      rejected: due.ORDER_REJECTED,
      cancelled: due.ORDER_CANCELLED,
      refunded: count('ORDER_REFUNDED'),
      fulfilled: count('ORDER_FULFILLED'),
      returnApproved: count('RETURN_APPROVED'),
      returnRefused: count('RETURN_REFUSED'),
      returnReceived: count('RETURN_RECEIVED'),
    };
    return [
      ...(kinds.includes(undefined) ? [`order ${orderId}: a mail of an unknown kind`] : []),
      ...KINDS.flatMap((kind) => {
        const times = kinds.filter((one) => one === kind).length;
        const [least, most] = expected[kind];
        const isRight = times >= least && times <= most * (killed ? 2 : 1);
        return isRight ? [] : [`order ${orderId} is ${status}: ${times} mails '${kind}' instead of ${most}`];
      }),
    ];
  });
};
