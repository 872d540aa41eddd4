import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDB, QueryCommandOutput } from '@aws-sdk/client-dynamodb';
import { ConditionalCheckFailedException, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startDynamoDb } from '../../../src/aws/dynamodb.ts';
import { connect, failure, key, shopTable, stockUp } from './dynamodbClient.ts';

let dynamodb: Awaited<ReturnType<typeof startDynamoDb>>;
let client: DynamoDB;
const TableName = 'Shop';

beforeAll(async () => {
  dynamodb = await startDynamoDb({ port: 0, sweepIntervalMs: 40 });
  client = connect(dynamodb.url);
});

afterAll(async () => {
  client.destroy();
  await dynamodb.close();
});

beforeEach(async () => {
  const { TableNames = [] } = await client.listTables({});
  if (TableNames.includes(TableName)) await client.deleteTable({ TableName });
  await client.createTable(shopTable(TableName));
});

/** The sort keys under one index key, page by page. */
const pagesOf = async (index: string, name: string, value: string, Limit: number, forward = true) => {
  const pages: string[][] = [];
  let ExclusiveStartKey: QueryCommandOutput['LastEvaluatedKey'];
  do {
    const page: QueryCommandOutput = await client.query({
      TableName,
      IndexName: index,
      KeyConditionExpression: '#name = :value',
      ExpressionAttributeNames: { '#name': name },
      ExpressionAttributeValues: { ':value': { S: value } },
      ScanIndexForward: forward,
      Limit,
      ...(ExclusiveStartKey && { ExclusiveStartKey }),
    });
    pages.push((page.Items ?? []).map(({ pk }) => String(pk?.S)));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return pages.filter((page) => page.length > 0);
};

describe('a condition that fails', () => {
  const condition = {
    TableName,
    ConditionExpression: 'quantity > :all',
    ExpressionAttributeValues: { ':all': { N: '100' } },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
  const stock = { ...key('stock'), grp: { S: 'stock' }, quantity: { N: '10' } };

  test.each([
    ['PutItem', () => client.putItem({ ...condition, Item: key('stock') })],
    ['UpdateItem', () => client.updateItem({ ...condition, Key: key('stock'), UpdateExpression: 'REMOVE grp' })],
    ['DeleteItem', () => client.deleteItem({ ...condition, Key: key('stock') })],
  ])('in %s returns the item as it is, where that is asked for', async (_operation, run) => {
    await stockUp(client, 10);

    const error = await failure(run());

    expect(error).toBeInstanceOf(ConditionalCheckFailedException);
    expect(error).toMatchObject({ message: 'The conditional request failed', Item: stock });
    expect((await client.getItem({ TableName, Key: key('stock') })).Item).toEqual(stock);
  });

  test('returns no item where none is asked for, or none is there', async () => {
    await stockUp(client, 10);
    const { ReturnValuesOnConditionCheckFailure: _, ...silent } = condition;

    const unasked = await failure(client.deleteItem({ ...silent, Key: key('stock') }));
    const absent = await failure(client.deleteItem({ ...condition, Key: key('ghost') }));

    expect(unasked).toBeInstanceOf(ConditionalCheckFailedException);
    expect(unasked).toHaveProperty('Item', undefined);
    expect(absent).toBeInstanceOf(ConditionalCheckFailedException);
    expect(absent).toHaveProperty('Item', undefined);
  });
});

describe('time to live', () => {
  const TimeToLiveSpecification = { Enabled: true, AttributeName: 'expires' };

  test('is described, and cannot be switched on twice', async () => {
    const before = await client.describeTimeToLive({ TableName });
    await client.updateTimeToLive({ TableName, TimeToLiveSpecification });
    const after = await client.describeTimeToLive({ TableName });
    const again = await failure(client.updateTimeToLive({ TableName, TimeToLiveSpecification }));

    expect(before.TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'DISABLED' });
    expect(after.TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' });
    expect(again).toMatchObject({ name: 'ValidationException', message: 'TimeToLive is already enabled' });
    expect((await client.describeTable({ TableName })).Table?.TableStatus).toBe('ACTIVE');
  });

  test('deletes what has expired, from the index too, and nothing else', async () => {
    const now = Math.floor(Date.now() / 1000);
    const times = { past: { N: `${now - 1}` }, future: { N: `${now + 100}` }, ancient: { N: '1' }, text: { S: '1' } };
    for (const [name, expires] of Object.entries(times)) {
      await client.putItem({ TableName, Item: { ...key(name), grp: { S: 'timed' }, expires } });
    }

    await client.updateTimeToLive({ TableName, TimeToLiveSpecification });
    for (let tries = 0; tries < 50 && (await client.getItem({ TableName, Key: key('past') })).Item; tries += 1) {
      await sleep(20);
    }

    const { Items = [] } = await client.scan({ TableName });
    expect(Items.map(({ pk }) => pk?.S).sort()).toEqual(['ancient', 'future', 'text']);
    const indexed = (await pagesOf('byGroup', 'grp', 'timed', 10)).flat().sort();
    expect(indexed).toEqual(['ancient', 'future', 'text']);
  });
});

describe('a query', () => {
  test('with an empty key is invalid', async () => {
    const query = client.query({
      TableName,
      IndexName: 'byGroup',
      KeyConditionExpression: 'grp = :group',
      ExpressionAttributeValues: { ':group': { S: '' } },
    });

    expect(await failure(query)).toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('cannot contain an empty string value'),
    });
  });
});

