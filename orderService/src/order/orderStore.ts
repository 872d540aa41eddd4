import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '@ecommerce/shared/batchGet.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { dynamodb, type Page, type PageRequest, queryPage } from '@ecommerce/shared/dynamodb.ts';
import { putOnce, updateOnce } from '@ecommerce/shared/writeOnce.ts';
import { CHECK_SECONDS } from './nextStep.ts';
import type { Order } from './order.ts';
import { CANCELLABLE, type Flow, ORDER_STATUSES, type OrderStatus, statusesBefore } from './orderStatus.ts';

const { ORDERS_TABLE } = readEnvironment({ ORDERS_TABLE: name });

/** Partition key of the index `byCustomerStatus`. */
const customerStatus = (customerId: string, status: OrderStatus): string => `${customerId}#${status}`;

/** An order as its row is read: what the shop keeps beside it. */
export type StoredOrder = Order & {
  /** Counts the changes that call for a step of the workflow. */
  version: number;
  /** When the sweeper enqueues the order again (ISO 8601). Absent when nothing is left to do. */
  nextCheckAt?: string;
  /** The events that were published and whose emails were requested: keys of `pendingNotifications`. */
  notified?: Set<string>;
  trouble?: Trouble;
  /** When the workflow gave up on the remaining work: a person has to do it. */
  stalledAt?: string;
};

/** What has prevented the order's next step, since the last successful one. */
export type Trouble = {
  /** ISO 8601. */
  since: string;
  failures: number;
  /** The failures that no later attempt can change. */
  attempts: number;
  /** The name of the last error. */
  error: string;
};

/**
 * Keys of the index `byNextCheckAt`. It has 16 partitions, by the first digit of the id: one would take only 1,000 writes a second.
 *
 * @param at epoch milliseconds
 */
export const nextCheckKeys = (orderId: string, at = Date.now() + CHECK_SECONDS * 1000) => ({
  sweepShard: orderId.charAt(0),
  nextCheckAt: new Date(at).toISOString(),
});

/** The row of a new order, with the keys of the indexes. */
export const newOrderRow = (order: Order) => ({
  ...order,
  version: 1,
  customerStatus: customerStatus(order.customerId, order.status),
  ...nextCheckKeys(order.orderId, Date.parse(order.createdAt) + CHECK_SECONDS * 1000),
});

/**
 * Writes a new order if no row with its id exists.
 *
 * @returns the order that stands: this one, or the one that was there before
 */
