import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '@ecommerce/shared/batchGet.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { dynamodb, type Page, type PageRequest, queryPage } from '@ecommerce/shared/dynamodb.ts';
import { putOnce, updateOnce } from '@ecommerce/shared/writeOnce.ts';
import { endOnce } from './discountUseStore.ts';
import { listKeys } from './listKeys.ts';
import { CHECK_SECONDS } from './nextStep.ts';
import type { Order } from './order.ts';
import {
  CANCELLABLE,
  type Flow,
  isRejectedOrCancelled,
  ORDER_STATUSES,
  type OrderStatus,
  statusesBefore,
} from './orderStatus.ts';

const { ORDERS_TABLE } = readEnvironment({ ORDERS_TABLE: name });

/** Returns the partition key of the index `byCustomerStatus`. */
const customerStatus = (customerId: string, status: OrderStatus): string => `${customerId}#${status}`;

/** An order's row, with attributes that customers do not see. */
export type StoredOrder = Order & {
  /** Counts the changes that call for a step of the workflow. */
  version: number;
  /** When the sweeper enqueues the order again (ISO 8601). Absent when nothing is left to do. */
  nextCheckAt?: string;
  /** The events that were published and whose emails were requested: keys of `pendingNotifications`. */
  notified?: Set<string>;
  stepFailure?: StepFailure;
  /** When the workflow gave up on the remaining work: a person has to do it. */
  stalledAt?: string;
};

/** What has prevented the order's next step, since the last successful one. */
export type StepFailure = {
  /** ISO 8601. */
  since: string;
  failures: number;
  /** The failures that no later attempt can change. */
  permanentFailures: number;
  /** The name of the last error. */
  error: string;
};

/**
 * Returns the keys of the index `byNextCheckAt`. It has 16 partitions, by the first digit of the id: a single one would accept only 1,000
 * writes a second.
 *
 * @param at epoch milliseconds
 */
export const nextCheckKeys = (orderId: string, at = Date.now() + CHECK_SECONDS * 1000) => ({
  sweepShard: orderId.charAt(0),
  nextCheckAt: new Date(at).toISOString(),
});

/** Returns the row of a new order, with the keys of the indexes. */
export const newOrderRow = (order: Order) => ({
  ...order,
  version: 1,
  customerStatus: customerStatus(order.customerId, order.status),
  ...listKeys(order),
  ...nextCheckKeys(order.orderId, Date.parse(order.createdAt) + CHECK_SECONDS * 1000),
});

/**
 * Writes a new order if no row with its id exists.
 *
 * @returns the stored order: this one, or an earlier one
 */
export const recordOrder = async (order: Order): Promise<Order> => {
  const { written, row } = await putOnce({
    TableName: ORDERS_TABLE,
    Item: newOrderRow(order),
    ConditionExpression: 'attribute_not_exists(orderId)',
  });
  return written ? order : (row as Order);
};

/** Reads an order consistently. */
export const readOrder = async (orderId: string): Promise<StoredOrder | undefined> => {
  const { Item } = await dynamodb.send(
    new GetCommand({ TableName: ORDERS_TABLE, Key: { orderId }, ConsistentRead: true }),
  );
  return Item as StoredOrder | undefined;
};

/**
 * Reads several orders consistently. Missing ones are left out.
 *
 * @param orderIds without duplicates
 * @throws DomainError UNAVAILABLE if DynamoDB leaves keys unprocessed after all attempts
 */
export const readOrders = async (orderIds: string[]): Promise<StoredOrder[]> => {
  const keys = { [ORDERS_TABLE]: orderIds.map((orderId) => ({ orderId })) };
  const { [ORDERS_TABLE]: rows = [] } = await batchGet(keys, { consistent: true });
  return rows as StoredOrder[];
};

/** Lists a customer's orders, newest first, optionally of one status. */
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

/** Whether a customer has an order that was neither rejected nor cancelled, or more orders than one page holds. */
export const hasOrdered = async (customerId: string): Promise<boolean> => {
  const { items, nextCursor } = await listOrders(customerId, undefined, { limit: PAGE });
  return nextCursor !== undefined || items.some(({ status }) => !isRejectedOrCancelled(status));
};

/** The same of an email address, whether guests or accounts ordered with it. */
export const hasOrderedWith = async (email: string): Promise<boolean> => {
  const { Items = [], LastEvaluatedKey } = await dynamodb.send(
    new QueryCommand({
      ...{ TableName: ORDERS_TABLE, IndexName: 'byEmail', Limit: PAGE, ScanIndexForward: false },
      ...{ KeyConditionExpression: 'email = :email', ExpressionAttributeValues: { ':email': email } },
    }),
  );
  if (Items.length === 0 || LastEvaluatedKey) return LastEvaluatedKey !== undefined;
  const orders = await readOrders(Items.map(({ orderId }) => String(orderId)));
  return orders.some(({ status }) => !isRejectedOrCancelled(status));
};