describe('an index', () => {
  // dynalite's index keys end with 24 bits of a hash, in which these two keys are equal
  const collide = ['item-10782', 'item-11308'];

  test('keeps and pages items whose keys have the same hash', async () => {
    for (const pk of collide) await client.putItem({ TableName, Item: { ...key(pk), grp: { S: 'g' } } });
    const forward = await pagesOf('byGroup', 'grp', 'g', 1);
    const backward = await pagesOf('byGroup', 'grp', 'g', 1, false);
    await client.deleteItem({ TableName, Key: key(String(collide[0])) });

    expect(forward).toEqual(collide.map((pk) => [pk]));
    expect(backward).toEqual(forward.toReversed());
    expect(await pagesOf('byGroup', 'grp', 'g', 1)).toEqual([[collide[1]]]);
  });

  const addIndex = () =>
    client.updateTable({
      TableName,
      AttributeDefinitions: [{ AttributeName: 'color', AttributeType: 'S' }],
      GlobalSecondaryIndexUpdates: [
        {
          Create: {
            IndexName: 'byColor',
            KeySchema: [{ AttributeName: 'color', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
        },
      ],
    });
  const write = (pk: string, color: string) =>
    client.putItem({ TableName, Item: { ...key(pk), color: { S: color }, size: { N: '1' } } });

  test('added to a table has its items, those written in the meantime, and those written afterwards', async () => {
    const before = Array.from({ length: 600 }, (_, index) => `before-${index}`);
    await Promise.all(before.map((pk) => write(pk, 'red')));
    const meanwhile = Array.from({ length: 100 }, (_, index) => `meanwhile-${index}`);

    await Promise.all([addIndex(), ...meanwhile.map((pk) => write(pk, 'red')), write('before-7', 'blue')]);
    await write('after', 'red');

    const red = (await pagesOf('byColor', 'color', 'red', 300)).flat().sort();
    expect(red).toEqual([...before.filter((pk) => pk !== 'before-7'), ...meanwhile, 'after'].sort());
    expect(await pagesOf('byColor', 'color', 'blue', 5)).toEqual([['before-7']]);
    const { Table } = await client.describeTable({ TableName });
    expect(Table?.GlobalSecondaryIndexes).toMatchObject([
      { IndexName: 'byGroup', IndexStatus: 'ACTIVE' },
      { IndexName: 'byColor', IndexStatus: 'ACTIVE' },
    ]);
  });

  test('that exists cannot be added; one that is removed is gone', async () => {
    await write('a', 'red');
    await addIndex();

    const again = await failure(addIndex());
    await client.updateTable({ TableName, GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'byColor' } }] });

    expect(again).toMatchObject({ name: 'ValidationException', message: expect.stringContaining('already exists') });
    expect(await failure(pagesOf('byColor', 'color', 'red', 5))).toMatchObject({ name: 'ValidationException' });
    const { Table } = await client.describeTable({ TableName });
    expect(Table?.AttributeDefinitions?.map(({ AttributeName }) => AttributeName)).toEqual(['pk', 'sk', 'grp']);
  });
});

