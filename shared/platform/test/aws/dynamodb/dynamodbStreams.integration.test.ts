import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type LocalDynamoDb, type StreamRecord, startDynamoDb } from '../../../src/aws/dynamodb.ts';
import { connect, failure, key, placeOrder, shopTable, stockUp } from './dynamodbClient.ts';

const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' as const };
const streamArn = 'arn:aws:dynamodb:eu-west-1:000000000000:table/Shop/stream/2020-01-01T00:00:00.000';
const never = new AbortController().signal;

let dynamodb: LocalDynamoDb;
let client: DynamoDB;

beforeEach(async () => {
  dynamodb = await startDynamoDb({ port: 0, sweepIntervalMs: 20 });
  client = connect(dynamodb.url);
  await client.createTable({ ...shopTable('Shop'), StreamSpecification });
});
afterEach(async () => {
  client.destroy();
  await dynamodb.close();
});

const open = (consumer = 'fn', startingPosition: 'TRIM_HORIZON' | 'LATEST' = 'TRIM_HORIZON') =>
  dynamodb.openStream({ streamArn, consumer, startingPosition });
const records = async (): Promise<StreamRecord[]> => (await open(`reader ${Math.random()}`)).read(1000);
const changes = async () =>
  (await records()).map(({ eventName, dynamodb: { Keys } }) => `${eventName} ${Keys.pk?.S} ${Keys.sk?.S}`);
const put = (id: string, more: object = {}) => client.putItem({ TableName: 'Shop', Item: { ...key(id), ...more } });

