import '../../../shared/test/imageEnvironment.ts';
import { DynamoDBStreamsClient, GetRecordsCommand, GetShardIteratorCommand } from '@aws-sdk/client-dynamodb-streams';
import { PublishBatchCommand } from '@aws-sdk/client-sns';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { cloud, resetCloud } from '../../../shared/test/imageCloud.ts';
import { product } from '../samples.ts';

const { handler: announceProduct } = await import('../../src/handlers/announceProduct.ts');
const { handler: announceStock } = await import('../../src/handlers/announceStock.ts');
const streams = mockClient(DynamoDBStreamsClient);
const context = {} as never;
const at = new Date('2026-11-27T10:00:00Z');

beforeEach(() => {
  resetCloud();
  cloud.sns.on(PublishBatchCommand).resolves({});
  streams.reset();
  streams.on(GetShardIteratorCommand).resolves({ ShardIterator: 'first' });
});

const place = { streamArn: 'arn:stream', shardId: 'shard', startSequenceNumber: '1', endSequenceNumber: '3' };
const letter = { requestContext: { condition: 'RetryAttemptsExhausted' }, DDBStreamBatchInfo: place } as never;
/** A product gets another price by each of these changes. */
const priceChange = (price: number) => ({
  dynamodb: {
    ...{ SequenceNumber: String(price), ApproximateCreationDateTime: at },
    OldImage: marshall(product({ unitPrice: price - 1 }), { removeUndefinedValues: true }),
    NewImage: marshall(product({ unitPrice: price }), { removeUndefinedValues: true }),
  },
});
const published = () =>
  cloud.sns
    .commandCalls(PublishBatchCommand)
    .flatMap(({ args }) => args[0].input.PublishBatchRequestEntries ?? [])
    .map(({ Message = '' }) => JSON.parse(Message));

test('a dead letter’s changes are announced with the ids that they would have had, and nothing after them', async () => {
  const changes = [1, 2, 3, 4].map(priceChange);
  streams.on(GetRecordsCommand, { ShardIterator: 'first' }).resolves({ Records: [], NextShardIterator: 'second' });
  streams
    .on(GetRecordsCommand, { ShardIterator: 'second' })
    .resolves({ Records: changes.slice(0, 2), NextShardIterator: 'third' });
  streams.on(GetRecordsCommand, { ShardIterator: 'third' }).resolves({ Records: changes.slice(2) });

  await announceProduct(letter, context);

  const again = published();
  expect(streams.commandCalls(GetShardIteratorCommand)[0]?.args[0].input).toEqual({
    ...{ StreamArn: 'arn:stream', ShardId: 'shard', SequenceNumber: '1', ShardIteratorType: 'AT_SEQUENCE_NUMBER' },
  });
  cloud.sns.resetHistory();
  const asAtFirst = changes.slice(0, 3).map(({ dynamodb }) => ({
    dynamodb: { ...dynamodb, ApproximateCreationDateTime: at.getTime() / 1000 },
  }));
  await announceProduct({ Records: asAtFirst } as never, context);
  const withoutTrace = (events: object[]) => events.map((event) => ({ ...event, correlationId: undefined }));
  expect(withoutTrace(again)).toEqual(withoutTrace(published()));
  expect(again).toHaveLength(3);
});

test('a dead letter of the stock has its events published too', async () => {
  const stock = { productId: 'p', variantId: 'v', available: 3 };
  const change = {
    ...{ SequenceNumber: '3', ApproximateCreationDateTime: at },
    ...{ OldImage: marshall({ ...stock, available: 4 }), NewImage: marshall(stock) },
  };
  streams.on(GetRecordsCommand).resolves({ Records: [{ dynamodb: change }] });

  await announceStock(letter, context);

  expect(published()).toMatchObject([{ type: 'STOCK_CHANGED', data: { variantId: 'v', quantity: 3 } }]);
});

test.each([
  ['forgot them', () => streams.on(GetShardIteratorCommand).rejects(named('TrimmedDataAccessException'))],
  ['has no such shard', () => streams.on(GetShardIteratorCommand).rejects(named('ResourceNotFoundException'))],
  ['ends before the last of them', () => streams.on(GetRecordsCommand).resolves({ Records: [priceChange(1)] })],
])('a dead letter whose stream %s says so, and nothing is announced', async (_, happen) => {
  happen();

  await expect(announceProduct(letter, context)).rejects.toMatchObject({ name: 'ChangesAreGone' });
  expect(published()).toEqual([]);
});

test('a dead letter that fails again is an error', async () => {
  streams.on(GetRecordsCommand).resolves({ Records: [priceChange(3)] });
  cloud.sns.on(PublishBatchCommand).rejects(new Error('no topic'));

  await expect(announceProduct(letter, context)).rejects.toThrow('failed again');
});

const named = (name: string): Error => Object.assign(new Error(name), { name });
