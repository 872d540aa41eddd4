import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { dynamodb } from '@ecommerce/shared/dynamodb.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { updateOnce } from '@ecommerce/shared/writeOnce.ts';
import * as z from 'zod';
import type { Order } from '../order/order.ts';
import { readOrders } from '../order/orderStore.ts';
import { hasPayment, isUnpaid } from '../order/orderWithPayment.ts';
import type { Buyer } from './buyer.ts';

const { UNPAID_ORDERS_TABLE, MAX_UNPAID_ORDERS, MAX_UNPAID_ORDERS_PER_CLIENT, MAX_UNPAID_UNITS, PAYMENT_MINUTES } =
  readEnvironment({
    UNPAID_ORDERS_TABLE: name,
    MAX_UNPAID_ORDERS: z.coerce.number().int().min(1).max(1000),
    MAX_UNPAID_ORDERS_PER_CLIENT: z.coerce.number().int().min(1).max(1000),
    MAX_UNPAID_UNITS: z.coerce.number().int().positive(),
    PAYMENT_MINUTES: z.coerce.number().int().positive(),
  });

/** How long the row is kept after the last order's payment deadline, in seconds. */
const SPARE_SECONDS = 86_400;

/** The number of orders read at once and removed by one update. */
const BATCH = 50;

/** Attempts to free the limit while other requests of the customer use it up. */
const ATTEMPTS = 5;

/** What unpaid orders are counted by: a customer or, for guests, also the client that they came from. */
export type UnpaidCounter = { id: string; maxOrders: number };

/** Returns what counts a buyer's unpaid orders. */
export const unpaidCounters = ({ customerId, client }: Pick<Buyer, 'customerId' | 'client'>): UnpaidCounter[] => [
  { id: customerId, maxOrders: MAX_UNPAID_ORDERS },
  ...(client === undefined ? [] : [{ id: client, maxOrders: MAX_UNPAID_ORDERS_PER_CLIENT }]),
];

/** The orders of a counter that had to be paid when they were placed. Paid or ended ones are removed only when a limit is reached. */
type UnpaidOrders = { orderIds?: Set<string>; units?: number };

/** Returns the number of units that an order reserves until it is paid. */
const unitsOf = ({ items }: Pick<Order, 'items'>): number => items.reduce((sum, { quantity }) => sum + quantity, 0);

/** Returns whether the order exceeds the limit by itself, however many others are paid. */
export const exceedsLimit = (order: Pick<Order, 'items'>): boolean => unitsOf(order) > MAX_UNPAID_UNITS;

/**
 * Returns the update that counts a new order, part of the transaction that writes it. Its condition fails if a limit would be exceeded.
 */
export const countOrderUpdate = ({ id, maxOrders }: UnpaidCounter, order: Order, now: Date) => ({
  TableName: UNPAID_ORDERS_TABLE,
  Key: { customerId: id },
  UpdateExpression: 'ADD orderIds :ids, #units :units SET expiresAt = :expiresAt',
  ConditionExpression:
    '(attribute_not_exists(orderIds) OR size(orderIds) < :maxOrders) AND (attribute_not_exists(#units) OR #units <= :room)',
  ExpressionAttributeNames: { '#units': 'units' },
  ExpressionAttributeValues: {
    ':ids': new Set([order.orderId]),
    ':units': unitsOf(order),
    ':maxOrders': maxOrders,
    ':room': MAX_UNPAID_UNITS - unitsOf(order),
    ':expiresAt': Math.floor(now.getTime() / 1000) + PAYMENT_MINUTES * 60 + SPARE_SECONDS,
  },
});

/**
 * Checks whether there may be another unpaid order. If a limit is reached, orders that are paid or have ended by now are removed from the
 * count. This only rejects early; the transaction that writes the order decides.
 *
 * @throws DomainError TOO_MANY_UNPAID_ORDERS (with the limits and the current numbers); UNAVAILABLE
 */
export const ensureUnpaidLimits = async (counters: UnpaidCounter[], order: Pick<Order, 'items'>): Promise<void> => {
  for (const counter of counters) await ensureUnpaidLimit(counter, order);
};

const ensureUnpaidLimit = async (counter: UnpaidCounter, order: Pick<Order, 'items'>): Promise<void> => {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const row = await readUnpaidOrders(counter.id);
    if (isWithinLimit(counter, row, order)) return;
    if (exceedsLimit(order) || !(await removeSettled(counter.id, row))) throw tooMany(counter, row, order);
  }
  throw unpaidOrdersBusy();
};

/** Returns the error for a customer whose own concurrent requests keep conflicting. */
export const unpaidOrdersBusy = (): DomainError =>
  new DomainError('UNAVAILABLE', 'Several of your orders are being placed just now: try again.');

const readUnpaidOrders = async (customerId: string): Promise<UnpaidOrders> => {
  const { Item = {} } = await dynamodb.send(
    new GetCommand({ TableName: UNPAID_ORDERS_TABLE, Key: { customerId }, ConsistentRead: true }),
  );
  return Item;
};

const isWithinLimit = (
  { maxOrders }: UnpaidCounter,
  { orderIds, units = 0 }: UnpaidOrders,
  order: Pick<Order, 'items'>,
): boolean => (orderIds?.size ?? 0) < maxOrders && units + unitsOf(order) <= MAX_UNPAID_UNITS;

/** Removes orders that are paid or have ended. Returns whether there were any, even if another request removed them. */
const removeSettled = async (customerId: string, { orderIds = new Set() }: UnpaidOrders): Promise<boolean> => {
  const all = [...orderIds];
  let found = false;
  for (let start = 0; start < all.length; start += BATCH) {
    const orders = await readOrders(all.slice(start, start + BATCH));
    const settled = orders.filter((order) => !(hasPayment(order) && isUnpaid(order)));
    if (settled.length > 0) await removeOrders(customerId, settled);
    found ||= settled.length > 0;
  }
  return found;
};

/** Removes orders together with their units, if all of them are still in the row: each is removed once. */
const removeOrders = async (customerId: string, orders: Pick<Order, 'orderId' | 'items'>[]): Promise<void> => {
  const ids = orders.map(({ orderId }) => orderId);
  await updateOnce({
    TableName: UNPAID_ORDERS_TABLE,
    Key: { customerId },
    UpdateExpression: 'DELETE orderIds :ids ADD #units :minus',
    ConditionExpression: ids.map((_, index) => `contains(orderIds, :id${index})`).join(' AND '),
    ExpressionAttributeNames: { '#units': 'units' },
    ExpressionAttributeValues: {
      ...Object.fromEntries(ids.map((id, index) => [`:id${index}`, id])),
      ':ids': new Set(ids),
      ':minus': -orders.reduce((sum, order) => sum + unitsOf(order), 0),
    },
  });
};

const tooMany = (
  { maxOrders }: UnpaidCounter,
  { orderIds, units = 0 }: UnpaidOrders,
  order: Pick<Order, 'items'>,
): DomainError =>
  new DomainError(
    'TOO_MANY_UNPAID_ORDERS',
    exceedsLimit(order)
      ? `An order may be of ${MAX_UNPAID_UNITS} pieces at most.`
      : `At most ${maxOrders} orders of ${MAX_UNPAID_UNITS} pieces together may wait for your payment: pay or cancel one of them first.`,
    {
      maxOrders,
      maxUnits: MAX_UNPAID_UNITS,
      openOrders: orderIds?.size ?? 0,
      openUnits: units,
    },
  );
