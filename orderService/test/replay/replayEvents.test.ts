import '../environment.ts';
import { PublishBatchCommand } from '@aws-sdk/client-sns';
import { BatchGetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { OrderEvent } from '@ecommerce/shared/events/orderEvents.ts';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { cloud, resetCloud } from '../cloud.ts';
import { storedOrder } from '../samples.ts';

const { pendingNotifications } = await import('../../src/notification/pendingNotifications.ts');
const { publishOrderEvents } = await import('../../src/notification/orderEventsTopic.ts');
const { eventsToReplay } = await import('../../src/replay/replayEvents.ts');

const at = (minute: number) => new Date(Date.UTC(2026, 5, 1, 10, minute)).toISOString();
const orderOf = (digit: string, minute: number, notified: string[]) => ({
  ...{ ...storedOrder(), orderId: `${digit}f0e9a52-7b1d-5c64-9d0a-2f6b8c1e4a77`, status: 'shipping' as const },
  ...{ createdAt: at(minute), shippedAt: at(minute + 5), notified: new Set(notified) },
});
const both = ['ORDER_CREATED', 'ORDER_SHIPPING'];
const [older, newer, silent] = [orderOf('1', 0, both), orderOf('2', 3, both), orderOf('3', 4, ['ORDER_CREATED'])];

beforeEach(() => {
  resetCloud();
  cloud.dynamodb.on(QueryCommand).callsFake(({ ExpressionAttributeValues: { ':partition': partition } }) => ({
    Items: { '2026-06#0': [older], '2026-06#1': [silent, newer] }[String(partition)] ?? [],
  }));
  cloud.dynamodb.on(BatchGetCommand).resolves({ Responses: { Orders: [silent, newer, older] } });
});

const replay = async (more: Partial<Parameters<typeof eventsToReplay>[0]> = {}): Promise<OrderEvent[]> => {
  const period = { from: at(0), to: at(30), types: [], placedSince: at(0) };
  const events: OrderEvent[] = [];
  for await (const chunk of eventsToReplay({ ...period, ...more })) events.push(...chunk.events);
  return events;
};
const told = (events: OrderEvent[]) => events.map(({ type, data }) => `${data.orderId.charAt(0)} ${type}`);

describe('the events of a time', () => {
  test('are those that were published, with the same ids, the oldest orders first', async () => {
    const events = await replay();

    expect(told(events)).toEqual([
      ...['1 ORDER_CREATED', '1 ORDER_SHIPPING', '2 ORDER_CREATED', '2 ORDER_SHIPPING', '3 ORDER_CREATED'],
    ]);
    const first = pendingNotifications({ ...older, notified: new Set() }).map(({ event }) => event.id);
    expect(events.slice(0, 2).map(({ id }) => id)).toEqual(first);
  });

  test('are those that happened in it, its end excluded', async () => {
    expect(told(await replay({ from: at(3), to: at(8) }))).toEqual([
      ...['1 ORDER_SHIPPING', '2 ORDER_CREATED', '3 ORDER_CREATED'],
    ]);
  });

  test('may be of some types only', async () => {
    expect(told(await replay({ types: ['ORDER_SHIPPING'] }))).toEqual(['1 ORDER_SHIPPING', '2 ORDER_SHIPPING']);
  });
});

test('what is sent to the topic again says so', async () => {
  cloud.sns.on(PublishBatchCommand).resolves({});

  await publishOrderEvents(await replay(), { replayId: 'run' });

  const entries = cloud.sns.commandCalls(PublishBatchCommand)[0]?.args[0].input.PublishBatchRequestEntries;
  expect(entries).toHaveLength(5);
  for (const { MessageAttributes } of entries ?? []) {
    expect(MessageAttributes).toMatchObject({ replayed: { StringValue: 'true' }, replayId: { StringValue: 'run' } });
  }
});

test('up to a hundred orders are sent together; it goes on with those placed since the first of them', async () => {
  const orders = Array.from({ length: 101 }, (_, index) => ({
    ...{ ...older, orderId: `${String(index).padStart(8, '0')}-7b1d-5c64-9d0a-2f6b8c1e4a77` },
    createdAt: new Date(Date.UTC(2026, 5, 1, 10, 0, index)).toISOString(),
  }));
  cloud.dynamodb.on(QueryCommand).callsFake(({ ExpressionAttributeValues: { ':partition': partition } }) => ({
    Items: partition === '2026-06#0' ? orders.toReversed() : [],
  }));
  const chunks = [];
  for await (const chunk of eventsToReplay({ from: at(0), to: at(30), types: [], placedSince: at(0) }))
    chunks.push(chunk);

  expect(chunks.map(({ placedSince }) => placedSince)).toEqual([orders[0]?.createdAt, orders[100]?.createdAt]);
});
