import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import { IdempotentParameterMismatchException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startDynamoDb } from '../../../src/aws/dynamodb.ts';
import {
  connect,
  failure,
  key,
  ordersOf,
  placeOrder,
  shopTable,
  stockOf,
  stockUp,
  untilFree,
} from './dynamodbClient.ts';

let dynamodb: Awaited<ReturnType<typeof startDynamoDb>>;
let client: DynamoDB;
// on disk, where a batch is written by another thread: in memory nothing comes between two writes
const directory = mkdtempSync(join(tmpdir(), 'dynamodb-'));
const TableName = 'Shop';

beforeAll(async () => {
  dynamodb = await startDynamoDb({ port: 0, directory });
  client = connect(dynamodb.url);
});

afterAll(async () => {
  client.destroy();
  await dynamodb.close();
  rmSync(directory, { recursive: true, force: true });
});

beforeEach(async () => {
  const { TableNames = [] } = await client.listTables({});
  if (TableNames.includes(TableName)) await client.deleteTable({ TableName });
  await client.createTable(shopTable(TableName));
  await stockUp(client, 10);
});

const put = (id: string) => ({ Put: { TableName, Item: key(id) } });
const has = async (id: string): Promise<boolean> =>
  (await client.getItem({ TableName, Key: key(id) })).Item !== undefined;

const canceled = async (promise: Promise<unknown>): Promise<TransactionCanceledException> => {
  const error = await failure(promise);
  if (error instanceof TransactionCanceledException) return error;
  throw error;
};
const codes = ({ CancellationReasons = [] }: TransactionCanceledException) =>
  CancellationReasons.map(({ Code }) => Code);

describe('a transaction', () => {
  test('does all its writes, in the table and in the index', async () => {
    await client.transactWriteItems(placeOrder({ id: 'a', quantity: 4 }));

    expect(await stockOf(client)).toBe(6);
    expect(await ordersOf(client)).toEqual({ table: ['a'], index: ['a'] });
    expect(await has('cart')).toBe(false);
  });

  test('does none of them when a condition fails, and says which one and on what item', async () => {
    const error = await canceled(client.transactWriteItems(placeOrder({ id: 'a', quantity: 40 })));

    expect(codes(error)).toEqual(['None', 'None', 'ConditionalCheckFailed', 'None']);
    expect(error.message).toContain('[None, None, ConditionalCheckFailed, None]');
    expect(error.CancellationReasons?.[2]).toMatchObject({
      Message: 'The conditional request failed',
      Item: { ...key('stock'), quantity: { N: '10' } },
    });
    expect(await stockOf(client)).toBe(10);
    expect(await ordersOf(client)).toEqual({ table: [], index: [] });
    expect(await has('cart')).toBe(true);
  });

  test('names every condition that fails', async () => {
    await client.transactWriteItems(placeOrder({ id: 'a', quantity: 1 }));

    const error = await canceled(client.transactWriteItems(placeOrder({ id: 'a', quantity: 40 })));

    expect(codes(error)).toEqual(['None', 'ConditionalCheckFailed', 'ConditionalCheckFailed', 'None']);
    expect(error.CancellationReasons?.[1]?.Item).toBeUndefined();
  });

  test('checks a missing item without creating it', async () => {
    const Condition = { TableName, Key: key('ghost'), ConditionExpression: 'attribute_not_exists(pk)' };

    await client.transactWriteItems({ TransactItems: [{ ConditionCheck: Condition }, put('other')] });

    expect([await has('ghost'), await has('other')]).toEqual([false, true]);
  });

  test('is canceled by an update that does not fit the stored item', async () => {
    const ExpressionAttributeValues = { ':one': { N: '1' } };
    const Update = {
      TableName,
      Key: key('stock'),
      UpdateExpression: 'SET x = absent + :one',
      ExpressionAttributeValues,
    };

    const error = await canceled(client.transactWriteItems({ TransactItems: [put('other'), { Update }] }));

    expect(codes(error)).toEqual(['None', 'ValidationError']);
    expect(error.CancellationReasons?.[1]?.Message).toContain('does not exist in the item');
    expect(await has('other')).toBe(false);
  });

  test('counts twice the capacity', async () => {
    const { ConsumedCapacity } = await client.transactWriteItems({
      ...placeOrder({ id: 'a', quantity: 1 }),
      ReturnConsumedCapacity: 'TOTAL',
    });

    expect(ConsumedCapacity).toEqual([{ TableName, CapacityUnits: 8 }]);
  });

  test.each([
    ['no action', [], 'ValidationException', 'greater than or equal to 1'],
    ['101 actions', Array.from({ length: 101 }, (_, index) => put(`p${index}`)), 'ValidationException', '100'],
    ['an item twice', [put('twice'), { Delete: { TableName, Key: key('twice') } }], 'ValidationException', 'one item'],
    [
      'two kinds in one',
      [{ ...put('a'), Delete: { TableName, Key: key('b') } }],
      'ValidationException',
      'only contain',
    ],
    ['a missing table', [{ Put: { TableName: 'Nowhere', Item: key('a') } }], 'ResourceNotFoundException', 'not found'],
    [
      'a condition that cannot be read',
      [put('a'), { Delete: { TableName, Key: key('b'), ConditionExpression: 'pk ==' } }],
      'ValidationException',
      'Invalid ConditionExpression',
    ],
    [
      'an update without its expression',
      [{ Update: { TableName, Key: key('b'), UpdateExpression: undefined } }],
      'ValidationException',
      'transactItems.1.member.update.updateExpression',
    ],
  ])('with %s is rejected whole', async (_case, TransactItems, name, message) => {
    expect(await failure(client.transactWriteItems({ TransactItems }))).toMatchObject({
      name,
      message: expect.stringContaining(message),
    });
    expect(await has('a')).toBe(false);
  });

  test('of 100 actions is done', async () => {
    await client.transactWriteItems({ TransactItems: Array.from({ length: 100 }, (_, index) => put(`p${index}`)) });

    expect(await has('p99')).toBe(true);
  });
});

