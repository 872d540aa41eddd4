import type { LedgerEntry } from '@ecommerce/test-provider/ledger';
import { documentProblems, type InvoiceRow, type OrderNumbersRow } from '../test/invariants/documents.ts';
import { movementProblems } from '../test/invariants/movements.ts';
import { priceProblems } from '../test/invariants/prices.ts';
import { restockProblems, returnRefundProblems, unitProblems } from '../test/invariants/returns.ts';
import { stateProblems } from '../test/invariants/states.ts';
import { sum } from '../test/invariants/sum.ts';
import type { Cloud } from './cloud.ts';
import type { Customers } from './customers.ts';
import { brokenNotifications, eventsOf, mailsOf } from './notifications.ts';
import { CARTS, INVOICES, MOVEMENTS, ORDER_NUMBERS, ORDERS, type Product, RESERVATIONS, STOCK } from './tables.ts';
import type { OrderRow, Reservation } from './watch.ts';

/*
 * Checks the invariants of the order flow. Each violation is a sentence that begins with the invariant's
 * number: 1 nothing lost, 2 stock, 3 one effect for each key, 4 legal moves, 5 one email for each outcome, 6
 * compensated once, 7 money, 8 numbers and documents.
 */

const FINAL = ['shipping', 'rejected', 'cancelled'];

const numbered = (number: number, problems: string[]): string[] => problems.map((problem) => `${number}: ${problem}`);

/** Returns the violations at the end of a run, computed from tables, queues, topic, mailbox and the provider's ledger. */
export const brokenInvariants = (cloud: Cloud, customers: Customers, products: Product[]): string[] => {
  const orders = cloud.database.rows<OrderRow>(ORDERS);
  const entries = Map.groupBy(cloud.payments.ledger(), ({ orderId }) => orderId);
  const events = Map.groupBy(eventsOf(cloud), ({ data }) => data.orderId);
  const mails = Map.groupBy(mailsOf(cloud), ({ orderId }) => orderId);
  // Orders that wait for a person have not reached their final state yet
  const settled = orders.filter(({ stalledAt }) => stalledAt === undefined);
  return [
    ...brokenAcknowledgements(customers, orders),
    ...brokenLists(cloud),
    ...brokenStock(cloud, orders, products),
    ...numbered(2, movementProblems(cloud.database.rows(STOCK), cloud.database.rows(MOVEMENTS))),
    ...numbered(2, settled.flatMap(unitProblems)),
    ...numbered(4, settled.flatMap(stateProblems)),
    ...numbered(6, restockProblems(settled, cloud.database.rows<Reservation>(RESERVATIONS))),
    ...numbered(7, [...orders.flatMap(priceProblems), ...settled.flatMap(returnRefundProblems)]),
    ...numbered(
      8,
      documentProblems({
        orders,
        invoices: cloud.database.rows<InvoiceRow>(INVOICES),
        orderNumbers: cloud.database.rows<OrderNumbersRow>(ORDER_NUMBERS),
      }),
    ),
    ...brokenCarts(cloud, customers, orders),
    ...settled.flatMap((order) => brokenEnd(order, cloud)),
    ...settled.flatMap((order) =>
      brokenNotifications(
        order,
        events.get(order.orderId) ?? [],
        mails.get(order.orderId) ?? [],
        entries.get(order.orderId) ?? [],
      ),
    ),
    ...settled.flatMap((order) => brokenMoney(order, entries.get(order.orderId) ?? [])),
    ...brokenOrphans(orders, entries),
    ...brokenPromises(customers, orders),
  ];
};

/** 1 and 3: each acknowledged order exists, and repeating its key always gave the same order; its holder sees it, and an account that claimed it has it. */
const brokenAcknowledgements = ({ visits }: Customers, orders: OrderRow[]): string[] => {
  const ids = new Set(orders.map(({ orderId }) => orderId));
  const owners = new Map(orders.map(({ orderId, customerId }) => [orderId, customerId]));
  const byEmail = Map.groupBy(orders, (order) => order.email);
  return visits.flatMap(({ index, customerId, email, acknowledged, claims, refusals }) => [
    ...refusals.map((refusal) => `1: order ${acknowledged[0]} was refused to shopper ${index} for ${refusal}`),
    ...claims
      .filter((id) => owners.get(id) !== customerId)
      .map((id) => `1: order ${id} is not that of the account that claimed it`),
    ...acknowledged.filter((id) => !ids.has(id)).map((id) => `1: order ${id} was acknowledged and does not exist`),
    ...(new Set(acknowledged).size > 1 ? [`3: shopper ${index} was told of ${new Set(acknowledged).size} orders`] : []),
    ...((byEmail.get(email)?.length ?? 0) > 1 ? [`3: shopper ${index} has more than one order`] : []),
  ]);
};

/** 1: each order is in its customer's list of its status, also if an account has claimed it meanwhile. */
const brokenLists = ({ database }: Cloud): string[] =>
  database
    .rows<OrderRow & { customerStatus: string }>(ORDERS)
    .filter(({ customerId, customerStatus, status }) => customerStatus !== `${customerId}#${status}`)
    .map(
      ({ orderId, customerId, customerStatus, status }) =>
        `1: order ${orderId} of ${customerId} is ${status}, but listed as ${customerStatus}`,
    );

/** 1: an order has ended, or is where a person sees it; nothing is left to do for it. */
const brokenEnd = ({ orderId, status, nextCheckAt }: OrderRow, { world }: Cloud): string[] => {
  if (!FINAL.includes(status)) return [`1: order ${orderId} is still ${status}`];
  return nextCheckAt === undefined
    ? []
    : [`1: order ${orderId} is ${status} and not closed (${(Date.parse(nextCheckAt) - world.now) / 1000} s)`];
};

