import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTable } from '../../shared/test/tables.ts';

/** Makes the tables about customers as the template describes them. Endpoint and region from the environment. */
export const createShopperTables = async (): Promise<void> => {
  await createTable('Reviews', 'id', { byApprovedProduct: 'approvedOf', byPending: 'awaits', byAuthor: 'authorId' });
  await createTable('WishLists', 'customerId');
  await new DynamoDBClient({}).send(
    new CreateTableCommand({
      TableName: 'StockAlerts',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['list', 'entry'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: 'list', KeyType: 'HASH' },
        { AttributeName: 'entry', KeyType: 'RANGE' },
      ],
    }),
  );
};
