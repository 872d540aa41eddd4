import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { itemSection, rangeOf, tableSection } from '../../local/aws/dynamodb/keys.ts';
import { openDatabase } from '../../local/aws/dynamodb/writeQueue.ts';
import { startDynamoDb } from '../../local/aws/dynamodb.ts';
import { startProcess } from './crashingProcess.ts';
import { connect, failure, key, ordersOf, placeOrder, shopTable, stockOf, stockUp } from './dynamodbClient.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'dynamodb-'));
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

const stock = 1_000_000;

/** Places orders with 16 customers until the connection breaks; the ids of the orders that were acknowledged. */
const orderUntilBroken = async (url: string, round: string): Promise<string[]> => {
  const client = connect(url);
  const acknowledged: string[] = [];
  const customer = async (name: number): Promise<void> => {
    for (let number = 0; ; number += 1) {
      const id = `${round}-${name}-${number}`;
      await client.transactWriteItems(placeOrder({ id, quantity: 1 }));
      acknowledged.push(id);
    }
  };
  await Promise.allSettled(Array.from({ length: 16 }, (_, name) => customer(name)));
  client.destroy();
  return acknowledged;
};

test('a process killed while it takes orders loses none that it acknowledged and leaves none half done', async () => {
  const acknowledged: string[] = [];
  for (const round of ['first', 'second', 'third']) {
    const running = await startProcess('./dynamodbProgram.ts', directory);
    if (round === 'first') {
      const client = connect(running.url);
      await client.createTable(shopTable('Shop'));
      await stockUp(client, stock);
      client.destroy();
    }
    const orders = orderUntilBroken(running.url, round);
    await sleep(500);
    await running.kill();
    acknowledged.push(...(await orders));
  }

  const dynamodb = await startDynamoDb({ port: 0, directory });
  const client = connect(dynamodb.url);
  const { table, index } = await ordersOf(client);
  const left = await stockOf(client);
  client.destroy();
  await dynamodb.close();

  expect(acknowledged.length).toBeGreaterThan(50);
  expect(acknowledged.filter((id) => !table.includes(id))).toEqual([]);
  expect(stock - left).toBe(table.length);
  expect(index).toEqual(table);
});

test('what was written is there after a restart, with time to live and request tokens', async () => {
  const first = await startDynamoDb({ port: 0, directory });
  const before = connect(first.url);
  await before.createTable(shopTable('Shop'));
  await before.updateTimeToLive({
    TableName: 'Shop',
    TimeToLiveSpecification: { Enabled: true, AttributeName: 'expires' },
  });
  await stockUp(before, 10);
  await before.transactWriteItems(placeOrder({ id: 'a', quantity: 4, token: 'token' }));
  before.destroy();
  await first.close();

  const second = await startDynamoDb({ port: 0, directory });
  const after = connect(second.url);
  await after.transactWriteItems(placeOrder({ id: 'a', quantity: 4, token: 'token' }));
  const { TimeToLiveDescription } = await after.describeTimeToLive({ TableName: 'Shop' });
  const left = await stockOf(after);
  after.destroy();
  await second.close();

  expect(left).toBe(6);
  expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' });
});

test('an index that was being filled and a table that was being deleted are finished at the next start', async () => {
  const first = await startDynamoDb({ port: 0, directory });
  const before = connect(first.url);
  for (const name of ['Shop', 'Gone']) {
    await before.createTable(shopTable(name));
    await before.putItem({ TableName: name, Item: { ...key('order', 'a'), grp: { S: 'orders' } } });
  }
  before.destroy();
  await first.close();
  await pretendToBeKilled();

  const second = await startDynamoDb({ port: 0, directory });
  const after = connect(second.url);
  const { TableNames } = await after.listTables({});
  const { Table } = await after.describeTable({ TableName: 'Shop' });
  const orders = await ordersOf(after);
  after.destroy();
  await second.close();

  expect(TableNames).toEqual(['Shop']);
  expect(Table?.GlobalSecondaryIndexes).toMatchObject([{ IndexName: 'byGroup', IndexStatus: 'ACTIVE' }]);
  expect(orders).toEqual({ table: ['a'], index: ['a'] });
  const database = await openDatabase(directory);
  expect(await database.keys(rangeOf(itemSection('Gone'))).all()).toEqual([]);
  await database.close();
});

/** Puts the database into the state between the first and the last step of these two operations. */
const pretendToBeKilled = async (): Promise<void> => {
  const database = await openDatabase(directory);
  const definition = (name: string) => JSON.parse(database.getSync(tableSection + name) ?? '{}');
  const shop = definition('Shop');
  shop.GlobalSecondaryIndexes[0].IndexStatus = 'CREATING';
  const gone = { ...definition('Gone'), TableStatus: 'DELETING' };
  await database.clear(rangeOf('index~Shop~'));
  await database.batch(
    [shop, gone].map((table) => ({
      type: 'put',
      key: tableSection + table.TableName,
      value: JSON.stringify(table),
    })),
  );
  await database.close();
};

test('a second process on the same data is refused with a clear sentence', async () => {
  const running = await startProcess('./dynamodbProgram.ts', directory);

  const error = await failure(startDynamoDb({ port: 0, directory }));
  await running.kill();

  expect(error).toMatchObject({ message: `Another process holds the DynamoDB data in ${directory}` });
});
