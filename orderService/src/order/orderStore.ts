import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { retryConflicts } from '@ecommerce/shared/conflicts.ts';
import {
  dynamodb,
  type Page,
  type PageRequest,
  queryPage,
  rowThatRefused,
  wasWritten,
} from '@ecommerce/shared/dynamodb.ts';
import { putOnce, updateOnce } from '@ecommerce/shared/writeOnce.ts';
import type { MailKey, Order } from './order.ts';
import { CANCELLABLE, type Flow, ORDER_STATUSES, type OrderStatus, statusesBefore } from './orderStatus.ts';
import { isUnanswered } from './payment.ts';

const { ORDERS_TABLE } = readEnvironment({ ORDERS_TABLE: name });

/** How long a claim on a mail holds, in seconds; longer than any function that sends one may run. */
export const MAIL_LEASE_SECONDS = 60;

/** Partition key of the index `byCustomerStatus`. */
export const customerStatus = (customerId: string, status: OrderStatus): string => `${customerId}#${status}`;

/** How long an order may stand still before `settleStaleOrders` looks after it, in seconds; longer than a message of the queue may wait. */
export const STILL_SECONDS = 300;

/**
 * Keys of the index `byOpenUntil`, which holds the orders that something must still happen to, and when it is to be looked whether it has.
 * 16 partitions, by the first digit of the id: one would take only 1,000 writes a second.
 */
export const openKeys = (orderId: string, until = Date.now() + STILL_SECONDS * 1000) => ({
  openIn: orderId.charAt(0),
  openUntil: new Date(until).toISOString(),
});

/** The row of an order, with the keys of the indexes. */
export const rowOf = (order: Order) => ({
  ...order,
  customerStatus: customerStatus(order.customerId, order.status),
  ...openKeys(order.orderId, Date.parse(order.createdAt) + STILL_SECONDS * 1000),
});

/** An order as its row is read: what the shop keeps beside it. */
export type StoredOrder = Order & {
  /** Of the workflow's task that waits for the payment. */
  taskToken?: string;
  openUntil?: string;
  /** How often the workflow was started anew. */
  restarts?: number;
  /** When it was tried, and failed for a reason that no later attempt changes (ISO 8601). */
  failedAttempts?: Set<string>;
};

/**
 * Writes a new order if no row of its id is there.
 *
 * @returns the order that stands: this one, or the one that was there before
 */
export const recordOrder = async (order: Order): Promise<Order> => {
  const { written, row } = await putOnce({
    TableName: ORDERS_TABLE,
    Item: rowOf(order),
    ConditionExpression: 'attribute_not_exists(orderId)',
  });
  return written ? order : (row as Order);
};

/** The order, as the last write left it. */
export const readOrder = async (orderId: string): Promise<StoredOrder | undefined> => {
  const { Item } = await dynamodb.send(
    new GetCommand({ TableName: ORDERS_TABLE, Key: { orderId }, ConsistentRead: true }),
  );
  return Item as StoredOrder | undefined;
};

/** A customer's orders, newest first; of one status where one is given. */
export const listOrders = (
  customerId: string,
  status: OrderStatus | undefined,
  page: PageRequest,
): Promise<Page<Order>> => {
  const list = { table: ORDERS_TABLE, key: 'orderId' };
  return status === undefined
    ? queryPage({ ...list, index: 'byCustomer', partition: ['customerId', customerId] }, page)
    : queryPage(
        { ...list, index: 'byCustomerStatus', partition: ['customerStatus', customerStatus(customerId, status)] },
        page,
      );
};

/**
 * Moves an order along its table of transitions, in one conditional write.
 *
 * @param from the states from which it may be moved, where these are fewer than the table has; what ships is cancelled only where that is named
 * @param restart whether its workflow, which has ended, is to be started anew: counted by the same write
 * @returns the order as it stands after the call; its status is not `to` where no such move was allowed
 * @throws Error when this customer has no such order
 */
