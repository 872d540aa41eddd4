import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { transactOnce } from '@ecommerce/shared/writeOnce.ts';
import type { Cart } from '../cart/cart.ts';
import { emptyCartUpdate } from '../cart/cartStore.ts';
import type { Order } from '../order/order.ts';
import { newOrderRow, recordOrder } from '../order/orderStore.ts';
import { countOrderUpdate, exceedsLimit } from './unpaidOrderStore.ts';

const { ORDERS_TABLE } = readEnvironment({ ORDERS_TABLE: name });

/**
 * The order stored with the id, this one or an earlier one; or why there is none: the cart has changed, or too many orders await payment.
 */
export type CheckoutOutcome = { stored: Order } | { conflict: 'cart' | 'unpaidOrders' };

/**
 * Writes a new order, empties its cart and, if it has to be paid, counts it among the customer's unpaid orders: all or nothing.
 *
 * @param cart as it was read: nothing is written if it has changed since; `undefined` if the request named the products
 * @throws DomainError UNAVAILABLE if conflicts with other writes persist
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export const recordCheckout = async (order: Order, cart: Cart | undefined): Promise<CheckoutOutcome> => {
  if (!cart && !order.payment) return { stored: await recordOrder(order) };
  if (order.payment && exceedsLimit(order)) return { conflict: 'unpaidOrders' };
  const Put = {
    TableName: ORDERS_TABLE,
    Item: newOrderRow(order),
    ConditionExpression: 'attribute_not_exists(orderId)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
  const { written, conflicts } = await transactOnce([
    { Put },
    ...(cart ? [{ Update: emptyCartIfUnchanged(cart) }] : []),
    ...(order.payment ? [{ Update: countOrderUpdate(order, new Date()) }] : []),
  ]);
  if (written) return { stored: order };
  const [ofOrder, second] = conflicts;
  if (ofOrder?.row) return { stored: ofOrder.row as Order };
  return { conflict: cart && second ? 'cart' : 'unpaidOrders' };
};

const emptyCartIfUnchanged = ({ customerId, cartId, version }: Cart) => {
  const update = emptyCartUpdate(customerId, new Date());
  return {
    ...update,
    ConditionExpression: 'cartId = :seenId AND #version = :seen',
    ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ':seenId': cartId, ':seen': version },
  };
};
