import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { dynamodb } from '@ecommerce/shared/dynamodb.ts';
import { transactOnce, updateOnce } from '@ecommerce/shared/writeOnce.ts';
import type { User } from './account.ts';
import { ageKeys, emailEntry, nameEntry } from './userEntries.ts';

const { USERS_TABLE } = readEnvironment({ USERS_TABLE: name });

/** Writes what is missing of the user's row and its entries: the first write stands, all later ones change nothing. */
export const putUserOnce = async (user: User): Promise<void> => {
  const rows = [
    nameEntry(user.userId, user.fullName),
    emailEntry(user.userId, user.email),
    { ...user, ...ageKeys(user) },
  ];
  await transactOnce(rows.map((row) => ({ Update: missingOf(row) })));
};

/** The update that sets the attributes which a row does not have. */
const missingOf = ({ userId, ...fields }: { userId: string }) => {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return {
    TableName: USERS_TABLE,
    Key: { userId },
    UpdateExpression: `SET ${given.map(([field]) => `#${field} = if_not_exists(#${field}, :${field})`).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(given.map(([field]) => [`#${field}`, field])),
    ExpressionAttributeValues: Object.fromEntries(given.map(([field, value]) => [`:${field}`, value])),
  };
};

/** Reads a user's row; `undefined` if there is none. */
export const getUser = async (userId: string): Promise<User | undefined> => {
  const { Item } = await dynamodb.send(
    new GetCommand({ TableName: USERS_TABLE, Key: { userId }, ConsistentRead: true }),
  );
  return Item as User | undefined;
};

/** Notes whether an account's sign-ins ask for a code; of an account that is gone nothing. */
export const setMfa = async (userId: string, mfa: boolean): Promise<void> => {
  await updateOnce({
    TableName: USERS_TABLE,
    Key: { userId },
    UpdateExpression: 'SET mfa = :mfa',
    ConditionExpression: 'attribute_exists(username)',
    ExpressionAttributeValues: { ':mfa': mfa },
  });
};

/** Sets the language of an account's emails. @returns whether there is such an account */
export const setLocale = async (userId: string, locale: string): Promise<boolean> => {
  const { written } = await updateOnce({
    TableName: USERS_TABLE,
    Key: { userId },
    UpdateExpression: 'SET #locale = :locale',
    ConditionExpression: 'attribute_exists(email)',
    ExpressionAttributeNames: { '#locale': 'locale' },
    ExpressionAttributeValues: { ':locale': locale },
  });
  return written;
};

/** Replaces an account's address, where it still is `before`. */
export const setEmail = async (userId: string, before: string, email: string): Promise<void> => {
  await transactOnce([
    {
      Update: {
        TableName: USERS_TABLE,
        Key: { userId },
        UpdateExpression: 'SET email = :email, previousEmail = :before',
        ConditionExpression: 'email = :before',
        ExpressionAttributeValues: { ':email': email, ':before': before },
      },
    },
    { Put: { TableName: USERS_TABLE, Item: emailEntry(userId, email) } },
  ]);
};
