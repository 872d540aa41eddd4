import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTable, createTableOf } from '../../../shared/test/tables.ts';

/** Makes the tables of products, of their stock and of the search index as the template describes them. Endpoint and region from the environment. */
export const createSearchTables = async (): Promise<void> => {
  await createTable('Products', 'id', {
    byStatus: 'status',
    byApprovedCategory: 'approvedCategory',
    bySeller: 'sellerId',
    byNextPriceChange: ['priceChanges', 'nextPriceChangeAt'],
  });
  await createTable('Stock', 'variantId');
  await createTableOf('StockMovements', 'productId', 'movementId');
  await new DynamoDBClient({}).send(
    new CreateTableCommand({
      TableName: 'SearchIndex',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['part', 'position'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: 'part', KeyType: 'HASH' },
        { AttributeName: 'position', KeyType: 'RANGE' },
      ],
    }),
  );
};
