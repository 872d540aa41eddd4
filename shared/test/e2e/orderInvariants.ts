import { BatchGetCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { call, type StoredMail } from '../../cli/shopClient.ts';
import { type Movement, movementProblems } from '../invariants/movements.ts';
import { type PricedRow, priceProblems } from '../invariants/prices.ts';
import { type PlatformClients, resourceName } from './platformClients.ts';

type Shop = Pick<PlatformClients, 'platform' | 'dynamodb'>;

/** An order's row, as far as the invariants look at it. */
export type OrderRow = PricedRow<{ productId: string }> & {
  status: string;
  email: string;
  mails: Record<string, { state: string; at: string }>;
};

/** What an order holds of products, or held. */
export type ReservationRow = {
  orderId: string;
  /** `reserved`, `released`, or `returned` for units that have come back. */
  status: string;
  /** The order that they have come back of. */
  returnOf?: string;
  items: { productId: string; quantity: number }[];
};

/** What is left of a product, whose only variant has its id. */
export type StockRow = { variantId: string; available: number };

/** Everything in a table. */
export const scanAll = async <Row>({ dynamodb }: Pick<Shop, 'dynamodb'>, TableName: string): Promise<Row[]> => {
  const rows: Row[] = [];
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page = await dynamodb.send(new ScanCommand({ TableName, ExclusiveStartKey, ConsistentRead: true }));
    rows.push(...((page.Items ?? []) as Row[]));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return rows;
};

/** The rows of these orders that exist. */
export const orderRows = async ({ dynamodb }: Pick<Shop, 'dynamodb'>, orderIds: string[]): Promise<OrderRow[]> => {
  const table = resourceName('orderService', 'Orders');
  const rows: OrderRow[] = [];
  for (let start = 0; start < orderIds.length; start += 100) {
    const Keys = orderIds.slice(start, start + 100).map((orderId) => ({ orderId }));
    const { Responses } = await dynamodb.send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } }),
    );
    rows.push(...((Responses?.[table] ?? []) as OrderRow[]));
  }
  return rows;
};

const subjects: Record<string, RegExp> = { shipping: / now shipping$/, rejected: /could not accept/ };

/**
 * What is wrong with these orders, computed from tables and mailbox alone: every accepted order exists and is final; stock at the
 * start = stock now + reserved or sold, nothing negative; each outcome mailed once; totals exact. Empty when all is well.
 *
 * @param shop the platform that took the orders
 * @param accepted ids of all orders that were answered with 2xx
 * @param stockAtStart units of each product before the first of these orders
 * @param options.mails those that count, where it is not all of the mailbox
 * @param options.killed whether the platform was killed meanwhile: then a mail that was just going out may go out once more
 */
export const brokenInvariants = async (
  shop: Shop,
  accepted: string[],
  stockAtStart: Map<string, number>,
  { killed = false, mails }: { killed?: boolean; mails?: StoredMail[] } = {},
): Promise<string[]> => {
  const problems: string[] = [];
  const orders = new Map((await orderRows(shop, accepted)).map((order) => [order.orderId, order]));
  for (const id of accepted) {
    const order = orders.get(id);
    if (!order) problems.push(`order ${id} was accepted and does not exist`);
    else if (!subjects[order.status]) problems.push(`order ${id} is still ${order.status}`);
  }
  return [
    ...problems,
    ...[...orders.values()].flatMap(priceProblems),
    ...(await brokenStock(shop, orders, stockAtStart)),
    ...(await brokenMails(shop, orders, killed ? 2 : 1, mails)),
  ];
};

const brokenStock = async (
  shop: Shop,
  orders: Map<string, OrderRow>,
  stockAtStart: Map<string, number>,
): Promise<string[]> => {
  const stock = await scanAll<StockRow>(shop, resourceName('productService', 'Stock'));
  const reservations = await scanAll<ReservationRow>(shop, resourceName('productService', 'StockReservations'));
  const movements = await scanAll<Movement>(shop, resourceName('productService', 'StockMovements'));
  const ofThese = stock.filter(({ variantId }) => stockAtStart.has(variantId));
  return [
    ...stockProblems({ orders: [...orders.values()], stock, reservations, stockAtStart }),
    ...movementProblems(ofThese, movements),
  ];
};