describe('a table', () => {
  test('is ACTIVE on demand once it is created, and cannot be created twice', async () => {
    await waitUntilTableExists({ client, maxWaitTime: 1, minDelay: 0.1, maxDelay: 0.1 }, { TableName });
    const { Table } = await client.describeTable({ TableName });

    expect(Table).toMatchObject({
      TableStatus: 'ACTIVE',
      TableArn: 'arn:aws:dynamodb:eu-west-1:000000000000:table/Shop',
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    });
    expect(await failure(client.createTable(shopTable(TableName)))).toMatchObject({ name: 'ResourceInUseException' });
  });

  test('that is deleted and created again is empty, and so are its index and its time to live', async () => {
    await client.putItem({ TableName, Item: { ...key('a'), grp: { S: 'g' } } });
    await client.updateTimeToLive({ TableName, TimeToLiveSpecification: { Enabled: true, AttributeName: 'expires' } });

    await client.deleteTable({ TableName });
    const missing = await failure(client.getItem({ TableName, Key: key('a') }));
    await client.createTable(shopTable(TableName));

    expect(missing).toMatchObject({ name: 'ResourceNotFoundException' });
    expect((await client.scan({ TableName })).Items).toEqual([]);
    expect(await pagesOf('byGroup', 'grp', 'g', 5)).toEqual([]);
    const { TimeToLiveDescription } = await client.describeTimeToLive({ TableName });
    expect(TimeToLiveDescription?.TimeToLiveStatus).toBe('DISABLED');
  });

  test('bears tags', async () => {
    const ResourceArn = 'arn:aws:dynamodb:eu-west-1:000000000000:table/Shop';
    const Tags = ['service', 'stage'].map((Key) => ({ Key, Value: `${Key}-value` }));

    await client.tagResource({ ResourceArn, Tags });
    await client.untagResource({ ResourceArn, TagKeys: ['service'] });

    expect((await client.listTagsOfResource({ ResourceArn })).Tags).toEqual(Tags.slice(1));
  });

  test('is written and read in batches', async () => {
    const keys = ['a', 'b', 'c'].map((pk) => key(pk));
    const RequestItems = { [TableName]: keys.map((Item) => ({ PutRequest: { Item: { ...Item, grp: { S: 'g' } } } })) };

    await client.batchWriteItem({ RequestItems });
    await client.batchWriteItem({ RequestItems: { [TableName]: [{ DeleteRequest: { Key: key('b') } }] } });

    const { Responses } = await client.batchGetItem({ RequestItems: { [TableName]: { Keys: keys } } });
    expect(Responses?.[TableName]?.map(({ pk }) => pk?.S).sort()).toEqual(['a', 'c']);
    expect((await pagesOf('byGroup', 'grp', 'g', 5)).flat().sort()).toEqual(['a', 'c']);
  });
});

test.each([
  ['an unknown operation', { 'x-amz-target': 'DynamoDB_20120810.Nonsense' }, '{}', 'UnknownOperationException'],
  ['no signature', { authorization: '' }, '{}', 'MissingAuthenticationTokenException'],
  ['a body that is no JSON', {}, '{', 'SerializationException'],
])('a request with %s is rejected', async (_case, headers, body, type) => {
  const usual = { 'x-amz-target': 'DynamoDB_20120810.ListTables', authorization: 'AWS4-HMAC-SHA256 Credential=local' };

  const response = await fetch(dynamodb.url, { method: 'POST', headers: { ...usual, ...headers }, body });

  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ __type: expect.stringContaining(type) });
});
