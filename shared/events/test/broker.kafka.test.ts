import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { Consumer, stringDeserializers } from '@platformatic/kafka';
import type { SQSRecord } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { EXAMPLES } from '../../asyncapi/examples.ts';
import { CREDENTIALS, makeBroker } from './kafkaBroker.ts';

/** Against a real broker of Apache Kafka: `npm run test:kafka`. */
jest.setTimeout(120_000);
process.env.AWS_REGION = 'eu-west-1';
const { forwardToKafka } = await import('../src/forwardToKafka.ts');
const { kafkaSender } = await import('../src/kafkaProducer.ts');

const broker = await makeBroker();
const TOPIC = 'ecommerce.dev.orders';
const STEPS = ['ORDER_CREATED', 'PAYMENT_COMPLETED', 'ORDER_SHIPPING', 'ORDER_FULFILLED', 'ORDER_DELIVERED'] as const;

mockClient(SSMClient)
  .on(GetParameterCommand)
  .resolves({ Parameter: { Value: JSON.stringify({ ...CREDENTIALS, ca: broker.ca }) } });
const send = kafkaSender(
  { brokers: [broker.scram], auth: 'scram', isEncrypted: true, parameter: '/kafka', region: 'eu-west-1' },
  'dev',
);

beforeAll(async () => {
  await broker.start();
  await broker.createTopics([TOPIC]);
});
afterAll(async () => {
  await send.close();
  await broker.remove();
});

const recordOf = (orderId: string, type: (typeof STEPS)[number]): SQSRecord => {
  const event = { ...EXAMPLES[type], id: randomUUID(), data: { ...EXAMPLES[type].data, orderId } };
  return {
    ...{ messageId: event.id, body: JSON.stringify(event), messageAttributes: {} },
    attributes: { MessageGroupId: `orders/${orderId}` },
  } as unknown as SQSRecord;
};

/** Delivers as the queue does: ten at a time, and nothing of a key before what has failed of it. */
const deliverAll = async (queue: SQSRecord[], isDelivered: (left: number) => Promise<void>): Promise<number> => {
  let failures = 0;
  let waiting = queue;
  while (waiting.length > 0) {
    const failed = new Set(
      (await forwardToKafka(waiting.slice(0, 10), send)).map(({ itemIdentifier }) => itemIdentifier),
    );
    failures += failed.size;
    waiting = waiting.filter(({ messageId }, position) => position >= 10 || failed.has(messageId));
    await isDelivered(waiting.length);
    if (failed.size > 0) await wait(200);
  }
  return failures;
};

type Heard = { key: string; id: string; type: string; orderId: string; correlationId: string | undefined };

const hear = async (wanted: number): Promise<Heard[]> => {
  const consumer = new Consumer({
    ...{ clientId: 'test', groupId: randomUUID(), bootstrapBrokers: [broker.open], deserializers: stringDeserializers },
  });
  const stream = await consumer.consume({ topics: [TOPIC], mode: 'earliest', autocommit: false });
  const heard: Heard[] = [];
  for await (const { key, value, headers } of stream) {
    const [type = '', id = ''] = [headers.get('type'), headers.get('id')];
    heard.push({ key, id, type, orderId: JSON.parse(value).data.orderId, correlationId: headers.get('correlationId') });
    if (new Set(heard.map((each) => each.id)).size >= wanted) break;
  }
  await consumer.close(true);
  return heard;
};

test('a broker that is killed midway loses nothing, and each order’s events stay in order', async () => {
  const orders = Array.from({ length: 40 }, () => randomUUID());
  const queue = STEPS.flatMap((type) => orders.map((orderId) => recordOf(orderId, type)));
  let restarted: Promise<void> | undefined;

  const failures = await deliverAll(queue, async (left) => {
    if (left > 130 || restarted) return;
    await broker.kill();
    restarted = wait(1500).then(() => broker.start());
  });
  await restarted;

  expect(failures).toBeGreaterThan(0);
  const heard = await hear(queue.length);
  expect(new Set(heard.map(({ id }) => id))).toEqual(new Set(queue.map(({ messageId }) => messageId)));
  expect(heard.filter(({ key, orderId, correlationId }) => key !== orderId || !correlationId)).toEqual([]);
  for (const orderId of orders) {
    const ids = new Set(heard.filter(({ key }) => key === orderId).map(({ id }) => id)); // the first of each
    expect([...ids].map((id) => heard.find((each) => each.id === id)?.type)).toEqual(STEPS);
  }
});

test('the example of a worker handles each event, and goes on where it was stopped', async () => {
  const handled: string[] = [];
  const work = async (until: number) => {
    const env = { ...process.env, KAFKA_BROKERS: broker.open, KAFKA_TLS: 'no', NODE_OPTIONS: '' };
    const worker = spawn(process.execPath, ['docs/examples/kafka-worker.mjs'], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const text of worker.stdout) {
      handled.push(...String(text).split('\n').filter(Boolean));
      if (handled.length >= until) break;
    }
    worker.kill('SIGTERM');
    if (worker.exitCode === null) await once(worker, 'exit');
  };

  await work(30);
  await work(120 - 5);

  for (const what of ['book', 'tell customer', 'follow parcel'])
    expect(handled.some((line) => line.startsWith(what))).toBe(true);
});