/** How many orders of one customer are looked at. */
const PAGE = 100;

/** The order to change: as it was read, or its id. */
export type OrderToChange = Pick<StoredOrder, 'orderId' | 'nextCheckAt'>;

/** A conditional change of an order's row: `set` by paths, `more` for SET terms that depend on the row. */
export type OrderChange = {
  set: Record<string, unknown>;
  /** The order's status after it. */
  status?: OrderStatus;
  more?: string;
  names?: Record<string, string>;
  condition: string;
  values: Record<string, unknown>;
  /** The order's number, if it has none yet. */
  number?: string | undefined;
  /** Set if the change is not a step of the order: previous failures still count. */
  keepsStepFailure?: boolean;
  /** Set if the change calls for no step at all, and leaves everything else as it is. */
  isAnnotation?: true;
  /** Set if the change ends the order: its uses of limited discounts are given back with it. */
  endsOrder?: boolean;
};

/** The order after a write, and whether the write was made. */
export type Written<Row extends StoredOrder = StoredOrder> = { order: Row; isWritten: boolean };

/**
 * Changes an order in one conditional write. The order gets a new version, failures of the previous step are forgotten, and the sweeper
 * checks the order within `CHECK_SECONDS`, even if the message about the change is lost.
 *
 * @param key with the order's customer if the change sets its status. If an account has claimed the order since it was read, the change is
 *   made for that account
 * @returns the current `order`, also if the condition was not met
 * @throws Error if there is no such order
 */
export const changeOrder = async (
  key: OrderToChange & Partial<Pick<Order, 'customerId'>>,
  { status, ...change }: OrderChange,
): Promise<Written> => {
  if (status === undefined) return writeChange(key, change);
  const write = (customerId: string | undefined) =>
    writeChange(key, {
      ...change,
      set: { ...statusAttributes(customerId, status), ...change.set },
      condition: `(${change.condition}) AND customerId = :customerId`,
      values: { ...change.values, ':customerId': customerId },
    });
  const written = await write(key.customerId);
  const { customerId } = written.order;
  return written.isWritten || customerId === key.customerId ? written : write(customerId);
};

/** Returns the attributes by which an order belongs to a customer: the keys of their two indexes. */
export const customerAttributes = (customerId: string, status: OrderStatus) => ({
  customerId,
  customerStatus: customerStatus(customerId, status),
});

/** Returns the attributes of a status, including the key of `byCustomerStatus`. */
const statusAttributes = (customerId = '', status: OrderStatus) => ({
  '#status': status,
  customerStatus: customerStatus(customerId, status),
});

const writeChange = async (key: OrderToChange, change: Omit<OrderChange, 'status'>): Promise<Written> => {
  const { orderId } = key;
  const check = change.isAnnotation ? undefined : nextCheckTerms(key);
  const set = Object.entries({ ...change.set, ...(check ? { updatedAt: new Date().toISOString() } : {}) });
  const expression = [
    ...set.map(([path], index) => `${path} = :set${index}`),
    '#version = #version + :one',
    ...(change.number === undefined ? [] : ['#number = if_not_exists(#number, :number)']),
    ...(check ? [check.expression] : []),
  ].join(', ');
  const removed = ['stalledAt', ...(change.keepsStepFailure ? [] : ['stepFailure'])];
  const UpdateExpression = `SET ${expression}${change.more ?? ''}${check ? ` REMOVE ${removed.join(', ')}` : ''}`;
  const update = {
    TableName: ORDERS_TABLE,
    Key: { orderId },
    UpdateExpression,
    ConditionExpression: change.condition,
    ExpressionAttributeNames: {
      '#version': 'version',
      ...usedIn(`${UpdateExpression} ${change.condition}`, {
        '#status': 'status',
        '#number': 'number',
        ...change.names,
      }),
    },
    ExpressionAttributeValues: {
      ...change.values,
      ...Object.fromEntries(set.map(([, value], index) => [`:set${index}`, value])),
      ':one': 1,
      ...(change.number === undefined ? {} : { ':number': change.number }),
      ...check?.values,
    },
  };
  const { written, row } = await (change.endsOrder ? endOnce(update) : updateOnce(update));
  if (!row) throw new Error(`There is no order ${orderId}`);
  return { order: row as StoredOrder, isWritten: written };
};