export const moveOrder = async (
  { orderId, customerId }: Pick<Order, 'orderId' | 'customerId'>,
  to: OrderStatus,
  reason?: Order['reason'],
  from: readonly OrderStatus[] = to === 'cancelled' ? CANCELLABLE : ORDER_STATUSES,
  restart = false,
): Promise<StoredOrder> => {
  const open = openKeys(orderId);
  const statuses = (flow: Flow) => statusesBefore(to, flow).filter((status) => from.includes(status));
  const unpaid = allowed('unpaid', statuses('withoutPayment'));
  const paid = allowed('paid', statuses('withPayment'));
  const command = new UpdateCommand({
    TableName: ORDERS_TABLE,
    Key: { orderId },
    UpdateExpression: `SET #status = :to, customerStatus = :customerStatus, updatedAt = :now${reason ? ', reason = :reason' : ''}${restart ? ', restarts = if_not_exists(restarts, :none) + :one' : ''}${
      // What ships stays open as long as it was: it is yet to be told of. For the rest there is time anew
      to === 'shipping' ? ' REMOVE taskToken' : ', openIn = :openIn, openUntil = :openUntil'
    }`,
    ConditionExpression: `customerId = :customerId AND (${[
      ...(unpaid.condition ? [`(attribute_not_exists(payment) AND ${unpaid.condition})`] : []),
      ...(paid.condition ? [`(attribute_exists(payment) AND ${paid.condition})`] : []),
    ].join(' OR ')})`,
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: {
      ':to': to,
      ':customerId': customerId,
      ':customerStatus': customerStatus(customerId, to),
      ':now': new Date().toISOString(),
      ...(reason ? { ':reason': reason } : {}),
      ...(restart ? { ':none': 0, ':one': 1 } : {}),
      ...(to === 'shipping' ? {} : { ':openIn': open.openIn, ':openUntil': open.openUntil }),
      ...unpaid.values,
      ...paid.values,
    },
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  try {
    const { Attributes } = await retryConflicts(() => dynamodb.send(command));
    return Attributes as StoredOrder;
  } catch (error) {
    const standing = rowThatRefused(error) as StoredOrder | undefined;
    if (standing?.customerId !== customerId) throw new Error(`There is no order ${orderId} of this customer`);
    return standing;
  }
};

/** The condition that an order has one of `statuses`, none where there is none, and the values that it names. */
const allowed = (prefix: string, statuses: OrderStatus[]) => ({
  condition: statuses.length > 0 && `#status IN (${statuses.map((_, index) => `:${prefix}${index}`).join(', ')})`,
  values: Object.fromEntries(statuses.map((status, index) => [`:${prefix}${index}`, status])),
});

/** The right to send one mail of an order. `claimedAt` is there when this call holds it. */
export type MailClaim = { key: MailKey; order: StoredOrder; claimedAt?: string };

/**
 * Claims the right to send an order's mail: nobody has sent it, and nobody has been sending it for less than the lease.
 *
 * @param expected what the order must be besides, e.g. `{ status: 'shipping' }`
 * @returns the claim, or without `claimedAt` the order that refused it; `undefined` when there is no such order
 */
export const claimMail = async (
  key: MailKey,
  orderId: string,
  expected: Partial<Pick<Order, 'status' | 'requestHash'>>,
): Promise<MailClaim | undefined> => {
  const now = Date.now();
  const claimedAt = new Date(now).toISOString();
  const attributes = Object.keys(expected);
  const { written, row } = await updateOnce({
    TableName: ORDERS_TABLE,
    Key: { orderId },
    UpdateExpression: 'SET mails.#mail = :claim',
    ConditionExpression: [
      'attribute_exists(orderId)',
      ...attributes.map((attribute) => `#${attribute} = :${attribute}`),
      '(attribute_not_exists(mails.#mail) OR (mails.#mail.#state = :sending AND mails.#mail.#at < :expired))',
    ].join(' AND '),
    ExpressionAttributeNames: {
      ...Object.fromEntries(attributes.map((attribute) => [`#${attribute}`, attribute])),
      '#mail': key,
      '#state': 'state',
      '#at': 'at',
    },
    ExpressionAttributeValues: {
      ...Object.fromEntries(Object.entries(expected).map(([attribute, value]) => [`:${attribute}`, value])),
      ':claim': { state: 'sending', at: claimedAt },
      ':sending': 'sending',
      ':expired': new Date(now - MAIL_LEASE_SECONDS * 1000).toISOString(),
    },
  });
  const order = row as StoredOrder | undefined;
  return order && { key, order, ...(written ? { claimedAt } : {}) };
};

/** Notes that the mail was sent: it is never sent again. With that of its shipping an order is done, and closed by the same write. */
export const markMailSent = async ({ key, order }: MailClaim): Promise<void> => {
  const note = {
    UpdateExpression: 'SET mails.#mail = :sent',
    ExpressionAttributeNames: { '#mail': key },
    ExpressionAttributeValues: { ':sent': { state: 'sent', at: new Date().toISOString() } },
  };
  const { orderId, openUntil, payment } = order;
  const isDone = key === 'shipping' && !Object.values(payment?.refunds ?? {}).some(isUnanswered);
  if (!isDone || openUntil === undefined) return updateMail(orderId, note);
  const closed = await wasWritten(
    updateMail(orderId, {
      ...note,
      UpdateExpression: `${note.UpdateExpression} REMOVE openIn, openUntil`,
      ConditionExpression: 'openUntil = :seen',
      ExpressionAttributeValues: { ...note.ExpressionAttributeValues, ':seen': openUntil },
    }),
  );
  if (!closed) await updateMail(orderId, note); // something else was begun meanwhile: it stays open for that
};

/** Gives a claim back, so that the next try need not wait for its lease to end. A claim that another call took over stays. */
export const releaseMail = async ({ key, order, claimedAt }: MailClaim): Promise<void> => {
  await wasWritten(
    updateMail(order.orderId, {
      UpdateExpression: 'REMOVE mails.#mail',
      ConditionExpression: 'mails.#mail.#state = :sending AND mails.#mail.#at = :claimedAt',
      ExpressionAttributeNames: { '#mail': key, '#state': 'state', '#at': 'at' },
      ExpressionAttributeValues: { ':sending': 'sending', ':claimedAt': claimedAt },
    }),
  );
};

const updateMail = async (
  orderId: string,
  update: {
    UpdateExpression: string;
    ConditionExpression?: string;
    ExpressionAttributeNames: Record<string, string>;
    ExpressionAttributeValues: Record<string, unknown>;
  },
): Promise<void> => {
  const command = new UpdateCommand({ TableName: ORDERS_TABLE, Key: { orderId }, ...update });
  await retryConflicts(() => dynamodb.send(command));
};
