import { randomUUID } from 'node:crypto';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { transactOnce } from '@ecommerce/shared/writeOnce.ts';
import { type Name, nameRowKey } from './names.ts';
import { withoutPending } from './pendingAccounts.ts';
import { nameEntry } from './userEntries.ts';

const { USERS_TABLE: TableName } = readEnvironment({ USERS_TABLE: name });

/** A name's row as it was read. */
type NameRow = (Name & { version?: string }) | undefined;

type Rename = {
  userId: string;
  username: string;
  before: { fullName: string; row: NameRow };
  after: { fullName: string; row: NameRow };
};

/**
 * Gives an account another name and its old name up, all or nothing. A new name that another account owns stays with that one.
 *
 * @returns whether it was written; not where one of the rows has changed meanwhile
 */
export const writeRename = async ({ userId, username, before, after }: Rename): Promise<boolean> => {
  const isSameKey = nameRowKey(before.fullName) === nameRowKey(after.fullName);
  const { owner: _owner, username: _username, ...unowned } = before.row ?? { pending: [] };
  const { written } = await transactOnce([
    {
      Update: {
        TableName,
        Key: { userId },
        UpdateExpression: 'SET fullName = :new',
        ConditionExpression: 'fullName = :old',
        ExpressionAttributeValues: { ':new': after.fullName, ':old': before.fullName },
      },
    },
    { Put: { TableName, Item: nameEntry(userId, after.fullName) } },
    ...(!isSameKey && before.row?.owner === userId
      ? [
          replace(before.fullName, before.row, {
            ...unowned,
            pending: withoutPending(unowned.pending, username),
          }),
        ]
      : []),
    ...(!isSameKey && after.row?.owner === undefined
      ? [replace(after.fullName, after.row, { pending: [], ...after.row, owner: userId, username })]
      : []),
  ]);
  return written;
};

/** The replacement of a name's row that nobody has changed since it was read. */
const replace = (fullName: string, row: NameRow, next: Name) => ({
  Put: {
    TableName,
    Item: { ...next, userId: nameRowKey(fullName), version: randomUUID() },
    ...(row?.version === undefined
      ? { ConditionExpression: 'attribute_not_exists(userId)' }
      : { ConditionExpression: 'version = :version', ExpressionAttributeValues: { ':version': row.version } }),
  },
});