/** The terms that set an order's next check. A check that is soon enough stays: moving it would write the index twice. */
const nextCheckTerms = ({ orderId, nextCheckAt = '' }: OrderToChange) => {
  const check = nextCheckKeys(orderId);
  return {
    expression:
      nextCheckAt > check.nextCheckAt
        ? 'nextCheckAt = :nextCheckAt, sweepShard = :sweepShard'
        : 'nextCheckAt = if_not_exists(nextCheckAt, :nextCheckAt), sweepShard = if_not_exists(sweepShard, :sweepShard)',
    values: { ':nextCheckAt': check.nextCheckAt, ':sweepShard': check.sweepShard },
  };
};

/**
 * Requests that a customer's data is erased from an order. The workflow does so when the order's time has come.
 *
 * @returns whether it was requested now, not before
 */
export const requestErasure = async (orderId: string, now: Date): Promise<boolean> => {
  const { isWritten } = await changeOrder(
    { orderId },
    {
      set: { erasureRequestedAt: now.toISOString() },
      condition: 'attribute_exists(orderId) AND attribute_not_exists(erasureRequestedAt)',
      values: {},
      keepsStepFailure: true,
    },
  );
  return isWritten;
};

/** DynamoDB rejects names that no expression uses. */
const usedIn = (text: string, names: Record<string, string>) =>
  Object.fromEntries(Object.entries(names).filter(([name]) => text.includes(name)));

/** The statuses in which an order has ended without shipping. */
type EndStatus = 'rejected' | 'cancelled';

/**
 * Ends an order, if its transitions allow it. The workflow then releases its stock and refunds its money. Once a parcel has left, it is
 * too late.
 *
 * @param options.from the states from which it may be ended
 * @param options.by the account that ends it
 * @param options.number the order's number, if it has none yet
 * @returns the current order; its status is not `to` if the transition was not allowed
 */
export const endOrder = async (
  order: OrderToChange & Pick<Order, 'customerId'>,
  to: EndStatus,
  reason: NonNullable<Order['reason']>,
  {
    from = to === 'cancelled' ? CANCELLABLE : ORDER_STATUSES,
    by,
    number,
  }: { from?: readonly OrderStatus[]; by?: string; number?: string | undefined } = {},
): Promise<StoredOrder> => {
  const now = new Date().toISOString();
  const set = { reason, endedAt: now, ...(by === undefined ? {} : { endedBy: by }) };
  const { condition, values } = transitionTo(to, from);
  const unlessFulfilled = `(${condition}) AND attribute_not_exists(fulfilments)`;
  return (await changeOrder(order, { status: to, set, condition: unlessFulfilled, values, number, endsOrder: true }))
    .order;
};

/**
 * Confirms an order whose stock is reserved and which is paid, if it has to be: → `shipping`.
 *
 * @param number the order's number, if it has none yet
 * @returns the current order; its status is not `shipping` if the transition was not allowed
 */
export const confirmOrder = async (
  order: OrderToChange & Pick<Order, 'customerId'>,
  number?: string,
): Promise<StoredOrder> => {
  const set = { shippedAt: new Date().toISOString() };
  return (await changeOrder(order, { status: 'shipping', set, ...transitionTo('shipping', ORDER_STATUSES), number }))
    .order;
};

/** Returns the condition under which an order may move to a status, by its flow, and the condition's values. */
const transitionTo = (to: OrderStatus, from: readonly OrderStatus[]) => {
  const statuses = (flow: Flow) => statusesBefore(to, flow).filter((status) => from.includes(status));
  const unpaid = oneOf('unpaid', statuses('withoutPayment'));
  const paid = oneOf('paid', statuses('withPayment'));
  return {
    // AND binds more tightly than OR; DynamoDB rejects redundant parentheses
    condition: [
      ...(unpaid.condition ? [`attribute_not_exists(payment) AND ${unpaid.condition}`] : []),
      ...(paid.condition ? [`attribute_exists(payment) AND ${paid.condition}`] : []),
    ].join(' OR '),
    values: { ...unpaid.values, ...paid.values },
  };
};

/** Returns the condition that an order has one of `statuses` (none if empty), and its values. */
const oneOf = (prefix: string, statuses: OrderStatus[]) => ({
  condition: statuses.length > 0 && `#status IN (${statuses.map((_, index) => `:${prefix}${index}`).join(', ')})`,
  values: Object.fromEntries(statuses.map((status, index) => [`:${prefix}${index}`, status])),
});
