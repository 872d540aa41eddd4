import { InvokeCommand } from '@aws-sdk/client-lambda';
import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { cloud, resetCloud } from '../../../shared/test/imageCloud.ts';
import { timeLeft } from '../../../shared/test/mailMessages.ts';
import { awsError } from '../../../shared/test/sdkCalls.ts';
import { product } from '../samples.ts';

const { handler } = await import('../../src/handlers/reindexProducts.ts');

const functionName = 'productService-dev-reindexProducts';
const run = (event: unknown, milliseconds?: number) =>
  handler(event, { ...timeLeft(milliseconds), functionName } as Context);
const plenty = 900_000;

const idOf = (index: number) => `p${String(index).padStart(4, '0')}`;
const rowsOf = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => product({ id: idOf(from + index) }));

/** A catalogue of this many products, in the pages that are asked for. */
const catalogueOf = (size: number) =>
  cloud.dynamodb.on(QueryCommand).callsFake(({ Limit, ExclusiveStartKey }) => {
    const from = ExclusiveStartKey ? Number(ExclusiveStartKey.id.slice(1)) + 1 : 0;
    const to = Math.min(from + Limit, size);
    const last = { status: 'approved', createdAt: 't', id: idOf(to - 1) };
    return { Items: rowsOf(from, to), ...(to < size ? { LastEvaluatedKey: last } : {}) };
  });
const touched = () =>
  cloud.dynamodb
    .commandCalls(UpdateCommand)
    .map(({ args }) => args[0].input.Key?.id)
    .sort();
const idsOf = (from: number, to: number) => rowsOf(from, to).map(({ id }) => id);
const invocations = () => cloud.lambda.commandCalls(InvokeCommand).map(({ args }) => args[0].input);
const handedOver = () => invocations().map(({ Payload }) => JSON.parse(String(Payload)));
const failTouching = (id: string, error: Error) => cloud.dynamodb.on(UpdateCommand, { Key: { id } }).rejects(error);

beforeEach(resetCloud);

describe('reindexProducts', () => {
  test.each([
    ['no event', undefined],
    ['null', null],
    ['an empty event', {}],
    ['a dead letter of the stream', { version: '1.0', DDBStreamBatchInfo: { batchSize: 1 } }],
  ])('touches all products on sale, page by page, for %s', async (_, event) => {
    catalogueOf(250);

    expect(await run(event, plenty)).toEqual({ touched: 250 });

    expect(touched()).toEqual(idsOf(0, 250));
    expect(invocations()).toEqual([]);
  });

  test('invokes itself with the cursor when its time is used up, until all are done', async () => {
    catalogueOf(250);

    expect(await run({ correlationId: 'c-1' }, 0)).toMatchObject({ touched: 100, nextCursor: expect.any(String) });
    expect(touched()).toEqual(idsOf(0, 100));
    expect(invocations()).toMatchObject([{ FunctionName: functionName, InvocationType: 'Event' }]);
    for (let runs = 1; runs < 3; runs += 1) await run(handedOver()[runs - 1], 0);

    expect(touched()).toEqual(idsOf(0, 250));
    expect(handedOver()).toEqual([
      { cursor: expect.any(String), correlationId: 'c-1' },
      { cursor: expect.any(String), correlationId: 'c-1' },
    ]);
  });

  test('continues from the failed page, in a new run', async () => {
    catalogueOf(250);
    failTouching(idOf(120), new Error('no such attribute'));

    expect(await run({}, plenty)).toMatchObject({ touched: 100 });
    expect(handedOver()).toHaveLength(1);
    const [event] = handedOver();

    await expect(run(event, plenty)).rejects.toThrow('no such attribute'); // the event, which Lambda keeps, has the cursor
    expect(handedOver()).toHaveLength(1);
  });

  test('fails for Lambda’s retry if it makes no progress, and completes once the cause is gone', async () => {
    catalogueOf(150);
    await run({}, 0);
    const [event] = handedOver();
    resetCloud();
    catalogueOf(150);
    cloud.dynamodb.on(UpdateCommand).rejectsOnce(new Error('no such attribute')).resolves({});

    await expect(run(event, plenty)).rejects.toThrow('no such attribute');
    expect(invocations()).toEqual([]);

    expect(await run(event, plenty)).toEqual({ touched: 50 });
    expect(new Set(touched())).toEqual(new Set(idsOf(100, 150)));
  });

  test('waits while the table is throttled', async () => {
    catalogueOf(150);
    cloud.dynamodb.on(UpdateCommand).rejectsOnce(awsError('ThrottlingException')).resolves({});

    expect(await run({}, plenty)).toEqual({ touched: 150 });
  });

  test('fails if it cannot invoke the next run: Lambda repeats the whole run', async () => {
    catalogueOf(150);
    cloud.lambda.on(InvokeCommand).rejects(awsError('AccessDeniedException'));

    await expect(run({}, 0)).rejects.toThrow('AccessDeniedException');
  });

  test.each([['a b'], [7], ['bm8']])('rejects the cursor %j and names it', async (cursor) => {
    const error = await run({ cursor }, plenty).catch((reason: unknown) => reason);

    expect(JSON.stringify(error)).toContain('cursor');
    expect(touched()).toEqual([]);
  });
});
