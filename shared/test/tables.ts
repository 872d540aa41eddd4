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
  /** Each index's name and partition key. */
  indexes: Record<string, string> = {},
  sortedBy = 'createdAt',
): Promise<void> => {
  const index = ([IndexName, AttributeName]: [string, string]) => ({
    IndexName,
    KeySchema: [
      { AttributeName, KeyType: 'HASH' as const },
      { AttributeName: sortedBy, KeyType: 'RANGE' as const },
    ],
    Projection: { ProjectionType: 'ALL' as const },
  });
  const keys = Object.values(indexes);
  const attributes = new Set([key, ...keys, ...(keys.length > 0 ? [sortedBy] : [])]);
  await new DynamoDBClient({}).send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [...attributes].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
      ...(keys.length > 0 ? { GlobalSecondaryIndexes: Object.entries(indexes).map(index) } : {}),
    }),
  );
};
