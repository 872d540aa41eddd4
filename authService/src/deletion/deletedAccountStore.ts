import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { dynamodb } from '@ecommerce/shared/dynamodb.ts';
import { putOnce, updateOnce } from '@ecommerce/shared/writeOnce.ts';
import type { User } from '../account/account.ts';

const { DELETED_ACCOUNTS_TABLE: TableName } = readEnvironment({ DELETED_ACCOUNTS_TABLE: name });

/**
 * A deleted account: a row of the table `DeletedAccounts`. While its deletion is being carried out, it repeats what identifies the other rows
 * of the account. After that only the id and the times are left, by which the deletion can be repeated. Times are ISO 8601.
 */
export type DeletedAccount = {
  userId: string;
  requestedAt: string;
  /** When it was deleted in the user pool, which issues no token for it since then. */
  deletedAt?: string;
  /** When nothing was left to do. */
  completedAt?: string;
  /** Whether the owner's email about it was requested. */
  isOwnerInformed?: true;
} & Partial<Pick<User, 'username' | 'fullName' | 'email' | 'locale'>>;

export const readDeletedAccount = async (userId: string): Promise<DeletedAccount | undefined> => {
  const { Item } = await dynamodb.send(new GetCommand({ TableName, Key: { userId }, ConsistentRead: true }));
  return Item as DeletedAccount | undefined;
};

/** Records that an account is being deleted. @returns the row, which an earlier call may have written */
export const recordDeletion = async (account: DeletedAccount): Promise<DeletedAccount> => {
  const { row } = await putOnce({ TableName, Item: account, ConditionExpression: 'attribute_not_exists(userId)' });
  return row as DeletedAccount;
};

/** Records that an account was deleted in the user pool. @returns when that was first recorded */
export const markDeleted = async (userId: string, now: Date): Promise<string> => {
  const { row } = await updateOnce({
    TableName,
    Key: { userId },
    UpdateExpression: 'SET deletedAt = if_not_exists(deletedAt, :now)',
    ExpressionAttributeValues: { ':now': now.toISOString() },
  });
  return String(row?.deletedAt);
};

/** Records that the owner's email was requested. */
export const markOwnerInformed = async (userId: string): Promise<void> => {
  await updateOnce({
    TableName,
    Key: { userId },
    UpdateExpression: 'SET isOwnerInformed = :true',
    ExpressionAttributeValues: { ':true': true },
  });
};

/** Records that an account's deletion is complete, and forgets whose account it was. */
export const completeDeletion = async (userId: string): Promise<void> => {
  await updateOnce({
    TableName,
    Key: { userId },
    UpdateExpression: 'SET completedAt = if_not_exists(completedAt, :now) REMOVE username, fullName, email, #locale',
    ExpressionAttributeNames: { '#locale': 'locale' },
    ExpressionAttributeValues: { ':now': new Date().toISOString() },
  });
};
