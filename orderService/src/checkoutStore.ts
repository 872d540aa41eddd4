import { randomUUID } from 'node:crypto';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { cancellationReasons, retryConflicts } from '@ecommerce/shared/conflicts.ts';
import { dynamodb, fromDynamoDbJson } from '@ecommerce/shared/dynamodb.ts';
import type { Cart } from './cart.ts';
import { emptyingOf } from './cartStore.ts';
import type { Order } from './order.ts';
import { rowOf } from './orderStore.ts';

const { ORDERS_TABLE } = readEnvironment({ ORDERS_TABLE: name });

/**
 * Writes a new order and empties the cart that it was made of, both or neither.
 *
 * @param cart as it was read: had it changed since, nothing is written
 * @returns the order that stands under the id, this one or an earlier one; `undefined` when the cart has changed
 * @throws DomainError UNAVAILABLE when others kept the rows busy
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export const recordCartOrder = async (order: Order, cart: Cart): Promise<Order | undefined> => {
  const { customerId, cartId, version } = cart;
  const emptying = emptyingOf(customerId, new Date());
  const command = new TransactWriteCommand({
    ClientRequestToken: randomUUID(), // one for all attempts, ours and the SDK's
    TransactItems: [
      {
        Put: {
          TableName: ORDERS_TABLE,
          Item: rowOf(order),
          ConditionExpression: 'attribute_not_exists(orderId)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
      {
        Update: {
          ...emptying,
          ConditionExpression: 'cartId = :seenId AND #version = :seen',
          ExpressionAttributeValues: { ...emptying.ExpressionAttributeValues, ':seenId': cartId, ':seen': version },
        },
      },
    ],
  });
  try {
    await retryConflicts(() => dynamodb.send(command));
    return order;
  } catch (error) {
    const [ofOrder, ofCart] = cancellationReasons(error);
    if (ofOrder?.Item) return fromDynamoDbJson(ofOrder.Item) as Order;
    if (ofCart?.Code === 'ConditionalCheckFailed') return undefined;
    throw error;
  }
};
