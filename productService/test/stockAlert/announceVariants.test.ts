import '../../../shared/test/imageEnvironment.ts';
import { PublishBatchCommand } from '@aws-sdk/client-sns';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { StockEvent } from '@ecommerce/shared/events/stockEvents.ts';
import { beforeEach, expect, test } from '@jest/globals';
import type { DynamoDBRecord } from 'aws-lambda';
import { cloud, resetCloud } from '../../../shared/test/imageCloud.ts';

const { handler } = await import('../../src/handlers/announceStock.ts');

beforeEach(resetCloud);

type Row = { available?: number; productId?: string; touched?: string };
const record = (variantId: string, before: Row | undefined, after: Row | undefined, sequence: string) =>
  ({
    dynamodb: {
      ...{ SequenceNumber: sequence, ApproximateCreationDateTime: 1_800_000_000 },
      ...(before ? { OldImage: marshall({ variantId, ...before }) } : {}),
      ...(after ? { NewImage: marshall({ variantId, ...after }) } : {}),
    },
  }) as unknown as DynamoDBRecord;

const announce = (...Records: DynamoDBRecord[]) => handler({ Records }, {} as never);
const published = () =>
  cloud.sns
    .commandCalls(PublishBatchCommand)
    .flatMap(({ args }) => args[0].input.PublishBatchRequestEntries ?? [])
    .map(({ Message = '' }) => StockEvent.parse(JSON.parse(Message)));

test('of a variant that is sold several times in a batch, subscribers are told the last units', async () => {
  await announce(
    record('a', { available: 9 }, { available: 8 }, '10'),
    record('b', { available: 2, productId: 'p' }, { available: 1, productId: 'p' }, '11'),
    record('a', { available: 8 }, { available: 5 }, '12'),
  );

  expect(published()).toMatchObject([
    {
      ...{ type: 'STOCK_CHANGED', occurredAt: '2027-01-15T08:00:00.000Z' },
      data: { productId: 'a', variantId: 'a', quantity: 5, sequence: '12'.padStart(40, '0') },
    },
    { data: { productId: 'p', variantId: 'b', quantity: 1 } },
  ]);
});

test('the last units are told even if they are those from before, since an earlier batch may have told others', async () => {
  await announce(
    record('a', { available: 9 }, { available: 8 }, '10'),
    record('a', { available: 8 }, { available: 9 }, '11'),
    record('a', { available: 9 }, { available: 9, touched: 't' }, '12'),
  );

  expect(published()).toMatchObject([{ data: { quantity: 9, sequence: '11'.padStart(40, '0') } }]);
});

test('nothing is told of a row whose units stay, or that goes', async () => {
  await announce(
    record('a', { available: 9 }, { available: 9, touched: 't' }, '10'),
    record('b', { available: 9 }, undefined, '11'),
  );

  expect(published()).toEqual([]);
});

test('a thousand sales of a hundred variants are ten requests', async () => {
  const sales = Array.from({ length: 1000 }, (_, index) => {
    const available = 20 - Math.floor(index / 100);
    return record(`v${index % 100}`, { available }, { available: available - 1 }, String(index));
  });
  await announce(...sales);

  expect(cloud.sns.commandCalls(PublishBatchCommand)).toHaveLength(10);
  expect(published()).toHaveLength(100);
});

test('a topic that refuses does not keep customers waiting, and has what it refused sent again', async () => {
  cloud.sns.on(PublishBatchCommand).resolves({ Failed: [{ Id: 'a', Code: 'InvalidParameter', SenderFault: true }] });
  cloud.dynamodb.on(QueryCommand).resolves({});

  const { batchItemFailures } = await announce(
    record('a', { available: 0 }, { available: 0, touched: 't' }, '10'),
    record('b', { available: 0 }, { available: 1 }, '11'),
  );

  expect(batchItemFailures).toEqual([{ itemIdentifier: '11' }]);
  expect(cloud.dynamodb.commandCalls(QueryCommand).length).toBeGreaterThan(0);
});

test('customers who cannot be told do not keep the event back', async () => {
  cloud.dynamodb.on(QueryCommand).rejects(new Error('odd'));

  const { batchItemFailures } = await announce(record('b', { available: 0 }, { available: 1 }, '11'));

  expect(batchItemFailures).toEqual([{ itemIdentifier: '11' }]);
  expect(published()).toHaveLength(1);
});