describe('a stream has one record for each change of an item', () => {
  test('with its images in the form that functions get', async () => {
    await put('a', { n: { N: '1' } });
    await client.updateItem({
      TableName: 'Shop',
      Key: key('a'),
      UpdateExpression: 'SET n = n + :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    });
    await client.deleteItem({ TableName: 'Shop', Key: key('a') });

    const [insert, modify, remove, ...others] = await records();

    expect(others).toEqual([]);
    expect(insert).toEqual({
      ...{ eventID: expect.stringMatching(/^[0-9a-f]{32}$/), eventName: 'INSERT', eventVersion: '1.1' },
      ...{ eventSource: 'aws:dynamodb', awsRegion: 'eu-west-1', eventSourceARN: streamArn },
      dynamodb: {
        ApproximateCreationDateTime: expect.any(Number),
        Keys: key('a'),
        NewImage: { ...key('a'), n: { N: '1' } },
        SequenceNumber: expect.stringMatching(/^\d{21}$/),
        SizeBytes: 15,
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
    });
    expect(insert?.dynamodb.ApproximateCreationDateTime).toBeCloseTo(Date.now() / 1000, -1);
    expect(modify).toMatchObject({
      eventName: 'MODIFY',
      dynamodb: { OldImage: { n: { N: '1' } }, NewImage: { n: { N: '2' } } },
    });
    expect(remove).toMatchObject({ eventName: 'REMOVE', dynamodb: { OldImage: { n: { N: '2' } } } });
    expect(remove?.dynamodb).not.toHaveProperty('NewImage');
  });

  test('whatever operation it is written by, in the order of the writes', async () => {
    await stockUp(client, 5);
    await client.transactWriteItems(placeOrder({ id: 'o', quantity: 2 }));
    await client.batchWriteItem({
      RequestItems: {
        Shop: [{ PutRequest: { Item: key('b') } }, { DeleteRequest: { Key: key('order', 'o') } }],
      },
    });

    expect(await changes()).toEqual([
      ...['INSERT stock -', 'INSERT customer -', 'INSERT cart -'],
      ...['INSERT order o', 'MODIFY stock -', 'REMOVE cart -'],
      ...['INSERT b -', 'REMOVE order o'],
    ]);
  });

  test('none for a write that changes nothing, or that is rejected', async () => {
    const Item = {
      ...key('a'),
      n: { N: '1.0' },
      set: { SS: ['x', 'y'] },
      map: { M: { p: { S: '' }, q: { NULL: true } } },
    };
    await client.putItem({ TableName: 'Shop', Item });
    const { map, set: _, ...rest } = Item;
    await client.putItem({
      TableName: 'Shop',
      Item: { map: { M: { q: map.M.q, p: map.M.p } }, ...rest, set: { SS: ['y', 'x'] }, n: { N: '1' } },
    });
    await client.updateItem({
      TableName: 'Shop',
      Key: key('a'),
      UpdateExpression: 'SET n = :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    });
    await client.deleteItem({ TableName: 'Shop', Key: key('not there') });
    await failure(client.putItem({ TableName: 'Shop', Item, ConditionExpression: 'attribute_not_exists(pk)' }));
    await stockUp(client, 1);
    await failure(client.transactWriteItems(placeOrder({ id: 'o', quantity: 2 })));

    expect(await changes()).toEqual(['INSERT a -', 'INSERT stock -', 'INSERT customer -', 'INSERT cart -']);
  });

  test('one for a transaction that is sent twice with its token', async () => {
    await stockUp(client, 5);
    const order = placeOrder({ id: 'o', quantity: 1, token: 't' });
    await client.transactWriteItems(order);
    await client.transactWriteItems(order);

    expect(await changes()).toHaveLength(6);
  });

  test('which says so when time to live has deleted the item', async () => {
    const TimeToLiveSpecification = { Enabled: true, AttributeName: 'expires' };
    await client.updateTimeToLive({ TableName: 'Shop', TimeToLiveSpecification });
    await put('a', { expires: { N: String(Math.floor(Date.now() / 1000) - 10) } });
    for (let tries = 0; tries < 100 && (await changes()).length < 2; tries += 1) await sleep(10);

    expect((await records())[1]).toMatchObject({
      eventName: 'REMOVE',
      userIdentity: { principalId: 'dynamodb.amazonaws.com', type: 'Service' },
    });
  });
});

describe('a table', () => {
  test('names its stream, which opens and closes with UpdateTable', async () => {
    const { Table } = await client.describeTable({ TableName: 'Shop' });
    await put('a');
    await client.updateTable({ TableName: 'Shop', StreamSpecification: { StreamEnabled: false } });
    await put('b');
    const closed = await failure(open());
    await client.updateTable({
      TableName: 'Shop',
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
    });
    await put('c');

    expect(Table).toMatchObject({ LatestStreamArn: streamArn, StreamSpecification });
    expect(closed).toMatchObject({ name: 'ResourceNotFoundException' });
    const [record, ...others] = await records();
    expect(others).toEqual([]);
    expect(record?.dynamodb).toMatchObject({ Keys: key('c'), StreamViewType: 'KEYS_ONLY' });
    expect(record?.dynamodb).not.toHaveProperty('NewImage');
  });

  test('has no stream unless it is asked for, and no stream without a view type', async () => {
    await client.createTable(shopTable('Plain'));
    const { Table } = await client.describeTable({ TableName: 'Plain' });
    const wrong = await failure(
      client.createTable({ ...shopTable('Wrong'), StreamSpecification: { StreamEnabled: true } }),
    );

    expect(Table).not.toHaveProperty('LatestStreamArn');
    expect(wrong).toMatchObject({ name: 'ValidationException' });
  });
});

describe('a reader', () => {
  test('goes on behind what it has done, and is woken by the next record', async () => {
    await put('a');
    await put('b');
    const reader = await open();
    await reader.changed(never);
    const [first] = await reader.read(1);
    await reader.advance(first?.dynamodb.SequenceNumber ?? '');
    const [second, ...others] = await reader.read(10);
    await reader.advance(second?.dynamodb.SequenceNumber ?? '');
    await reader.advance(first?.dynamodb.SequenceNumber ?? '');
    const none = await reader.read(10);
    const woken = reader.changed(never);
    await put('c');
    await woken;
    const again = await (await open()).read(10);

    expect([first, second].map((record) => record?.dynamodb.Keys.pk?.S)).toEqual(['a', 'b']);
    expect([others, none]).toEqual([[], []]);
    expect(again.map((record) => record.dynamodb.Keys.pk?.S)).toEqual(['c']);
  });

  test('that begins with the latest does not see what was there before', async () => {
    await put('a');
    const reader = await open('late', 'LATEST');
    await put('b');

    expect((await reader.read(10)).map((record) => record.dynamodb.Keys.pk?.S)).toEqual(['b']);
  });

  test('gets no more at once than a function takes', async () => {
    const text = { S: 'x'.repeat(390_000) };
    for (let item = 0; item < 16; item += 1) await put(`item ${item}`, { text });
    const reader = await open();

    const batch = await reader.read(100);

    expect(batch.length).toBeGreaterThan(10);
    expect(JSON.stringify({ Records: batch }).length).toBeLessThan(6 * 1024 * 1024);
  });

  test('holds its records; what every reader has done is deleted', async () => {
    const fast = await open('fast');
    const slow = await open('slow');
    await put('a');
    await put('b');
    const last = (await fast.read(10)).at(-1)?.dynamodb.SequenceNumber ?? '';
    await fast.advance(last);
    await sleep(60);
    const held = await slow.read(10);
    await slow.advance(last);
    await sleep(60);

    expect(held).toHaveLength(2);
    expect(await records()).toEqual([]);
  });
});
