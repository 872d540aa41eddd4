import { setTimeout as sleep } from 'node:timers/promises';
import {
  type DynamoDB,
  TransactionCanceledException,
  TransactionConflictException,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startDynamoDb } from '../../../src/aws/dynamodb.ts';
import { connect, failure, key, shopTable } from './dynamodbClient.ts';

const TableName = 'Shop';
let dynamodb: Awaited<ReturnType<typeof startDynamoDb>>;
let client: DynamoDB;

/** What the next transaction waits for; others hold their items for 40 ms. */
let nextPause: (() => Promise<unknown>) | undefined;

const pause = (): Promise<unknown> => {
  const wait = nextPause ?? (() => sleep(40));
  nextPause = undefined;
  return wait();
};

beforeAll(async () => {
  dynamodb = await startDynamoDb({ port: 0, transactionPause: pause });
  client = connect(dynamodb.url);
  await client.createTable(shopTable(TableName));
});
afterAll(async () => {
  client.destroy();
  await dynamodb.close();
});

const add = (name: string) => ({
  TableName,
  Key: key(name),
  UpdateExpression: 'ADD amount :one',
  ExpressionAttributeValues: { ':one': { N: '1' } },
});
const check = (name: string): TransactWriteItem => ({
  ConditionCheck: { TableName, Key: key(name), ConditionExpression: 'attribute_not_exists(nothing)' },
});
const totalOf = async (name: string) => (await client.getItem({ TableName, Key: key(name) })).Item?.amount?.N;
const transact = (...TransactItems: TransactWriteItem[]) => client.transactWriteItems({ TransactItems });

/** Begins a transaction, and resolves once it holds its items. Returns the function that lets it end. */
const begin = async (...items: TransactWriteItem[]): Promise<() => Promise<unknown>> => {
  const [held, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  nextPause = () => {
    held.resolve();
    return released.promise;
  };
  const transaction = transact(...items);
  await Promise.race([held.promise, transaction]);
  return () => {
    released.resolve();
    return transaction;
  };
};

const reasons = (error: unknown) =>
  error instanceof TransactionCanceledException ? error.CancellationReasons?.map(({ Code }) => Code) : error;

describe('while a transaction holds an item', () => {
  test.each([
    ['PutItem', (name: string) => client.putItem({ TableName, Item: key(name) })],
    ['UpdateItem', (name: string) => client.updateItem(add(name))],
    ['DeleteItem', (name: string) => client.deleteItem({ TableName, Key: key(name) })],
  ])('%s is rejected and changes nothing', async (operation, write) => {
    const end = await begin({ Update: add(operation) });

    const error = await failure(write(operation));

    await end();
    expect(error).toBeInstanceOf(TransactionConflictException);
    expect(error).toMatchObject({ message: 'Transaction is ongoing for the item' });
    expect(await totalOf(operation)).toBe('1');
  });

  test('another transaction is canceled, by position, and a mere check counts too', async () => {
    const end = await begin({ Update: add('one') }, check('checked'));

    const error = await failure(transact({ Update: add('other') }, check('one'), { Update: add('checked') }));

    await end();
    expect(reasons(error)).toEqual(['None', 'TransactionConflict', 'TransactionConflict']);
    expect(await totalOf('other')).toBeUndefined();
    await transact({ Update: add('other') }, check('one'), { Update: add('checked') });
  });

  test('TransactGetItems is canceled, and plain reads see the item as it was', async () => {
    await client.updateItem(add('read'));
    const end = await begin({ Update: add('read') });

    const total = await totalOf('read');
    const error = await failure(
      client.transactGetItems({
        TransactItems: [key('else'), key('read')].map((Key) => ({ Get: { TableName, Key } })),
      }),
    );

    expect(total).toBe('1');
    expect(reasons(error)).toEqual(['None', 'TransactionConflict']);
    await end();
    expect(await totalOf('read')).toBe('2');
  });

  test('BatchWriteItem leaves it unprocessed and writes the others', async () => {
    const end = await begin({ Update: add('held') });
    const put = (name: string) => ({ PutRequest: { Item: { ...key(name), amount: { N: '7' } } } });

    const { UnprocessedItems } = await client.batchWriteItem({
      RequestItems: { [TableName]: [put('held'), put('free')] },
    });

    await end();
    expect(UnprocessedItems).toEqual({ [TableName]: [put('held')] });
    expect([await totalOf('held'), await totalOf('free')]).toEqual(['1', '7']);
  });

  test('other items of the table are written', async () => {
    const end = await begin({ Update: add('mine') });

    await client.updateItem(add('yours'));

    expect(await totalOf('mine')).toBeUndefined();
    await end();
    expect([await totalOf('mine'), await totalOf('yours')]).toEqual(['1', '1']);
  });
});

test('a transaction that is canceled lets go of its items', async () => {
  const impossible = { ...add('let go'), ConditionExpression: 'attribute_exists(nothing)' };

  const error = await failure(transact({ Update: impossible }, { Update: add('too') }));
  await client.updateItem(add('let go'));

  expect(reasons(error)).toEqual(['ConditionalCheckFailed', 'None']);
  expect(await totalOf('let go')).toBe('1');
});

test('transactions that come at once take turns or conflict: each acknowledged one counts', async () => {
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => transact({ Update: add('hot') })));

  const done = outcomes.filter(({ status }) => status === 'fulfilled').length;
  expect(await totalOf('hot')).toBe(String(done));
  expect(done).toBeGreaterThanOrEqual(1);
  expect(done).toBeLessThan(20);
});
