import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTable } from '../../shared/test/tables.ts';

/** Makes the tables of webhooks, on the local DynamoDB of a test file. */
export const createWebhookTables = async (): Promise<void> => {
  await createTable('Webhooks', 'id');
  await new DynamoDBClient({}).send(
    new CreateTableCommand({
      TableName: 'WebhookDeliveries',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['lane', 'id', 'undelivered'].map((AttributeName) => ({
        ...{ AttributeName, AttributeType: 'S' },
      })),
      KeySchema: [
        { AttributeName: 'lane', KeyType: 'HASH' },
        { AttributeName: 'id', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'undelivered',
          KeySchema: [
            { AttributeName: 'lane', KeyType: 'HASH' },
            { AttributeName: 'undelivered', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    }),
  );
};
