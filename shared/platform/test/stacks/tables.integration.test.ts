import {
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startDynamoDb } from '../../src/aws/dynamodb.ts';
import type { TablePlan } from '../../src/cloudformation/stackPlan.ts';
import { ensureTable } from '../../src/stacks/tables.ts';

let dynamodb: Awaited<ReturnType<typeof startDynamoDb>>;
let client: DynamoDBClient;

beforeAll(async () => {
  dynamodb = await startDynamoDb({ port: 0 });
  client = new DynamoDBClient({
    endpoint: dynamodb.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
});
afterAll(async () => {
  client.destroy();
  await dynamodb.close();
});

const byOwner = {
  IndexName: 'byOwner',
  KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' as const }],
  Projection: { ProjectionType: 'ALL' as const },
};
const plan = (TableName: string, { key = 'id', indexed = false } = {}): TablePlan => ({
  input: {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [key, ...(indexed ? ['owner'] : [])].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    })),
    KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
    ...(indexed ? { GlobalSecondaryIndexes: [byOwner] } : {}),
  },
  timeToLive: { AttributeName: 'expiresAt', Enabled: true },
});
const item = { id: { S: '1' }, owner: { S: 'ada' } };

test('a table that is there keeps its items', async () => {
  await ensureTable(client, plan('kept'));
  await client.send(new PutItemCommand({ TableName: 'kept', Item: item }));

  await ensureTable(client, plan('kept'));

  expect((await client.send(new ScanCommand({ TableName: 'kept' }))).Items).toEqual([item]);
});

test('a new index is added and holds the items from before', async () => {
  await ensureTable(client, plan('grown'));
  await client.send(new PutItemCommand({ TableName: 'grown', Item: item }));

  await ensureTable(client, plan('grown', { indexed: true }));

  const query = new QueryCommand({
    TableName: 'grown',
    IndexName: 'byOwner',
    KeyConditionExpression: '#owner = :owner',
    ExpressionAttributeNames: { '#owner': 'owner' },
    ExpressionAttributeValues: { ':owner': { S: 'ada' } },
  });
  expect((await client.send(query)).Items).toEqual([item]);
});

test('another key or a missing index is rejected with the table’s name', async () => {
  await ensureTable(client, plan('changed', { indexed: true }));

  await expect(ensureTable(client, plan('changed', { key: 'other', indexed: true }))).rejects.toThrow(
    /schema of the table changed .* npm start -- --fresh/,
  );
  await expect(ensureTable(client, plan('changed'))).rejects.toThrow(/schema of the table changed/);
});

test('a stream is opened, changed and closed', async () => {
  const streamed = (StreamViewType: 'KEYS_ONLY' | 'NEW_IMAGE'): TablePlan => {
    const { input } = plan('streamed');
    return { input: { ...input, StreamSpecification: { StreamEnabled: true, StreamViewType } } };
  };
  const now = async () =>
    (await client.send(new DescribeTableCommand({ TableName: 'streamed' }))).Table?.StreamSpecification?.StreamViewType;

  await ensureTable(client, plan('streamed'));
  const none = await now();
  await ensureTable(client, streamed('KEYS_ONLY'));
  const opened = await now();
  await ensureTable(client, streamed('NEW_IMAGE'));
  const changed = await now();
  await ensureTable(client, plan('streamed'));

  expect([none, opened, changed, await now()]).toEqual([undefined, 'KEYS_ONLY', 'NEW_IMAGE', undefined]);
});
