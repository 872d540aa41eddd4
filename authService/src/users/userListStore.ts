import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '@ecommerce/shared/batchGet.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { dynamodb } from '@ecommerce/shared/dynamodb.ts';
import type { User } from '../account/account.ts';
import { AGE_PARTS, type Entry, listPart } from '../account/userEntries.ts';

const { USERS_TABLE: TableName } = readEnvironment({ USERS_TABLE: name });

/** Where a list of accounts by name or address goes on: after this entry. */
export type Position = { key: string; entry: string };

/** An account and the key by which a list has found it. */
export type Found = { user: User; key: string };

/** Returns accounts whose name or address begins with a text, in alphabetical order, and where the list goes on. */
export const queryByBeginning = async (
  list: 'name' | 'email',
  beginning: string,
  { limit, after }: { limit: number; after: Position | undefined },
): Promise<{ found: Found[]; last: Position | undefined }> => {
  const part = listPart(list, beginning);
  const { Items = [], LastEvaluatedKey: last } = await dynamodb.send(
    new QueryCommand({
      TableName,
      IndexName: 'byList',
      KeyConditionExpression: 'listPart = :part AND begins_with(listKey, :beginning)',
      ExpressionAttributeValues: { ':part': part, ':beginning': beginning },
      Limit: limit,
      ...(after ? { ExclusiveStartKey: { listPart: part, listKey: after.key, userId: after.entry } } : {}),
    }),
  );
  const entries = Items as Entry[];
  const users = await readUsers(entries.map(({ of }) => of));
  return {
    found: entries.flatMap(({ of, listKey: key }) => {
      const user = users.get(of);
      return user ? [{ user, key }] : [];
    }),
    last: last && { key: String(last.listKey), entry: String(last.userId) },
  };
};

/** Returns the newest accounts, older than the one with the key `before`. */
export const queryNewest = async (limit: number, before: string | undefined): Promise<Found[]> => {
  const parts = await Promise.all(AGE_PARTS.map((part) => queryPart(part, limit, before)));
  const newest = parts
    .flat()
    .sort((a, b) => (a.listKey < b.listKey ? 1 : -1))
    .slice(0, limit);
  const users = await readUsers(newest.map(({ userId }) => userId));
  return newest.flatMap(({ userId, listKey: key }) => {
    const user = users.get(userId);
    return user ? [{ user, key }] : [];
  });
};

const queryPart = async (part: string, limit: number, before: string | undefined): Promise<Entry[]> => {
  const { Items = [] } = await dynamodb.send(
    new QueryCommand({
      TableName,
      IndexName: 'byList',
      KeyConditionExpression: before === undefined ? 'listPart = :part' : 'listPart = :part AND listKey < :before',
      ExpressionAttributeValues: { ':part': part, ...(before === undefined ? {} : { ':before': before }) },
      ScanIndexForward: false,
      Limit: limit,
    }),
  );
  return Items as Entry[];
};

/** The accounts as they are now, by their ids. */
const readUsers = async (ids: string[]): Promise<Map<string, User>> => {
  if (ids.length === 0) return new Map();
  const { [TableName]: rows = [] } = await batchGet({ [TableName]: [...new Set(ids)].map((userId) => ({ userId })) });
  return new Map((rows as User[]).map((user) => [user.userId, user]));
};
