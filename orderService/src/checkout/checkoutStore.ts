import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { transactOnce } from '@ecommerce/shared/writeOnce.ts';
import type { Cart } from '../cart/cart.ts';
import { emptyingOf } from '../cart/cartStore.ts';
import type { Order } from '../order/order.ts';
import { recordOrder, rowOf } from '../order/orderStore.ts';
import { countingOf, exceedsLimit } from './unpaidOrderStore.ts';

const { ORDERS_TABLE } = readEnvironment({ ORDERS_TABLE: name });

/** The order that stands under the id, this one or an earlier one; or why none does: the cart has changed, or too much waits for payment. */
export type RecordedCheckout = { standing: Order } | { refusedBy: 'cart' | 'unpaidOrders' };

/**
 * Writes a new order, empties the cart that it was made of and, where it is to be paid, counts it among the customer's unpaid orders: all
 * or nothing.
 *
 * @param cart as it was read: had it changed since, nothing is written; `undefined` where the products were named
 * @throws DomainError UNAVAILABLE when others kept the rows busy
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export const recordCheckout = async (order: Order, cart: Cart | undefined): Promise<RecordedCheckout> => {
  if (!cart && !order.payment) return { standing: await recordOrder(order) };
  if (order.payment && exceedsLimit(order)) return { refusedBy: 'unpaidOrders' };
  const Put = {
    TableName: ORDERS_TABLE,
    Item: rowOf(order),
    ConditionExpression: 'attribute_not_exists(orderId)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
  const { written, conflicts } = await transactOnce([
    { Put },
    ...(cart ? [{ Update: emptying(cart) }] : []),
    ...(order.payment ? [{ Update: countingOf(order, new Date()) }] : []),
  ]);
  if (written) return { standing: order };
  const [ofOrder, second] = conflicts;
  if (ofOrder?.row) return { standing: ofOrder.row as Order };
  return { refusedBy: cart && second ? 'cart' : 'unpaidOrders' };
};

const emptying = ({ customerId, cartId, version }: Cart) => {
  const update = emptyingOf(customerId, new Date());
  return {
    ...update,
    ConditionExpression: 'cartId = :seenId AND #version = :seen',
    ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ':seenId': cartId, ':seen': version },
  };
};
