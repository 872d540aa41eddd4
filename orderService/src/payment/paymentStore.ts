import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { updateOnce } from '@ecommerce/shared/writeOnce.ts';
import type { Order } from '../order/order.ts';
import { type OrderStatus, PAYABLE } from '../order/orderStatus.ts';
import { customerStatus, openKeys, type StoredOrder } from '../order/orderStore.ts';
import type { Payment, Refund } from '../order/payment.ts';

/** What is paid and paid back, as the order's row keeps it. All amounts are integer minor units. */

const { ORDERS_TABLE } = readEnvironment({ ORDERS_TABLE: name });

/** How long after its payment is due an order that waits for it is looked after, in seconds: the workflow's own time-out comes first. */
const OVERDUE_SECONDS = 120;

/** An order with a payment. */
export type PaidOrder = StoredOrder & { payment: Payment };
export const isPaidOrder = (order: StoredOrder | undefined): order is PaidOrder => order?.payment !== undefined;

/** Whether the order still takes money, and none has come. */
export const isUnpaid = ({ status, payment }: PaidOrder): boolean =>
  PAYABLE.includes(status) && payment.capturedAmount === 0;

/** The order as it stands after a write, and whether the write was made. */
export type Written = { order: PaidOrder; isWritten: boolean };

/**
 * The stock is taken, the payment may come: `pending` → `awaiting_payment`, with the token by which whoever notes the payment wakes the
 * workflow. A later token replaces an earlier one. Nothing is written on an order that is paid, or not payable any more.
 */
export const awaitPaymentOf = (key: Pick<Order, 'orderId' | 'customerId'>, taskToken: string, dueAt: string) =>
  write(key.orderId, {
    set: { ...statusOf(key, 'awaiting_payment'), taskToken, ...openKeys(key.orderId, untilAfter(dueAt)) },
    condition: '#status IN (:pending, :awaiting) AND payment.capturedAmount = :zero',
    values: { ':pending': 'pending', ':awaiting': 'awaiting_payment', ':zero': 0 },
  });

const untilAfter = (dueAt: string): number => Date.parse(dueAt) + OVERDUE_SECONDS * 1000;

/** The order was paid before its stock was taken, and now it is: `pending` → `completed`. */
export const completePaidOrder = (order: PaidOrder) =>
  write(order.orderId, {
    set: { ...statusOf(order, 'completed'), ...openKeys(order.orderId) },
    condition: '#status = :pending AND payment.capturedAmount > :zero',
    values: { ':pending': 'pending', ':zero': 0 },
  });

/**
 * Notes that the money has come, once; an order that waits for it is `completed` by the same write. In any other status it stays in it, and
 * is looked after: an order that takes no money gives it back.
 *
 * @param order as it was read; the row decides
 * @returns the order as it stands, with what was captured first
 */
export const noteCapture = async (order: PaidOrder, amount: number): Promise<PaidOrder> => {
  for (let standing = order; ; ) {
    const status = standing.status === 'awaiting_payment' ? 'completed' : standing.status;
    const written = await write(order.orderId, {
      set: { ...statusOf(order, status), ...openKeys(order.orderId), 'payment.capturedAmount': amount },
      condition: '#status = :seen AND payment.capturedAmount = :zero',
      values: { ':seen': standing.status, ':zero': 0 },
    });
    standing = written.order; // refused: its status moved on meanwhile, which it can do but a few times
    if (written.isWritten || standing.payment.capturedAmount > 0) return standing;
  }
};

/**
 * Notes a refund that is to be made, before the provider is asked: two at once can never exceed what was captured, for the sum must still
 * be what `order` says.
 */
