import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { itemSection, rangeOf, tableSection } from '../../../src/aws/dynamodb/keys.ts';
import { openDatabase } from '../../../src/aws/dynamodb/writeQueue.ts';
import { type LocalDynamoDb, startDynamoDb } from '../../../src/aws/dynamodb.ts';
import { startProcess } from '../../crashingProcess.ts';
import { connect, failure, key, ordersOf, placeOrder, shopTable, stockOf, stockUp } from './dynamodbClient.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'dynamodb-'));
});

const running: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of running.splice(0)) await stop(); // what a test that failed has left
  rmSync(directory, { recursive: true, force: true });
});

/** A DynamoDB on the directory in this process, with a client; `stop` ends both, once. */
const start = async () => {
  const dynamodb = await startDynamoDb({ port: 0, directory });
  const client = connect(dynamodb.url);
  const stop = async (): Promise<void> => {
    running.splice(running.indexOf(stop), 1);
    client.destroy();
    await dynamodb.close();
  };
  running.push(stop);
  return { client, dynamodb, stop };
};

const stock = 1_000_000;

/** Places orders with 16 customers, kills the process once a hundred were acknowledged, and answers the ids of all that were. */
const killAmidOrders = async (
  program: { url: string; kill: () => Promise<void> },
  round: string,
): Promise<string[]> => {
  const client = connect(program.url);
  const acknowledged: string[] = [];
  const customer = async (name: number): Promise<void> => {
    for (let number = 0; ; number += 1) {
      const id = `${round}-${name}-${number}`;
      await client.transactWriteItems(placeOrder({ id, quantity: 1 }));
      acknowledged.push(id);
    }
  };
  const broken = Promise.allSettled(Array.from({ length: 16 }, (_, name) => customer(name)));
  while (acknowledged.length < 100) await sleep(10);
  await program.kill();
  await broken;
  client.destroy();
  return acknowledged;
};

test('a process killed while it takes orders loses none that it acknowledged and leaves none half done', async () => {
  const acknowledged: string[] = [];
  for (const round of ['first', 'second', 'third']) {
    const program = await startProcess(new URL('dynamodbProgram.ts', import.meta.url), directory);
    if (round === 'first') {
      const client = connect(program.url);
      await client.createTable(shopTable('Shop'));
      await stockUp(client, stock);
      client.destroy();
    }
    acknowledged.push(...(await killAmidOrders(program, round)));
  }

  const { client, stop } = await start();
  const { table, index } = await ordersOf(client);
  const left = await stockOf(client);
  await stop();

  expect(acknowledged.filter((id) => !table.includes(id))).toEqual([]);
  expect(stock - left).toBe(table.length);
  expect(index).toEqual(table);
});

test('a process killed between a write and its delivery leaves each change in the stream, once and in order', async () => {
  const acknowledged: string[] = [];
  const seen: string[] = [];
  const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' as const };
  for (const round of ['first', 'second']) {
    const program = await startProcess(new URL('dynamodbProgram.ts', import.meta.url), directory);
    if (round === 'first') {
      const client = connect(program.url);
      await client.createTable({ ...shopTable('Shop'), StreamSpecification });
      await stockUp(client, stock);
      client.destroy();
    }
    acknowledged.push(...(await killAmidOrders(program, round)));
    const { client, dynamodb, stop } = await start();
    seen.push(...(await readHalf(dynamodb)));
    client.destroy();
    await stop();
  }
  const { client, dynamodb, stop } = await start();
  for (let more = await readHalf(dynamodb); more.length > 0; more = await readHalf(dynamodb)) seen.push(...more);
  const { table } = await ordersOf(client);
  const left = await stockOf(client);
  await stop();

  const inserted = seen.filter((change) => change.startsWith('INSERT order ')).map((change) => change.slice(13));
  const stocks = seen.filter((change) => change.startsWith('MODIFY stock ')).map((change) => Number(change.slice(13)));
  expect(inserted.sort()).toEqual(table);
  expect(stocks).toEqual(Array.from({ length: stock - left }, (_, index) => stock - 1 - index));
});

test('the numbers of a stream go on growing when the clock is put back', async () => {
  const StreamSpecification = { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' as const };
  const { client: before, stop } = await start();
  await before.createTable({ ...shopTable('Shop'), StreamSpecification });
  await before.putItem({ TableName: 'Shop', Item: key('order', 'a') });
  await stop();
  const now = Date.now();
  const clock = jest.spyOn(Date, 'now').mockImplementation(() => now - 60_000);
  const { client: after, dynamodb, stop: stopAgain } = await start();
  await after.putItem({ TableName: 'Shop', Item: key('order', 'b') });
  await after.putItem({ TableName: 'Shop', Item: key('order', 'c') });
  clock.mockRestore();

  expect(await readHalf(dynamodb)).toEqual(['INSERT order a', 'INSERT order b']);
  expect(await readHalf(dynamodb)).toEqual(['INSERT order c']);
  await stopAgain();
});

/** Takes the first half of what a consumer has not done yet, and notes it as done. */
const readHalf = async (dynamodb: LocalDynamoDb): Promise<string[]> => {
  const streamArn = 'arn:aws:dynamodb:eu-west-1:000000000000:table/Shop/stream/2020-01-01T00:00:00.000';
  const reader = await dynamodb.openStream({ streamArn, consumer: 'fn', startingPosition: 'TRIM_HORIZON' });
  const waiting = await reader.read(100_000);
  const half = waiting.slice(0, Math.ceil(waiting.length / 2));
  await reader.advance(half.at(-1)?.dynamodb.SequenceNumber ?? '');
  reader.close();
  return half.map(({ eventName, dynamodb: { Keys, NewImage } }) => {
    const what = Keys.pk?.S === 'stock' ? NewImage?.quantity?.N : Keys.sk?.S;
    return `${eventName} ${Keys.pk?.S} ${what}`;
  });
};

test('what was written is there after a restart, with time to live and request tokens', async () => {
  const { client: before, stop } = await start();
  await before.createTable(shopTable('Shop'));
  await before.updateTimeToLive({
    TableName: 'Shop',
    TimeToLiveSpecification: { Enabled: true, AttributeName: 'expires' },
  });
  await stockUp(before, 10);
  await before.transactWriteItems(placeOrder({ id: 'a', quantity: 4, token: 'token' }));
  await stop();

  const { client: after, stop: stopAgain } = await start();
  await after.transactWriteItems(placeOrder({ id: 'a', quantity: 4, token: 'token' }));
  const { TimeToLiveDescription } = await after.describeTimeToLive({ TableName: 'Shop' });
  const left = await stockOf(after);
  await stopAgain();

  expect(left).toBe(6);
  expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' });
});

test('an index that was being filled and a table that was being deleted are finished at the next start', async () => {
  const { client: before, stop } = await start();
  for (const name of ['Shop', 'Gone']) {
    await before.createTable(shopTable(name));
    await before.putItem({ TableName: name, Item: { ...key('order', 'a'), grp: { S: 'orders' } } });
  }
  await stop();
  await pretendToBeKilled();

  const { client: after, stop: stopAgain } = await start();
  const { TableNames } = await after.listTables({});
  const { Table } = await after.describeTable({ TableName: 'Shop' });
  const orders = await ordersOf(after);
  await stopAgain();

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

test('a second process on the same data is rejected with a clear sentence', async () => {
  const program = await startProcess(new URL('dynamodbProgram.ts', import.meta.url), directory);

  const error = await failure(start());
  await program.kill();

  expect(error).toMatchObject({ message: `Another process uses the DynamoDB data in ${directory}` });
});
