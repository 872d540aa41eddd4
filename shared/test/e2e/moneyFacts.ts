import { GetQueueAttributesCommand, GetQueueUrlCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { OrderEvent } from '@ecommerce/shared/events/orderEvents.ts';
import type { LedgerEntry } from '@ecommerce/test-provider/ledger';
import { call, type StoredMail } from '../../cli/shopClient.ts';
import type { DiscountRow, DiscountUsesRow } from '../invariants/discountUses.ts';
import type { InvoiceRow, OrderNumbersRow } from '../invariants/documents.ts';
import type { CartRow, MoneyFacts, PaidRow } from './moneyInvariants.ts';
import { orderRows, type ReservationRow, type StockRow, scanAll } from './orderInvariants.ts';
import { type PlatformClients, resourceName } from './platformClients.ts';
import type { Notification } from './topicMessages.ts';

/** What the reader of facts looks into, and what it knows from before. */
export type MoneySources = Pick<MoneyFacts, 'accepted' | 'stockAtStart' | 'cartUses' | 'killed'> & {
  shop: PlatformClients;
  /** What the topic has told so far, where somebody listened. */
  notifications?: Notification[];
  /** Payments that were there before. */
  earlier: Set<string>;
  /** Messages that lay in the queues before, as other tests leave them: these may stay, and move on to a dead-letter queue. */
  waitingBefore?: number;
  /** Ids of the discounts that only these orders used. */
  discountIds?: string[];
};

const QUEUES = ['Order', 'Notification', 'Invoice'].flatMap((name) => [`${name}Queue`, `${name}DeadLetterQueue`]);

/** Reads everything that the money invariants are computed from; no answer of an API is in it. */
export const readMoneyFacts = async (sources: MoneySources): Promise<MoneyFacts> => {
  const { shop, notifications, earlier, waitingBefore = 0, discountIds = [], ...given } = sources;
  const rowsOf = <Row>(table: string) => scanAll<Row>(shop, resourceName('orderService', table));
  const waiting = await messagesWaiting(shop);
  return {
    ...given,
    orders: (await orderRows(shop, given.accepted)) as PaidRow[],
    stock: await scanAll<StockRow>(shop, resourceName('productService', 'Stock')),
    reservations: await scanAll<ReservationRow>(shop, resourceName('productService', 'StockReservations')),
    carts: await rowsOf<CartRow>('Carts'),
    invoices: await rowsOf<InvoiceRow>('Invoices'),
    orderNumbers: await rowsOf<OrderNumbersRow>('OrderNumbers'),
    discounts: (await rowsOf<DiscountRow>('Discounts')).filter(({ id }) => discountIds.includes(id)),
    discountUses: await rowsOf<DiscountUsesRow>('DiscountUses'),
    ledger: (await paymentsOf(shop)).filter(({ paymentIntent }) => !earlier.has(paymentIntent)),
    mails: (await call<{ emails: StoredMail[] }>(`${shop.platform.mailbox}/store`)).body.emails,
    events: notifications?.map(({ Message }) => OrderEvent.parse(JSON.parse(Message))),
    waiting: messagesIn(waiting) > waitingBefore ? waiting : {},
  };
};

/** All payments that the test provider knows. */
export const paymentsOf = async ({ platform }: Pick<PlatformClients, 'platform'>): Promise<LedgerEntry[]> =>
  (await call<LedgerEntry[]>(`${platform.payments}/ledger`)).body;

/** Messages in each of the order service's queues, those included that a consumer holds. */
export const messagesWaiting = async ({ sqs }: Pick<PlatformClients, 'sqs'>): Promise<Record<string, number>> => {
  const waiting = await Promise.all(
    QUEUES.map(async (queue) => {
      const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: resourceName('orderService', queue) }));
      const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
      const counts = Object.entries(Attributes).filter(([name]) => name.startsWith('ApproximateNumberOfMessages'));
      return [queue, counts.reduce((sum, [, count]) => sum + Number(count), 0)] as const;
    }),
  );
  return Object.fromEntries(waiting);
};

/** All of them together. */
export const messagesIn = (waiting: Record<string, number>): number =>
  Object.values(waiting).reduce((sum, count) => sum + count, 0);

/** How long a notification stays hidden of which another call is just sending the mail: a minute and a half is too long for a test. */
export const hideNotifications = (shop: Pick<PlatformClients, 'sqs'>, seconds: number): Promise<void> =>
  hideMessages(shop, 'NotificationQueue', seconds);

/** How long the messages of a queue stay hidden whose consumer has failed. */
export const hideMessages = async (
  { sqs }: Pick<PlatformClients, 'sqs'>,
  queue: string,
  seconds: number,
): Promise<void> => {
  const QueueName = resourceName('orderService', queue);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: String(seconds) } }));
};
