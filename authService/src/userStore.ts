import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { dynamodb } from '@ecommerce/shared/dynamodb.ts';
import { putOnce } from '@ecommerce/shared/writeOnce.ts';
import type { User } from './account.ts';

const { USERS_TABLE } = readEnvironment({ USERS_TABLE: name });

/** Writes the user's row unless it is there: the first write stands, all later ones change nothing. */
export const putUserOnce = async (user: User): Promise<void> => {
  await putOnce({ TableName: USERS_TABLE, Item: user, ConditionExpression: 'attribute_not_exists(userId)' });
};

/** The row of one user, `undefined` if there is none. */
export const getUser = async (userId: string): Promise<User | undefined> => {
  const { Item } = await dynamodb.send(new GetCommand({ TableName: USERS_TABLE, Key: { userId } }));
  return Item as User | undefined;
};
