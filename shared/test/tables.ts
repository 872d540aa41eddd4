import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Makes a table as the templates describe it, of a partition key and a sort key. Endpoint and region from the environment. */
export const createTableOf = async (TableName: string, partition: string, sort: string): Promise<void> => {
  await new DynamoDBClient({}).send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [partition, sort].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: partition, KeyType: 'HASH' },
        { AttributeName: sort, KeyType: 'RANGE' },
      ],
    }),
  );
};

/** Makes a table as the templates describe it: one string key, indexes sorted by `createdAt` or another attribute. Endpoint and region from the environment. */
export const createTable = async (
  TableName: string,
  key: string,
  /** Each index's name and partition key, with a sort key of its own if it has one. */
  indexes: Record<string, string | [partition: string, sort: string]> = {},
  sortedBy = 'createdAt',
): Promise<void> => {
  const keysOf = (keys: string | [string, string]) => (typeof keys === 'string' ? [keys, sortedBy] : keys);
  const index = ([IndexName, keys]: [string, string | [string, string]]) => ({
    IndexName,
    KeySchema: keysOf(keys).map((AttributeName, position) => ({
      AttributeName,
      KeyType: position === 0 ? ('HASH' as const) : ('RANGE' as const),
    })),
    Projection: { ProjectionType: 'ALL' as const },
  });
  const attributes = new Set([key, ...Object.values(indexes).flatMap(keysOf)]);
  await new DynamoDBClient({}).send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [...attributes].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
      ...(Object.keys(indexes).length > 0 ? { GlobalSecondaryIndexes: Object.entries(indexes).map(index) } : {}),
    }),
  );
};
