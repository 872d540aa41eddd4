import type { OrderEvent, OrderEventType } from '@ecommerce/shared/events/orderEvents.ts';
import { MAIL_SUBJECTS } from '../e2e/mailSubjects.ts';
import type { MoneyFacts, PaidRow } from '../e2e/moneyInvariants.ts';
import { parcelEvents } from './returns.ts';
import { sum } from './sum.ts';

/** Of each type, how many of an order's events there must be, at least and at most; told apart by id. */
const expectedEvents = (row: PaidRow, declines: number): Record<OrderEventType, [number, number]> => {
  const { status, payment, shippedAt } = row;
  const parcels = parcelEvents(row);
  const exactly = (count: number | boolean): [number, number] => [Number(count), Number(count)];
  const paid = Number(payment.capturedAmount > 0);
  return {
    ORDER_CREATED: exactly(1),
    PAYMENT_COMPLETED: status === 'shipping' ? exactly(1) : [0, paid],
    PAYMENT_FAILED: [0, declines],
    ORDER_SHIPPING: exactly(status === 'shipping' || shippedAt !== undefined), // it may have been cancelled since
    ORDER_FULFILLED: exactly(parcels.ORDER_FULFILLED),
    ORDER_DELIVERED: exactly(parcels.ORDER_DELIVERED),
    RETURN_REQUESTED: exactly(parcels.RETURN_REQUESTED),
    RETURN_APPROVED: exactly(parcels.RETURN_APPROVED),
    RETURN_REFUSED: exactly(parcels.RETURN_REFUSED),
    RETURN_RECEIVED: exactly(parcels.RETURN_RECEIVED),
    ORDER_REJECTED: exactly(status === 'rejected'),
    ORDER_CANCELLED: exactly(status === 'cancelled'),
    ORDER_REFUNDED: exactly(Object.values(payment.refunds).filter(({ state }) => state === 'succeeded').length),
  };
};

/** An order's events, each once. */
const byOrder = (events: OrderEvent[]): Map<string, OrderEvent[]> =>
  Map.groupBy(new Map(events.map((event) => [event.id, event])).values(), ({ data }) => data.orderId);

/** The topic told how each order ended, nothing else, and the amounts that the row has. */
export const brokenEvents = ({ orders, ledger, events }: MoneyFacts): string[] => {
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
export const brokenMails = ({ orders, ledger, events, mails, killed = false }: MoneyFacts): string[] => {
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
