import { randomBytes } from 'node:crypto';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { dynamodb } from '@ecommerce/shared/dynamodb.ts';
import { putOnce } from '@ecommerce/shared/writeOnce.ts';

/**
 * The table's name, read when it is needed: every function that shows or changes orders has this module, but only those that guests may
 * call have the table.
 */
const tableName = (): string => readEnvironment({ ORDER_KEYS_TABLE: name }).ORDER_KEYS_TABLE;

/** The only row. Its `secrets` are the one that signs, then those whose keys are still valid. */
const KEY = { id: 'orderKeys' };

/** How long secrets are used before they are read again, and how soon they may be read again, in milliseconds. */
const KEPT_MS = 300_000;
const REREAD_MS = 5_000;

let cached: { secrets: readonly string[]; at: number } | undefined;
let lastRead = 0;

/** Returns the secrets, the current one first; `undefined` as long as no guest has ordered. */
export const readSecrets = async (): Promise<readonly string[] | undefined> => {
  if (cached && Date.now() < cached.at + KEPT_MS) return cached.secrets;
  return read();
};

/** Reads the secrets again, unless that was done just now. */
export const rereadSecrets = async (): Promise<readonly string[] | undefined> =>
  Date.now() < lastRead + REREAD_MS ? cached?.secrets : read();

const read = async () => {
  const { Item } = await dynamodb.send(new GetCommand({ TableName: tableName(), Key: KEY, ConsistentRead: true }));
  lastRead = Date.now();
  return keep(Item);
};

/** Writes the first secret, unless there is one by now. Returns the secrets. */
export const createSecrets = async (secret = newSecret()): Promise<readonly string[]> => {
  const { row } = await putOnce({
    TableName: tableName(),
    Item: { ...KEY, secrets: [secret] },
    ConditionExpression: 'attribute_not_exists(id)',
  });
  return keep(row) ?? [];
};

const newSecret = (): string => randomBytes(32).toString('base64url');

const keep = (row: Record<string, unknown> | undefined): readonly string[] | undefined => {
  cached = row && { secrets: row.secrets as string[], at: Date.now() };
  return cached?.secrets;
};
