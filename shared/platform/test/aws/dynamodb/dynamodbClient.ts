import { setTimeout } from 'node:timers/promises';
import type { CreateTableCommandInput, TransactWriteItemsCommandInput } from '@aws-sdk/client-dynamodb';
import { DynamoDB } from '@aws-sdk/client-dynamodb';

/** The SDK's client for the DynamoDB at `endpoint`; it reports every failure at once. */
export const connect = (endpoint: string): DynamoDB =>
  new DynamoDB({
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });

/** A table with partition key `pk`, sort key `sk`, and an index `byGroup` over `grp` with all attributes. */
export const shopTable = (TableName: string): CreateTableCommandInput => ({
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  OnDemandThroughput: { MaxReadRequestUnits: 100, MaxWriteRequestUnits: 100 },
  AttributeDefinitions: ['pk', 'sk', 'grp'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byGroup',
      KeySchema: [{ AttributeName: 'grp', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
});

/** The primary key in a `shopTable`. */
export const key = (pk: string, sk = '-') => ({ pk: { S: pk }, sk: { S: sk } });

/** Repeats a request that meets a transaction, as a client of DynamoDB has to. */
export const untilFree = async <Result>(send: () => Promise<Result>): Promise<Result> => {
  for (;;) {
    try {
      return await send();
    } catch (error) {
      if (!/TransactionConflict|ongoing/.test(String(error))) throw error;
      await setTimeout(Math.random() * 40);
    }
  }
};

type Order = { id: string; quantity: number; table?: string; token?: string };

/** One order: the customer has to exist, the order is new, stock goes down if there is enough, the cart is emptied. */
export const placeOrder = ({ id, quantity, table: TableName = 'Shop', token }: Order) =>
  ({
    ...(token !== undefined && { ClientRequestToken: token }),
    TransactItems: [
      { ConditionCheck: { TableName, Key: key('customer'), ConditionExpression: 'attribute_exists(pk)' } },
      {
        Put: {
          TableName,
          Item: { ...key('order', id), grp: { S: 'orders' }, quantity: { N: String(quantity) } },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
      {
        Update: {
          TableName,
          Key: key('stock'),
          UpdateExpression: 'SET quantity = quantity - :taken',
          ConditionExpression: 'quantity >= :taken',
          ExpressionAttributeValues: { ':taken': { N: String(quantity) } },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
      { Delete: { TableName, Key: key('cart') } },
    ],
  }) satisfies TransactWriteItemsCommandInput;

/** Puts a customer, a filled cart and `stock` pieces into the table. */
export const stockUp = async (client: DynamoDB, stock: number, TableName = 'Shop'): Promise<void> => {
  const Item = { ...key('stock'), quantity: { N: String(stock) }, grp: { S: 'stock' } };
  await client.putItem({ TableName, Item });
  await client.putItem({ TableName, Item: key('customer') });
  await client.putItem({ TableName, Item: { ...key('cart'), filled: { BOOL: true } } });
};

/** The pieces in stock. */
export const stockOf = async (client: DynamoDB, TableName = 'Shop'): Promise<number> => {
  const { Item } = await client.getItem({ TableName, Key: key('stock'), ConsistentRead: true });
  return Number(Item?.quantity?.N);
};

/** The ids of all orders, as the table has them and as the index has them. */
export const ordersOf = async (client: DynamoDB, TableName = 'Shop'): Promise<{ table: string[]; index: string[] }> => {
  const list = async (IndexName: string | undefined, name: string, value: string): Promise<string[]> => {
    const { Items = [] } = await client.query({
      TableName,
      ...(IndexName !== undefined && { IndexName }),
      KeyConditionExpression: `${name} = :value`,
      ExpressionAttributeValues: { ':value': { S: value } },
    });
    return Items.map((item) => String(item.sk?.S)).sort();
  };
  return { table: await list(undefined, 'pk', 'order'), index: await list('byGroup', 'grp', 'orders') };
};

/** What `promise` is rejected with. */
export const failure = async (promise: Promise<unknown>): Promise<unknown> => {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('This was to fail.');
};
