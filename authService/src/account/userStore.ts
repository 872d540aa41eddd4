import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { retryConflicts } from '@ecommerce/shared/conflicts.ts';
import { dynamodb } from '@ecommerce/shared/dynamodb.ts';
import type { User } from './account.ts';

const { USERS_TABLE } = readEnvironment({ USERS_TABLE: name });

/** Writes the missing attributes of a user's row. Existing attributes never change. */
export const putUserOnce = async ({ userId, ...fields }: User): Promise<void> => {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  const command = new UpdateCommand({
    TableName: USERS_TABLE,
    Key: { userId },
    UpdateExpression: `SET ${given.map(([field]) => `#${field} = if_not_exists(#${field}, :${field})`).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(given.map(([field]) => [`#${field}`, field])),
    ExpressionAttributeValues: Object.fromEntries(given.map(([field, value]) => [`:${field}`, value])),
  });
  await retryConflicts(() => dynamodb.send(command));
};

/** Reads a user's row; `undefined` if there is none. */
export const getUser = async (userId: string): Promise<User | undefined> => {
  const { Item } = await dynamodb.send(
    new GetCommand({ TableName: USERS_TABLE, Key: { userId }, ConsistentRead: true }),
  );
  return Item as User | undefined;
};
