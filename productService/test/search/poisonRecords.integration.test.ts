import '../../../shared/test/imageEnvironment.ts';
import { setTimeout as wait } from 'node:timers/promises';
import { DescribeTableCommand, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { startDynamoDb } from '@ecommerce/platform/dynamodb';
import { type EventSource, startStreamMapping } from '@ecommerce/platform/event-sources';
import { startStorageAndMessaging } from '@ecommerce/platform/storage';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Context, DynamoDBStreamEvent } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { recordedLog } from '../../../shared/platform/test/log/recordedLog.ts';
import { timeLeft } from '../../../shared/test/mailMessages.ts';
import type { Product } from '../../src/product/product.ts';
import { findHits, hitsAfter } from '../../src/searchEngine/findProducts.ts';
import { wantedWords } from '../../src/searchEngine/wantedWords.ts';
import { product } from '../samples.ts';
import { createSearchTables } from './searchTable.ts';

const region = 'eu-west-1';
const accountId = '000000000000';
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const server = await startDynamoDb({ port: 0 });
const storage = await startStorageAndMessaging({ port: 0, region, accountId, credentials });
process.env.AWS_ENDPOINT_URL_DYNAMODB = server.url;
mockClient(S3Client).onAnyCommand().resolves({});
const sqs = new SQSClient({ endpoint: storage.url, region, credentials });
const { dynamodb } = await import('@ecommerce/shared/dynamodb.ts');
const { handler: indexProduct } = await import('../../src/handlers/indexProduct.ts');
const { createIndexReader } = await import('../../src/search/indexReader.ts');
const { handler: reindexProducts } = await import('../../src/handlers/reindexProducts.ts');

const read = createIndexReader(0);
let mapping: EventSource;
let QueueUrl = '';
/** The product of each record that the function was called with. */
const idsByNumber = new Map<string, string>();

beforeAll(async () => {
  QueueUrl = (await sqs.send(new CreateQueueCommand({ QueueName: 'dead' }))).QueueUrl ?? '';
  await createSearchTables();
  const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' as const };
  await dynamodb.send(new UpdateTableCommand({ TableName: 'Products', StreamSpecification }));
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: 'Products' }));
  const invoke = (_: string, event: unknown) => {
    const { Records } = event as DynamoDBStreamEvent;
    for (const { dynamodb: record } of Records)
      idsByNumber.set(record?.SequenceNumber ?? '', record?.Keys?.id?.S ?? '');
    return indexProduct(event as DynamoDBStreamEvent, {} as Context);
  };
  mapping = startStreamMapping({
    ...{ endpoint: storage.url, region, credentials, log: recordedLog(), invoke, openStream: server.openStream },
    ...{ functionArn: `arn:aws:lambda:${region}:${accountId}:function:indexProduct`, startingPosition: 'TRIM_HORIZON' },
    // As in the template, but for the number of attempts, between which the stream waits ever longer
    ...{ reportBatchItemFailures: true, bisectBatchOnFunctionError: true, maximumRetryAttempts: 2, batchSize: 50 },
    ...{ streamArn: Table?.LatestStreamArn ?? '', onFailureArn: `arn:aws:sqs:${region}:${accountId}:dead` },
  });
});
afterAll(async () => {
  await mapping.close();
  sqs.destroy();
  await storage.close();
  await server.close();
});

const put = (...rows: Product[]) =>
  Promise.all(rows.map((Item) => dynamodb.send(new PutCommand({ TableName: 'Products', Item }))));
const found = async (q: string) => {
  const hits = findHits(await read(), { sort: 'newest', words: wantedWords(q) });
  return hitsAfter(hits, undefined, 100)
    .map(({ place: [, , id] }) => id)
    .sort();
};
const until = async (condition: () => Promise<boolean>) => {
  for (const end = Date.now() + 15_000; Date.now() < end; await wait(10)) if (await condition()) return;
  throw new Error('did not come about within 15 s');
};
const letters = async () =>
  ((await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))).Messages ?? []).map(
    ({ Body = '' }) => JSON.parse(Body),
  );
/** The letters that come until there is at least one. */
const newLetters = async () => {
  const all: Awaited<ReturnType<typeof letters>> = [];
  await until(async () => all.push(...(await letters())) > 0);
  return all;
};

/** No release wrote such a description: its words cannot be told. */
const broken = { description: 5 as never };

test('a record that cannot be indexed becomes a dead letter alone and is named, and all others are indexed', async () => {
  const good = ['a', 'b', 'c', 'd', 'e'].map((id) => product({ id, productName: 'good' }));
  const poison = product({ id: 'poison', productName: 'good', ...broken });
  await put(...good.slice(0, 2), poison, ...good.slice(2, 4));

  const dead = await newLetters();
  await put(...good.slice(4));
  await until(async () => (await found('good')).length === 5);

  expect([...dead, ...(await letters())]).toMatchObject([
    {
      requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 3 },
      DDBStreamBatchInfo: { batchSize: 1 },
    },
  ]);
  expect(idsByNumber.get(dead[0].DDBStreamBatchInfo.startSequenceNumber)).toBe('poison');
});

test('its product is found once its row is fixed, and reindexing passes over those that are not', async () => {
  const row = product({ id: 'late', productName: 'late' });
  await put({ ...row, ...broken });
  const [letter] = await newLetters();

  await reindexProducts(letter, timeLeft(900_000));
  expect(await found('late')).toEqual([]);
  await put(row);

  await until(async () => (await found('late')).length === 1);
});