export const beginRefund = ({ orderId, payment }: PaidOrder, key: string, refund: Refund) =>
  write(orderId, {
    set: {
      ...openKeys(orderId),
      'payment.refunds.#key': refund,
      'payment.refundedAmount': payment.refundedAmount + refund.amount,
    },
    names: { '#key': key },
    condition:
      'attribute_not_exists(payment.refunds.#key) AND payment.refundedAmount = :seen AND payment.capturedAmount = :captured',
    values: { ':seen': payment.refundedAmount, ':captured': payment.capturedAmount },
  });

/** A refund that was made at the provider by hand: a fact, whatever the sum. Nothing where it is noted already. */
export const noteForeignRefund = ({ orderId, payment }: PaidOrder, key: string, refund: Refund) =>
  write(orderId, {
    set: {
      'payment.refunds.#key': refund,
      'payment.refundedAmount': payment.refundedAmount + (refund.state === 'failed' ? 0 : refund.amount),
    },
    names: { '#key': key },
    condition: 'attribute_not_exists(payment.refunds.#key) AND payment.refundedAmount = :seen',
    values: { ':seen': payment.refundedAmount },
  });

/** From which states a refund may come to each: news of it come in any order, and never lead back. */
const BEFORE = {
  requested: ['requested'],
  succeeded: ['requested'],
  failed: ['requested', 'succeeded'],
} satisfies Record<Refund['state'], Refund['state'][]>;

/** Notes what became of a refund. One that failed counts no more. */
export const settleRefund = (
  { orderId, payment }: PaidOrder,
  key: string,
  { state, refundId }: Pick<Refund, 'state' | 'refundId'>,
) => {
  const before = BEFORE[state];
  const failed = state === 'failed' ? { ':amount': payment.refunds[key]?.amount ?? 0 } : {};
  return write(orderId, {
    set: {
      'payment.refunds.#key.#state': state,
      ...(state === 'failed' ? openKeys(orderId) : {}), // an order that takes no money owes it again
      ...(refundId === undefined ? {} : { 'payment.refunds.#key.refundId': refundId }),
    },
    ...(state === 'failed' ? { more: ', payment.refundedAmount = payment.refundedAmount - :amount' } : {}),
    names: { '#key': key, '#state': 'state' },
    condition: `payment.refunds.#key.#state IN (${before.map((_, index) => `:before${index}`).join(', ')})`,
    values: { ...failed, ...Object.fromEntries(before.map((one, index) => [`:before${index}`, one])) },
  });
};

const statusOf = ({ customerId }: Pick<Order, 'customerId'>, status: OrderStatus) => ({
  '#status': status,
  customerStatus: customerStatus(customerId, status),
});

/** One conditional write on a paid order's row: `set` by paths, `more` for what is reckoned from what stands. */
const write = async (
  orderId: string,
  change: {
    set: Record<string, unknown>;
    more?: string;
    names?: Record<string, string>;
    condition: string;
    values: Record<string, unknown>;
  },
): Promise<Written> => {
  const set = Object.entries({ ...change.set, updatedAt: new Date().toISOString() });
  const expression = `SET ${set.map(([path], index) => `${path} = :set${index}`).join(', ')}${change.more ?? ''}`;
  const { written, row } = await updateOnce({
    TableName: ORDERS_TABLE,
    Key: { orderId },
    UpdateExpression: expression,
    ConditionExpression: `attribute_exists(payment) AND ${change.condition}`,
    ...namesIn(`${expression} ${change.condition}`, { '#status': 'status', ...change.names }),
    ExpressionAttributeValues: {
      ...change.values,
      ...Object.fromEntries(set.map(([, value], index) => [`:set${index}`, value])),
    },
  });
  const order = row as StoredOrder | undefined;
  if (!isPaidOrder(order)) throw new Error(`There is no order ${orderId} with a payment`);
  return { order, isWritten: written };
};

/** DynamoDB refuses names that no expression uses. */
const namesIn = (text: string, names: Record<string, string>) => {
  const used = Object.entries(names).filter(([name]) => text.includes(name));
  return used.length > 0 ? { ExpressionAttributeNames: Object.fromEntries(used) } : {};
};
