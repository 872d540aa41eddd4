import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { PublishBatchCommand } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { call, eventually } from '../../cli/shopClient.ts';
import { startReceiver } from '../webhookReceiver.ts';
import { resourceName } from './platformClients.ts';
import { admin, platform, shop } from './shop.ts';
import { topicArn } from './topicMessages.ts';

jest.setTimeout(600_000);

/** How many events are published in a second, and for how many seconds. */
const RATE = 1000;
const SECONDS = Number(process.env.EVENT_SECONDS ?? 1);

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
  const batches = Array.from({ length: Math.ceil(events.length / 10) }, (_, at) => events.slice(at * 10, at * 10 + 10));
  await Promise.all(
    batches.map((batch) =>
      shop.sns.send(
        new PublishBatchCommand({
          TopicArn,
          PublishBatchRequestEntries: batch.map((event, at) => ({ Id: String(at), Message: JSON.stringify(event) })),
        }),
      ),
    ),
  );
};

/** Publishes the events, and returns how many seconds it took until the healthy endpoint had all of them. */
const deliverAll = async (TopicArn: string): Promise<number> => {
  const start = Date.now();
  const events = Array.from({ length: SECONDS }, () => newEvents(RATE));
  for (const ofSecond of events) await Promise.all([publish(TopicArn, ofSecond), wait(1000)]);
  const isMissing = () => {
    const ids = new Set(healthy.received.map(({ event }) => event.id));
    return events.flat().some(({ id }) => !ids.has(id));
  };
  await eventually('all events', async () => (isMissing() ? undefined : true), 300);
  return (Date.now() - start) / 1000;
};

test('an endpoint that hangs delays none of 1,000 events a second for another', async () => {
  const TopicArn = await topicArn(resourceName('orderService', 'OrderEvents'), shop);
  await connect(healthy);
  const alone = await deliverAll(TopicArn);
  await connect(hanging);
  const beside = await deliverAll(TopicArn);
  console.log(`${RATE * SECONDS} events were delivered in ${alone} s alone, in ${beside} s beside one that hangs`);

  expect(beside).toBeLessThan(4 * alone); // twice as many deliveries are written
  expect(hanging.mostOpen()).toBeLessThanOrEqual(8 * 25);
  expect(hanging.received.length).toBeLessThan(RATE);
});