/**
 * 2 and 6: initial stock = current stock + units held by orders; an order that ships holds the units it ordered, any other order none.
 */
const brokenStock = ({ database }: Cloud, orders: OrderRow[], products: Product[]): string[] => {
  const held = database.rows<Reservation>(RESERVATIONS).filter(({ status }) => status === 'reserved');
  const lines = held.flatMap(({ items }) => items);
  const back = database.rows<Reservation>(RESERVATIONS).filter(({ status }) => status === 'returned');
  const own = new Map(held.map((reservation) => [reservation.orderId, reservation]));
  const text = (items: Reservation['items']) =>
    items
      .map(({ productId, quantity }) => `${productId} ${quantity}`)
      .toSorted()
      .join();
  return [
    ...products.flatMap(({ id, stock }) => {
      const now = Number(database.row(STOCK, id)?.available);
      const out = sum(lines.filter(({ productId }) => productId === id).map(({ quantity }) => quantity));
      const came = sum(
        back.flatMap(({ items }) => items.filter(({ productId }) => productId === id).map(({ quantity }) => quantity)),
      );
      return stock === now + out - came
        ? []
        : [`2: product ${id.at(-1)}: ${stock} at the start, ${now} now, ${out} taken, ${came} returned`];
    }),
    ...orders.flatMap(({ orderId, status, items, stalledAt }) => {
      const holds = own.get(orderId)?.items ?? [];
      const isRight = text(holds) === text(status === 'shipping' ? items : []) || stalledAt !== undefined;
      return isRight ? [] : [`2: order ${orderId} is ${status} and holds '${text(holds)}'`];
    }),
  ];
};

/** 3: everything put into a cart is in the order placed from it, or still in the cart. */
const brokenCarts = ({ database }: Cloud, { visits }: Customers, orders: OrderRow[]): string[] =>
  visits.flatMap(({ index, customerId, put, isCart }) => {
    if (!isCart || !put) return [];
    const balance = new Map(put);
    const take = (id: string, quantity: number) => balance.set(id, (balance.get(id) ?? 0) - quantity);
    for (const { items } of orders.filter((order) => order.customerId === customerId)) {
      for (const { productId, quantity } of items) take(productId, quantity);
    }
    const cart = database.row<{ lines: Record<string, number> }>(CARTS, customerId);
    for (const [id, quantity] of Object.entries(cart?.lines ?? {})) take(id, quantity);
    const wrong = [...balance.values()].some((left) => left !== 0);
    return wrong ? [`3: what shopper ${index} put into the cart is neither ordered nor in it, or both`] : [];
  });

/** 6 and 7: the row agrees with the provider's ledger. */
const brokenMoney = ({ orderId, status, total, currency, payment }: OrderRow, entries: LedgerEntry[]): string[] => {
  const broken = (rules: [string, boolean][]) =>
    rules.flatMap(([problem, holds]) => (holds ? [] : [`7: order ${orderId} (${status}): ${problem}`]));
  if (!payment) return broken([['it has a payment at the provider', entries.every(({ captured }) => captured === 0)]]);
  const entry = entries.find(({ paymentIntent }) => paymentIntent === payment.paymentIntentId);
  if (!entry) return broken([['the provider has no payment of it', false]]);
  const { capturedAmount, refundedAmount, refunds } = payment;
  const returned = sum(Object.values(refunds).flatMap(({ state, amount }) => (state === 'failed' ? [] : [amount])));
  const ships = status === 'shipping';
  return broken([
    [
      'the provider has another amount or currency',
      total === entry.amount && currency.toLowerCase() === entry.currency,
    ],
    [`captured ${entry.captures} times`, entry.captures <= 1],
    [`captured ${entry.captured} of ${total}`, entry.captured === 0 || entry.captured === total],
    [`its row says captured ${capturedAmount}, the ledger ${entry.captured}`, capturedAmount === entry.captured],
    [`its row says refunded ${refundedAmount}, the ledger ${entry.refunded}`, refundedAmount === entry.refunded],
    [`its refunds come to ${returned}, their sum is ${refundedAmount}`, returned === refundedAmount],
    ['a refund was never answered', Object.values(refunds).every(({ state }) => state !== 'requested')],
    [`refunded ${entry.refunded} of ${entry.captured}`, entry.refunded <= entry.captured],
    ['shipped without being paid', !ships || entry.captured === total],
    [`paid ${entry.captured}, refunded ${entry.refunded}`, ships || entry.captured === entry.refunded],
    ['it is over and can still be paid', ships || entry.captured > 0 || entry.status === 'canceled'],
    ['another of its payments was captured', entries.every((other) => other === entry || other.captured === 0)],
  ]);
};

/** 7: no payment was captured without an order. */
const brokenOrphans = (orders: OrderRow[], entries: Map<string, LedgerEntry[]>): string[] => {
  const ids = new Set(orders.map(({ orderId }) => orderId));
  return [...entries].flatMap(([orderId, own]) =>
    ids.has(orderId) || own.every(({ captured }) => captured === 0)
      ? []
      : [`7: order ${orderId} was paid and does not exist`],
  );
};

/** 3: a refund that was answered 2xx exists once, with the requested amount. */
const brokenPromises = ({ visits }: Customers, orders: OrderRow[]): string[] => {
  const rows = new Map(orders.map((order) => [order.orderId, order]));
  return visits.flatMap(({ acknowledged, refunds }) => {
    const own = Object.values(rows.get(acknowledged[0] ?? '')?.payment?.refunds ?? {}).map(({ amount }) => amount);
    return [...refunds.values()].flatMap((amount) =>
      own.filter((one) => one === amount).length >= 1
        ? []
        : [`3: the refund of ${amount} for order ${acknowledged[0]} was promised and is not there`],
    );
  });
};
