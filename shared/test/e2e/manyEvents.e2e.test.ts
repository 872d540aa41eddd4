import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { PublishBatchCommand } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { percentile } from '../../bench/statistics.ts';
import { call, eventually } from '../../cli/shopClient.ts';
import { startReceiver } from '../webhookReceiver.ts';
import { resourceName } from './platformClients.ts';
import { admin, platform, shop } from './shop.ts';
import { topicArn } from './topicMessages.ts';

jest.setTimeout(600_000);

/** How many events are published in a second, and for how many seconds. */
const RATE = Number(process.env.EVENT_RATE ?? 50);
const SECONDS = Number(process.env.EVENT_SECONDS ?? 10);

type Receiver = Awaited<ReturnType<typeof startReceiver>>;
let healthy: Receiver;
let hanging: Receiver;
const created: string[] = [];

const ask = async <Body>(path: string, options: { method?: string; body?: object } = {}) =>
  call<Body>(`${platform.order}/webhooks${path}`, { ...options, token: (await admin()).idToken });

beforeAll(async () => {
  healthy = await startReceiver();
  hanging = await startReceiver();
  hanging.answer = () => undefined;
});
afterAll(async () => {
  for (const id of created) await ask(`/${id}`, { method: 'DELETE' });
  healthy.close();
  hanging.close();
});

/** Has events sent to a receiver, and waits until functions know of it: `settingsSeconds`. */
const connect = async ({ url }: Receiver): Promise<void> => {
  const { body } = await ask<{ id: string }>('', { body: { url, events: ['ORDER_CREATED'] } });
  created.push(body.id);
  await wait(1_500);
};

const newEvents = (count: number) =>
  Array.from({ length: count }, () => ({
    ...{ type: 'ORDER_CREATED', id: randomUUID(), version: 1, correlationId: 'load' },
    ...{ occurredAt: new Date().toISOString(), data: { orderId: randomUUID() } },
  }));

const publish = async (TopicArn: string, events: object[]): Promise<void> => {
  const PublishBatchRequestEntries = events.map((event, at) => ({ Id: String(at), Message: JSON.stringify(event) }));
  await shop.sns.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries }));
};

/** Publishes events, ten at a time, and returns how late each reached the healthy endpoint, in milliseconds. */
const deliverAll = async (TopicArn: string, seconds = SECONDS): Promise<number[]> => {
  const published = new Map<string, number>();
  const sending: Promise<void>[] = [];
  const start = performance.now();
  for (let sent = 0; sent < RATE * seconds; sent += 10) {
    await wait(Math.max(0, start + (sent / RATE) * 1000 - performance.now()));
    const events = newEvents(10);
    for (const { id } of events) published.set(id, Date.now());
    sending.push(publish(TopicArn, events));
  }
  await Promise.all(sending);
  return eventually(
    'all events',
    async () => {
      const arrived = new Map(healthy.received.map(({ event, at }) => [event.id, at]));
      const late = [...published].map(([id, at]) => (arrived.get(id) ?? Number.NaN) - at);
      return late.some(Number.isNaN) ? undefined : late;
    },
    300,
  );
};

const deadLetters = async (): Promise<number> => {
  type Answer = { queues: { queue: string; count?: number }[] };
  const { body } = await call<Answer>(`${platform.order}/admin/dead-letters`, { token: (await admin()).idToken });
  const ofWebhooks = body.queues.filter(({ queue }) => queue.startsWith('Webhook'));
  expect(ofWebhooks.length).toBeGreaterThan(1);
  return ofWebhooks.reduce((sum, { count = Number.NaN }) => sum + count, 0);
};

test('an endpoint that hangs delays no event for another, at a rate that goes on', async () => {
  const TopicArn = await topicArn(resourceName('orderService', 'OrderEvents'), shop);
  await connect(healthy);
  await deliverAll(TopicArn, 2); // the first events wait until functions are started
  const alone = await deliverAll(TopicArn);
  await connect(hanging);
  const beside = await deliverAll(TopicArn);
  const told = [alone, beside].map((late) => [0.5, 0.95, 0.99].map((share) => percentile(late, share)).join(', '));
  console.log(
    `${RATE * SECONDS} events at ${RATE} a second were late by (median, 95 %, 99 %, ms): ${told[0]} alone, ${told[1]} beside one that hangs`,
  );

  expect(percentile(beside, 0.5)).toBeLessThan(4 * percentile(alone, 0.5)); // twice as many deliveries are written
  expect(hanging.mostOpen()).toBeLessThanOrEqual(8 * 25);
  expect(hanging.received.length).toBeLessThan(RATE * SECONDS);
  expect(await deadLetters()).toBe(0);
});
