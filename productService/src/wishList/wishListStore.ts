import { DeleteCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { retryConflicts } from '@ecommerce/shared/conflicts.ts';
import { dynamodb } from '@ecommerce/shared/dynamodb.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { putOnce, updateOnce } from '@ecommerce/shared/writeOnce.ts';
import { MAX_WISHES, type Wish, type WishList } from './wishList.ts';

const { WISH_LISTS_TABLE: TableName } = readEnvironment({ WISH_LISTS_TABLE: name });

/** Attempts to begin a list while other requests do the same. */
const ATTEMPTS = 3;

/** Reads a customer's wish list, consistently; `undefined` if nothing was ever added. */
export const readWishList = async (customerId: string): Promise<WishList | undefined> => {
  const { Item } = await dynamodb.send(new GetCommand({ TableName, Key: { customerId }, ConsistentRead: true }));
  return Item as WishList | undefined;
};

/**
 * Adds an entry, in one conditional write, so that entries from other devices are kept. An entry that is there stays as it is.
 *
 * @returns the entry that is there now
 * @throws DomainError WISH_LIST_FULL
 */
export const putWish = async (customerId: string, variantId: string, wish: Wish): Promise<Wish> => {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const { written, row } = await updateOnce({
      TableName,
      Key: { customerId },
      UpdateExpression: 'SET wishes.#variant = if_not_exists(wishes.#variant, :wish)',
      ConditionExpression:
        'attribute_exists(customerId) AND (attribute_exists(wishes.#variant) OR size(wishes) < :most)',
      ExpressionAttributeNames: { '#variant': variantId },
      ExpressionAttributeValues: { ':wish': wish, ':most': MAX_WISHES },
    });
    if (written) return (row as WishList).wishes[variantId] ?? wish;
    if (row) throw new DomainError('WISH_LIST_FULL', `A wish list has at most ${MAX_WISHES} entries.`);
    const begun = await putOnce({
      TableName,
      Item: { customerId, wishes: { [variantId]: wish } } satisfies WishList,
      ConditionExpression: 'attribute_not_exists(customerId)',
    });
    if (begun.written) return wish;
  }
  throw new DomainError('UNAVAILABLE', 'Several requests are changing the wish list at the same time: try again.');
};

/** Removes an entry, if it is there. */
export const removeWish = async (customerId: string, variantId: string): Promise<void> => {
  await updateOnce({
    TableName,
    Key: { customerId },
    UpdateExpression: 'REMOVE wishes.#variant',
    ConditionExpression: 'attribute_exists(wishes.#variant)',
    ExpressionAttributeNames: { '#variant': variantId },
  });
};

/** Deletes a customer's wish list, if there is one. */
export const deleteWishList = async (customerId: string): Promise<void> => {
  const command = new DeleteCommand({ TableName, Key: { customerId } });
  await retryConflicts(() => dynamodb.send(command));
};