export const recordOrder = async (order: Order): Promise<Order> => {
  const { written, row } = await putOnce({
    TableName: ORDERS_TABLE,
    Item: newOrderRow(order),
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

/**
 * Several orders, as the last writes left them; those that do not exist are left out.
 *
 * @param orderIds each once
 * @throws DomainError UNAVAILABLE when DynamoDB keeps leaving orders out
 */
export const readOrders = async (orderIds: string[]): Promise<StoredOrder[]> => {
  const keys = { [ORDERS_TABLE]: orderIds.map((orderId) => ({ orderId })) };
  const { [ORDERS_TABLE]: rows = [] } = await batchGet(keys, { consistent: true });
  return rows as StoredOrder[];
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

/** The order to change: as it was read, or its id. */
export type OrderKey = Pick<StoredOrder, 'orderId' | 'nextCheckAt'>;

/** A conditional change of an order's row: `set` by paths, `more` for SET terms that depend on the row. */
export type OrderChange = {
  set: Record<string, unknown>;
  more?: string;
  names?: Record<string, string>;
  condition: string;
  values: Record<string, unknown>;
  /** Set if the change is not a step of the order: previous failures still count. */
  keepsTrouble?: boolean;
};

/** The order after a write, and whether the write was made. */
export type Written<Row extends StoredOrder = StoredOrder> = { order: Row; isWritten: boolean };

/**
 * Changes an order in one conditional write. With it the order is a new version, what was in the way of the last one is forgotten, and the
 * sweeper looks after the order within `CHECK_SECONDS`, whatever becomes of the message about the change.
 *
 * @returns `order` as it stands, also where the condition did not hold
 * @throws Error when there is no such order
 */
export const changeOrder = async (key: OrderKey, change: OrderChange): Promise<Written> => {
  const { orderId, nextCheckAt = '' } = key;
  const check = nextCheckKeys(orderId);
  const set = Object.entries({ ...change.set, updatedAt: new Date().toISOString() });
  const expression = [
    ...set.map(([path], index) => `${path} = :set${index}`),
    '#version = #version + :one',
    // A check that comes soon enough stays: moving it would write the index twice
    nextCheckAt > check.nextCheckAt
      ? 'nextCheckAt = :nextCheckAt, sweepShard = :sweepShard'
      : 'nextCheckAt = if_not_exists(nextCheckAt, :nextCheckAt), sweepShard = if_not_exists(sweepShard, :sweepShard)',
  ].join(', ');
  const UpdateExpression = `SET ${expression}${change.more ?? ''} REMOVE stalledAt${change.keepsTrouble ? '' : ', trouble'}`;
  const { written, row } = await updateOnce({
    TableName: ORDERS_TABLE,
    Key: { orderId },
    UpdateExpression,
    ConditionExpression: change.condition,
    ExpressionAttributeNames: {
      '#version': 'version',
      ...usedIn(`${UpdateExpression} ${change.condition}`, { '#status': 'status', ...change.names }),
    },
    ExpressionAttributeValues: {
      ...change.values,
      ...Object.fromEntries(set.map(([, value], index) => [`:set${index}`, value])),
      ':one': 1,
      ':nextCheckAt': check.nextCheckAt,
      ':sweepShard': check.sweepShard,
    },
  });
  if (!row) throw new Error(`There is no order ${orderId}`);
  return { order: row as StoredOrder, isWritten: written };
};

/** DynamoDB rejects names that no expression uses. */
const usedIn = (text: string, names: Record<string, string>) =>
  Object.fromEntries(Object.entries(names).filter(([name]) => text.includes(name)));

/** The attributes of a status: with it goes the key of `byCustomerStatus`. */
export const statusAttributes = ({ customerId }: Pick<Order, 'customerId'>, status: OrderStatus) => ({
  '#status': status,
  customerStatus: customerStatus(customerId, status),
});

/** The states in which an order is ended. */
type EndStatus = 'rejected' | 'cancelled';

/**
 * Ends an order along its table of transitions: its stock and its money go back. Once a parcel has left, it is too late.
 *
 * @param options.from the states from which it may be ended
 * @param options.by the account that ends it
 * @returns the order as it stands; its status is not `to` where that move was not allowed
 */
export const endOrder = async (
  order: OrderKey & Pick<Order, 'customerId'>,
  to: EndStatus,
  reason: NonNullable<Order['reason']>,
  { from = to === 'cancelled' ? CANCELLABLE : ORDER_STATUSES, by }: { from?: readonly OrderStatus[]; by?: string } = {},
): Promise<StoredOrder> => {
  const now = new Date().toISOString();
  const set = { ...statusAttributes(order, to), reason, endedAt: now, ...(by === undefined ? {} : { endedBy: by }) };
  const { condition, values } = transitionTo(to, from);
  const unlessFulfilled = `(${condition}) AND attribute_not_exists(fulfilments)`;
  return (await changeOrder(order, { set, condition: unlessFulfilled, values })).order;
};

/**
 * Confirms an order whose stock is reserved and which is paid, where it is to be paid: → `shipping`.
 *
 * @returns the order as it stands; its status is not `shipping` where that move was not allowed
 */
export const confirmOrder = async (order: OrderKey & Pick<Order, 'customerId'>): Promise<StoredOrder> => {
  const set = { ...statusAttributes(order, 'shipping'), shippedAt: new Date().toISOString() };
  return (await changeOrder(order, { set, ...transitionTo('shipping', ORDER_STATUSES) })).order;
};

/** The condition under which an order may move to a status, by its flow, and the values that it names. */
const transitionTo = (to: OrderStatus, from: readonly OrderStatus[]) => {
  const statuses = (flow: Flow) => statusesBefore(to, flow).filter((status) => from.includes(status));
  const unpaid = oneOf('unpaid', statuses('withoutPayment'));
  const paid = oneOf('paid', statuses('withPayment'));
  return {
    // AND binds closer than OR; DynamoDB refuses parentheses that say nothing
    condition: [
      ...(unpaid.condition ? [`attribute_not_exists(payment) AND ${unpaid.condition}`] : []),
      ...(paid.condition ? [`attribute_exists(payment) AND ${paid.condition}`] : []),
    ].join(' OR '),
    values: { ...unpaid.values, ...paid.values },
  };
};

/** The condition that an order has one of `statuses`, none where there is none, and the values that it names. */
const oneOf = (prefix: string, statuses: OrderStatus[]) => ({
  condition: statuses.length > 0 && `#status IN (${statuses.map((_, index) => `:${prefix}${index}`).join(', ')})`,
  values: Object.fromEntries(statuses.map((status, index) => [`:${prefix}${index}`, status])),
});
