import '../../../shared/test/imageEnvironment.ts';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { DeleteCommand, DynamoDBDocumentClient, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { startDynamoDb } from '@ecommerce/platform/dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { timeLeft } from '../../../shared/test/mailMessages.ts';
import { awsError } from '../../../shared/test/sdkCalls.ts';
import { idsIn } from '../../src/searchEngine/searchIndex.ts';
import { product } from '../samples.ts';
import { inMemory } from './filesInMemory.ts';
import { createSearchTables } from './searchTable.ts';

const server = await startDynamoDb({ port: 0 });
process.env.AWS_ENDPOINT_URL_DYNAMODB = server.url;
const { dynamodb } = await import('@ecommerce/shared/dynamodb.ts');
const { handler } = await import('../../src/handlers/reindexProducts.ts');
const { indexProducts } = await import('../../src/search/indexProducts.ts');
const { loadIndex } = await import('../../src/search/indexReader.ts');

const lambda = mockClient(LambdaClient);
const functionName = 'productService-dev-reindexProducts';
const plenty = 900_000;
/** Less than a run keeps for handing over. */
const pageOnly = 20_000;
const run = (event: unknown, milliseconds = plenty) =>
  handler(event, { ...timeLeft(milliseconds), functionName } as Context);
const handedOver = () =>
  lambda.commandCalls(InvokeCommand).map(({ args }) => JSON.parse(String(args[0].input.Payload)));
/** Runs, and all runs that follow from it, each with no more time than for a page. */
const runAll = async (event: unknown) => {
  const results = [await run(event, pageOnly)];
  for (let next = 0; next < handedOver().length && next < 50; next += 1)
    results.push(await run(handedOver()[next], pageOnly));
  return results;
};

const idOf = (index: number) => `p${String(index).padStart(4, '0')}`;
const idsOf = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => idOf(from + index));
const put = (id: string, more = {}) =>
  dynamodb.send(
    new PutCommand({
      TableName: 'Products',
      Item: product({ id, createdAt: `2026-01-01T00:00:00.${id.slice(2)}Z`, ...more }),
    }),
  );
const remove = (id: string) => dynamodb.send(new DeleteCommand({ TableName: 'Products', Key: { id } }));
const indexed = async () => idsIn((await loadIndex()).index).sort();
const failOnce = (error: Error) => {
  const send = DynamoDBDocumentClient.prototype.send as (command: unknown) => Promise<unknown>;
  let failed = false;
  return jest.spyOn(DynamoDBDocumentClient.prototype, 'send').mockImplementation(async function (
    this: DynamoDBDocumentClient,
    command: unknown,
  ) {
    if (failed || !(command instanceof TransactWriteCommand)) return send.call(this, command);
    failed = true;
    throw error;
  } as never);
};

beforeAll(async () => {
  inMemory(mockClient(S3Client), new Map());
  await createSearchTables();
  for (const id of idsOf(0, 250)) await put(id);
});
afterAll(() => server.close());
beforeEach(() => {
  lambda.reset();
  lambda.onAnyCommand().resolves({});
});

describe('reindexProducts', () => {
  test.each([
    ['no event', undefined],
    ['null', null],
    ['an empty event', {}],
    ['a dead letter of the stream', { version: '1.0', DDBStreamBatchInfo: { batchSize: 1 } }],
  ])('indexes all products on sale for %s', async (_, event) => {
    expect(await run(event)).toEqual({ indexed: 250 });

    expect(await indexed()).toEqual(idsOf(0, 250));
    expect(handedOver()).toEqual([]);
  });

  test('takes out what is no longer on sale, of which the index was not told', async () => {
    for (const id of ['gone1', 'gone2', 'gone3']) await put(id);
    await indexProducts(['gone1', 'gone2', 'gone3']);
    await remove('gone1');
    await put('gone3', { status: 'rejected' });

    expect(await run({})).toEqual({ indexed: 253 });

    expect(await indexed()).toEqual(['gone2', ...idsOf(0, 250)]);
    await remove('gone2');
    await indexProducts(['gone2']);
  });

  test('invokes itself with the cursor when its time is used up, until all are done', async () => {
    await put('late');
    await indexProducts(['late']);
    await remove('late');

    const results = await runAll({ correlationId: 'c-1' });

    expect(results.reduce((sum, result) => sum + result.indexed, 0)).toBe(251);
    expect(results.length).toBeGreaterThan(4);
    expect(results.at(-1)).not.toHaveProperty('nextCursor');
    expect(handedOver()).toEqual(results.slice(1).map(() => ({ cursor: expect.any(String), correlationId: 'c-1' })));
    expect(await indexed()).toEqual(idsOf(0, 250));
  });

  test('fails for Lambda’s retry if it makes no progress, and completes once the cause is gone', async () => {
    const spy = failOnce(new Error('no such attribute'));
    try {
      await expect(run({})).rejects.toThrow('no such attribute');
      expect(handedOver()).toEqual([]);
      expect(await run({})).toEqual({ indexed: 250 });
    } finally {
      spy.mockRestore();
    }
  });

  test('waits while the table is throttled', async () => {
    const spy = failOnce(awsError('ThrottlingException'));

    expect(await run({}).finally(() => spy.mockRestore())).toEqual({ indexed: 250 });
  });

  test('fails if it cannot invoke the next run: Lambda repeats the whole run', async () => {
    lambda.on(InvokeCommand).rejects(awsError('AccessDeniedException'));

    await expect(run({}, pageOnly)).rejects.toThrow('AccessDeniedException');
  });

  test.each([['a b'], [7], ['bm8']])('rejects the cursor %j and names it', async (cursor) => {
    const error = await run({ cursor }).catch((reason: unknown) => reason);

    expect(JSON.stringify(error)).toContain('cursor');
  });
});
