import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { transactOnce } from '@ecommerce/shared/writeOnce.ts';
import type { Cart } from '../cart/cart.ts';
import { emptyCartUpdate } from '../cart/cartStore.ts';
import { countUseUpdate, type DiscountUse } from '../order/discountUseStore.ts';
import type { Order } from '../order/order.ts';
import { newOrderRow, recordOrder } from '../order/orderStore.ts';
import { countOrderUpdate, exceedsLimit, type UnpaidCounter } from './unpaidOrderStore.ts';

const { ORDERS_TABLE } = readEnvironment({ ORDERS_TABLE: name });

/**
 * The order stored with the id, this one or an earlier one; or why there is none: the cart has changed, too many orders await payment, or a
 * discount has been used up.
 */
export type CheckoutOutcome = { stored: Order } | { conflict: 'cart' | 'unpaidOrders' | 'discountUses' };

/** What is written together with a new order. */
export type CheckoutWrites = {
  /** As it was read: nothing is written if it has changed since. Absent if the request named the products. */
  cart?: Cart | undefined;
  /** Of limited discounts: nothing is written if one has been used up. */
  uses?: DiscountUse[];
  /** What counts the order if it has to be paid. */
  counters: UnpaidCounter[];
};

/**
 * Writes a new order, empties its cart, counts its uses of limited discounts and, if it has to be paid, counts it among the unpaid orders:
 * all or nothing.
 *
 * @throws DomainError UNAVAILABLE if conflicts with other writes persist
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export const recordCheckout = async (
  order: Order,
  { cart, uses = [], counters }: CheckoutWrites,
): Promise<CheckoutOutcome> => {
  if (!cart && !order.payment && uses.length === 0) return { stored: await recordOrder(order) };
  if (order.payment && exceedsLimit(order)) return { conflict: 'unpaidOrders' };
  const Put = {
    TableName: ORDERS_TABLE,
    Item: newOrderRow(order),
    ConditionExpression: 'attribute_not_exists(orderId)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
  const { written, conflicts } = await transactOnce([
    { Put },
    ...uses.map((use) => ({ Update: countUseUpdate(use) })),
    ...(cart ? [{ Update: emptyCartIfUnchanged(cart) }] : []),
    ...(order.payment ? counters.map((counter) => ({ Update: countOrderUpdate(counter, order, new Date()) })) : []),
  ]);
  if (written) return { stored: order };
  const [ofOrder, ...others] = conflicts;
  if (ofOrder?.row) return { stored: ofOrder.row as Order };
  if (others.slice(0, uses.length).some((conflict) => conflict !== undefined)) return { conflict: 'discountUses' };
  return { conflict: cart && others[uses.length] ? 'cart' : 'unpaidOrders' };
};

const emptyCartIfUnchanged = ({ customerId, cartId, version }: Cart) => {
  const update = emptyCartUpdate(customerId, new Date());
  return {
    ...update,
    ConditionExpression: 'cartId = :seenId AND #version = :seen',
    ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ':seenId': cartId, ':seen': version },
  };
};