describe('a client request token', () => {
  test('makes a repeated transaction one', async () => {
    const order = placeOrder({ id: 'a', quantity: 4, token: 'token-a' });

    const [first, second] = await Promise.allSettled([
      client.transactWriteItems(order),
      client.transactWriteItems(order),
    ]);
    await client.transactWriteItems(order);

    expect(first.status).toBe('fulfilled');
    expect(second).toMatchObject({ reason: { name: 'TransactionInProgressException' } });
    expect(await stockOf(client)).toBe(6);
  });

  test('cannot be used for another transaction', async () => {
    await client.transactWriteItems(placeOrder({ id: 'a', quantity: 4, token: 'token-b' }));

    const error = await failure(client.transactWriteItems(placeOrder({ id: 'a', quantity: 3, token: 'token-b' })));

    expect(error).toBeInstanceOf(IdempotentParameterMismatchException);
  });

  test('of a canceled transaction can be tried again', async () => {
    const order = placeOrder({ id: 'a', quantity: 40, token: 'token-c' });
    await canceled(client.transactWriteItems(order));
    await stockUp(client, 50);

    await client.transactWriteItems(order);

    expect(await stockOf(client)).toBe(10);
  });
});

describe('at the same time', () => {
  test('60 orders of one piece from a stock of 25 make exactly 25', async () => {
    await stockUp(client, 25);

    const orders = Array.from({ length: 60 }, (_, index) =>
      untilFree(() => client.transactWriteItems(placeOrder({ id: String(index), quantity: 1 }))),
    );
    const outcomes = await Promise.allSettled(orders);

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(25);
    expect(await stockOf(client)).toBe(0);
    const { table, index } = await ordersOf(client);
    expect(table).toHaveLength(25);
    expect(index).toEqual(table);
  });

  test('60 conditional updates of a stock of 25 make exactly 25', async () => {
    await stockUp(client, 25);

    const updates = placeOrder({ id: 'a', quantity: 1 }).TransactItems.flatMap(({ Update }) =>
      Update ? [Update] : [],
    );
    const outcomes = await Promise.allSettled(
      Array.from({ length: 60 }, () => updates.map((update) => client.updateItem(update))).flat(),
    );

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(25);
    expect(await stockOf(client)).toBe(0);
  });

  test('no reader sees a transfer half done, whichever way it reads', async () => {
    const change = (account: string, by: number) => ({
      Update: {
        TableName,
        Key: key('account', account),
        UpdateExpression: 'SET grp = :accounts ADD balance :by',
        ExpressionAttributeValues: { ':by': { N: String(by) }, ':accounts': { S: 'accounts' } },
      },
    });
    const keys = ['a', 'b'].map((account) => key('account', account));
    const ofAccount = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': { S: 'account' } } };
    const ofIndex = { KeyConditionExpression: 'grp = :g', ExpressionAttributeValues: { ':g': { S: 'accounts' } } };
    const readers = [
      () => client.query({ TableName, ...ofAccount }).then(({ Items }) => Items),
      () => client.query({ TableName, IndexName: 'byGroup', ...ofIndex }).then(({ Items }) => Items),
      () => client.scan({ TableName, FilterExpression: 'attribute_exists(balance)' }).then(({ Items }) => Items),
      () =>
        client.batchGetItem({ RequestItems: { [TableName]: { Keys: keys } } }).then((r) => r.Responses?.[TableName]),
      () =>
        client
          .transactGetItems({ TransactItems: keys.map((Key) => ({ Get: { TableName, Key } })) })
          .then(({ Responses = [] }) => Responses.map(({ Item }) => Item ?? {})),
    ];
    await client.transactWriteItems({ TransactItems: [change('a', 100), change('b', -100)] });

    let writing = true;
    const write = async (): Promise<void> => {
      for (let round = 1; round <= 15; round += 1) {
        await untilFree(() => client.transactWriteItems({ TransactItems: [change('a', round), change('b', -round)] }));
      }
    };
    const sums = new Set<number>();
    const read = async (reader: (typeof readers)[number]): Promise<void> => {
      while (writing) {
        const items = (await untilFree(reader)) ?? [];
        sums.add(items.reduce((sum, { balance }) => sum + Number(balance?.N), items.length === 2 ? 0 : Number.NaN));
      }
    };
    const reading = readers.map(read);
    await Promise.all([write(), write(), write()]);
    writing = false;
    await Promise.all(reading);

    expect([...sums]).toEqual([0]);
  });
});

test('TransactGetItems answers in order, with nothing for an item that is not there', async () => {
  const get = (Key: ReturnType<typeof key>) => ({ Get: { TableName, Key, ProjectionExpression: 'pk' } });

  const { Responses } = await client.transactGetItems({ TransactItems: [get(key('stock')), get(key('ghost'))] });

  expect(Responses).toEqual([{ Item: { pk: { S: 'stock' } } }, {}]);
});
