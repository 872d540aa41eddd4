import type { OrderEvent, OrderEventType } from '@ecommerce/shared/events/orderEvents.ts';
import type { LedgerEntry } from '@ecommerce/test-provider/ledger';
import { MAIL_SUBJECTS } from '../test/e2e/mailSubjects.ts';
import { parcelEvents } from '../test/invariants/returns.ts';
import { sum } from '../test/invariants/sum.ts';
import type { Cloud } from './cloud.ts';
import type { OrderRow } from './watch.ts';

type Count = [least: number, most: number];
type MailKind = keyof typeof MAIL_SUBJECTS;
const KINDS = Object.keys(MAIL_SUBJECTS) as MailKind[];
/** `isDoubtful`: it may be the first copy of another mail, which was written anew after the order had been cancelled. */
type Mail = { orderId: string | undefined; subject: string; isDoubtful?: boolean };

/** 1 and 5: each change was published to the topic, and the customer got one email about each. */
export const brokenNotifications = (
  order: OrderRow,
  events: OrderEvent[],
  mails: Mail[],
  entries: LedgerEntry[],
): string[] => {
  const { orderId, status, payment, shippedAt } = order;
  const parcels = parcelEvents(order);
  const refunds = Object.values(payment?.refunds ?? {});
  const exactly = (count: number | boolean): Count => [Number(count), Number(count)];
  const declines = sum(entries.map((entry) => entry.declines));
  const paid: Count = [
    Number(status === 'shipping' && payment !== undefined),
    Number((payment?.capturedAmount ?? 0) > 0),
  ];
  const expectedEvents: Record<OrderEventType, Count> = {
    ORDER_CREATED: [1, 1],
    PAYMENT_COMPLETED: paid,
    PAYMENT_FAILED: [0, declines],
    ORDER_SHIPPING: exactly(shippedAt !== undefined),
    ORDER_FULFILLED: exactly(parcels.ORDER_FULFILLED),
    ORDER_DELIVERED: exactly(parcels.ORDER_DELIVERED),
    RETURN_REQUESTED: exactly(parcels.RETURN_REQUESTED),
    RETURN_APPROVED: exactly(parcels.RETURN_APPROVED),
    RETURN_REFUSED: exactly(parcels.RETURN_REFUSED),
    RETURN_RECEIVED: exactly(parcels.RETURN_RECEIVED),
    ORDER_REJECTED: exactly(status === 'rejected'),
    ORDER_CANCELLED: exactly(status === 'cancelled'),
    ORDER_REFUNDED: [refunds.filter(({ state }) => state === 'succeeded').length, refunds.length],
  };
  const uniqueEvents = [...new Map(events.map((event) => [event.id, event])).values()];
  const published = (type: OrderEventType) => uniqueEvents.filter((event) => event.type === type).length;
  const expectedMails: Record<MailKind, Count> = {
    received: [1, 1],
    paid: exactly(published('PAYMENT_COMPLETED')),
    paymentFailed: [Math.min(published('PAYMENT_FAILED'), 1), published('PAYMENT_FAILED')], // two may have the same text
    shipping: [Number(status === 'shipping'), Number(shippedAt !== undefined)],
    rejected: exactly(status === 'rejected'),
    cancelled: exactly(status === 'cancelled'),
    refunded: exactly(published('ORDER_REFUNDED')),
    fulfilled: exactly(parcels.ORDER_FULFILLED),
    returnApproved: expectedEvents.RETURN_APPROVED,
    returnRefused: expectedEvents.RETURN_REFUSED,
    returnReceived: expectedEvents.RETURN_RECEIVED,
  };
  const within = (count: number, [least, most]: Count) => count >= least && count <= most;
  const isKnown = ({ subject }: Mail) => Object.values(MAIL_SUBJECTS).some((pattern) => pattern.test(subject));
  return [
    ...Object.entries(expectedEvents).flatMap(([type, range]) => {
      const count = published(type as OrderEventType);
      return within(count, range)
        ? []
        : [`1: order ${orderId} is ${status}: ${count} × ${type}, not ${range.join(' to ')}`];
    }),
    ...KINDS.flatMap((kind) => {
      const range = expectedMails[kind];
      const own = mails.filter(({ subject }) => MAIL_SUBJECTS[kind].test(subject));
      const count = own.length;
      const doubtful = own.filter(({ isDoubtful }) => isDoubtful).length;
      return count >= range[0] && count - doubtful <= range[1]
        ? []
        : [`5: order ${orderId} is ${status}: ${count} mails '${kind}', not ${range.join(' to ')}`];
    }),
    ...mails.filter((mail) => !isKnown(mail)).map(({ subject }) => `5: order ${orderId}: an unknown mail '${subject}'`),
  ];
};

export const eventsOf = ({ topics }: Cloud): OrderEvent[] =>
  topics.published.map(({ message }) => JSON.parse(message) as OrderEvent);

const EXAMPLES: Record<string, string> = {
  received: 'We received your order',
  paid: 'Your payment has arrived',
  paymentFailed: 'Your payment did not go through',
  shipping: 'It is now shipping',
  rejected: 'We could not accept your order',
  cancelled: 'Your order 1 was cancelled',
  refunded: 'Your refund for',
  fulfilled: 'A parcel with your order',
  returnApproved: 'You may return',
  returnRefused: 'We cannot take back',
  returnReceived: 'Your return has arrived',
};

const orderOf = (text: string) => /^Order: ([\w-]{36})$/m.exec(text)?.[1];

/** What stays the same in a refund's email when the order is cancelled before it is sent again: not the reason. */
const aboutOf = ([mail]: { subject: string; text: string }[]): string =>
  [orderOf(mail?.text ?? ''), mail?.subject, /^Refunded now: .*$/m.exec(mail?.text ?? '')?.[0]].join(' ');

/**
 * Returns the emails that customers got, and those that SES rejected permanently, which end up where a person sees them. When nobody
 * received the answer that an email was sent, or a fault hit the recipient of the answer before it was recorded, the email may be sent
 * again.
 */
export const mailsOf = ({ mailbox, queues }: Pick<Cloud, 'mailbox' | 'queues'>): Mail[] => {
  // A refund's email also states the sum of all refunds, which may have grown before the email is sent again
  const meaning = (text: string) => (text.match(/^(?:Refunded now|Reason|Carrier): .*$/gm) ?? [text]).join();
  const same = Map.groupBy(mailbox.mails, ({ to, subject, text }) =>
    [to, subject, orderOf(text), meaning(text)].join('\u0000'),
  );
  const groups = [...same.values()].map((all) => {
    const recorded = all.filter(({ isAnswered, sender }) => isAnswered && !sender?.metFault);
    return { all, recorded, about: aboutOf(all) };
  });
  const got = groups.flatMap((group) => {
    const { all, recorded, about } = group;
    const isDoubtful = recorded.length === 0 && groups.some((other) => other !== group && other.about === about);
    return (recorded.length > 1 ? recorded : all.slice(0, 1)).map(({ subject, text }) => ({
      ...{ subject, orderId: orderOf(text), isDoubtful },
    }));
  });
  const refused = [...new Set(queues.bodies('orderService.NotificationDeadLetterQueue'))].map((body) => {
    const { mail, orderId } = JSON.parse(body) as { mail: string; orderId: string };
    return { subject: EXAMPLES[mail] ?? mail, orderId };
  });
  return [...got, ...refused];
};