/** What is ordered or held, in one order of lines. */
const linesIn = (items: { productId: string; quantity: number }[] = []): string =>
  items
    .map(({ productId, quantity }) => `${productId} ${quantity}`)
    .toSorted()
    .join();

/** Stock is conserved, nothing is negative, and an order holds what it ordered if it ships, and else nothing. */
export const stockProblems = (found: {
  orders: Pick<OrderRow, 'orderId' | 'status' | 'items'>[];
  stock: StockRow[];
  reservations: ReservationRow[];
  stockAtStart: Map<string, number>;
}): string[] => {
  const problems: string[] = [];
  const stock = new Map(found.stock.map(({ variantId, available }) => [variantId, available]));
  const taken = found.reservations.filter(({ status }) => status === 'reserved');
  const back = found.reservations.filter(({ status }) => status === 'returned');
  const unitsIn = (reservations: ReservationRow[]) => {
    const units = new Map<string, number>();
    for (const { productId, quantity } of reservations.flatMap(({ items }) => items)) {
      units.set(productId, (units.get(productId) ?? 0) + quantity);
    }
    return units;
  };
  const [out, returned] = [unitsIn(taken), unitsIn(back)];
  for (const [productId, start] of found.stockAtStart) {
    const now = stock.get(productId) ?? Number.NaN;
    const [gone, came] = [out.get(productId) ?? 0, returned.get(productId) ?? 0];
    if (now < 0 || start !== now + gone - came)
      problems.push(`product ${productId}: ${start} at the start, ${now} now, ${gone} taken, ${came} returned`);
  }
  const held = new Map(taken.map(({ orderId, items }) => [orderId, items]));
  for (const { orderId, status, items } of found.orders) {
    if (linesIn(held.get(orderId)) !== linesIn(status === 'shipping' ? items : []))
      problems.push(`order ${orderId} is ${status}, but its stock says otherwise`);
  }
  return problems;
};

/** How often each order's customer was told that it was received, and how it ended. */
type MailCount = { received: number; outcome: number };

const brokenMails = async (
  { platform }: Shop,
  orders: Map<string, OrderRow>,
  atMost: number,
  given: StoredMail[] | undefined,
): Promise<string[]> => {
  const mails = given ?? (platform.mailbox === undefined ? undefined : await mailsIn(platform.mailbox));
  const counts = mails ? countedMails(mails, orders) : countedByRows(orders);
  return [...orders.values()].flatMap(({ orderId }) => {
    const { received, outcome } = counts.get(orderId) ?? { received: 0, outcome: 0 };
    return [received, outcome].every((count) => count >= 1 && count <= atMost)
      ? []
      : [`order ${orderId}: ${received} received mails, ${outcome} outcome mails`];
  });
};

/** Everything that lies in a mailbox. */
const mailsIn = async (mailbox: string): Promise<StoredMail[]> =>
  (await call<{ emails: StoredMail[] }>(`${mailbox}/store`)).body.emails;

const countedMails = (mails: StoredMail[], orders: Map<string, OrderRow>): Map<string, MailCount> => {
  const counts = new Map<string, MailCount>();
  for (const mail of mails) {
    const id = /Order: ([\w-]{36})/.exec(mail.body.text ?? '')?.[1];
    const order = id === undefined ? undefined : orders.get(id);
    if (!order) continue;
    const count = counts.get(order.orderId) ?? { received: 0, outcome: 0 };
    if (/received/.test(mail.subject)) count.received += 1;
    else if (subjects[order.status]?.test(mail.subject)) count.outcome += 1;
    else count.outcome += 100; // a mail that contradicts the order
    counts.set(order.orderId, count);
  }
  return counts;
};

/** Where nobody can look into a mailbox: what the rows say that SES has taken. */
const countedByRows = (orders: Map<string, OrderRow>): Map<string, MailCount> => {
  const count = (row: OrderRow, kind: string) => Number(row.mails[kind]?.state === 'sent');
  return new Map(
    [...orders].map(([id, row]) => [id, { received: count(row, 'received'), outcome: count(row, row.status) }]),
  );
};
