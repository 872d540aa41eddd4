import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { Consumer, stringDeserializers } from '@platformatic/kafka';
import { mockClient } from 'aws-sdk-client-mock';
import { PRODUCT_EXAMPLES } from '../../asyncapi/examples.ts';
import { bodyOf as eventBody, recordOf, stockBody } from './eventSamples.ts';
import { CREDENTIALS, makeBroker } from './kafkaBroker.ts';
import { makeQueues } from './queues.ts';

/** Against a real broker of Apache Kafka: `npm run test:kafka`. */
jest.setTimeout(120_000);
const { forwardToKafka } = await import('../src/forwardToKafka.ts');
const { kafkaSender } = await import('../src/kafkaProducer.ts');
const { putInOrder } = await import('../src/putInOrder.ts');

const broker = await makeBroker();
const TOPIC = 'ecommerce.dev.orders';
const STEPS = ['ORDER_CREATED', 'PAYMENT_COMPLETED', 'ORDER_SHIPPING', 'ORDER_FULFILLED', 'ORDER_DELIVERED'] as const;

mockClient(SSMClient)
  .on(GetParameterCommand)
  .resolves({ Parameter: { Value: JSON.stringify({ ...CREDENTIALS, ca: broker.ca }) } });
const senderOf = (stage: string) =>
  kafkaSender(
    { brokers: [broker.scram], auth: 'scram', isEncrypted: true, parameter: '/kafka', region: 'eu-west-1' },
    stage,
  );
const send = senderOf('dev');

beforeAll(async () => {
  await broker.start();
  await broker.createTopics([TOPIC, 'ecommerce.dev.stock']);
  await broker.createTopics(['ecommerce.dev.products'], { 'max.message.bytes': '4000' });
});
afterAll(async () => {
  await send.close();
  await broker.remove();
});

/** An order's event; each step happens a second after the one before. */
const bodyOf = (orderId: string, type: (typeof STEPS)[number]): string => {
  const occurredAt = new Date(Date.UTC(2026, 0, 1) + STEPS.indexOf(type) * 1000).toISOString();
  return eventBody(type, orderId, { id: randomUUID(), occurredAt });
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

test('events that topics deliver in any order reach a broker that is killed midway in order, and none is lost', async () => {
  const orders = Array.from({ length: 40 }, () => randomUUID());
  const bodies = STEPS.flatMap((type) => orders.map((orderId) => bodyOf(orderId, type))).toReversed();
  const queues = makeQueues();
  let restarted: Promise<void> | undefined;

  queues.publish([...bodies, ...bodies.slice(0, 20)]); // some come twice
  await putInOrder(Date.now() + 1_000);
  const failures = await queues.forward(send, async (left) => {
    if (left > 130 || restarted) return;
    await broker.kill();
    restarted = wait(1500).then(() => broker.start());
  });
  await restarted;
  expect(failures).toBeGreaterThan(0);
  const heard = await hear(bodies.length);
  expect(new Set(heard.map(({ id }) => id))).toEqual(new Set(bodies.map((body) => JSON.parse(body).id)));
  expect(heard.filter(({ key, orderId, correlationId }) => key !== orderId || !correlationId)).toEqual([]);
  for (const orderId of orders) {
    const ids = new Set(heard.filter(({ key }) => key === orderId).map(({ id }) => id)); // the first of each
    expect([...ids].map((id) => heard.find((each) => each.id === id)?.type)).toEqual(STEPS);
  }
});

test('what the brokers refuse holds up only its own key', async () => {
  const product = (productId: string, padding = '') =>
    JSON.stringify({ ...PRODUCT_EXAMPLES.PRODUCT_APPROVED, padding, data: { productId, sequence: '1' } });
  const records = [
    recordOf('order', eventBody('ORDER_CREATED', 'a'), 'orders/a'),
    recordOf('too large', product('p', 'x'.repeat(5_000)), 'products/p'),
    recordOf('after it', product('p'), 'products/p'),
    recordOf('another', product('q'), 'products/q'),
    recordOf('stock', stockBody, 'stock/v'),
  ];

  expect((await forwardToKafka(records, send)).map(({ itemIdentifier }) => itemIdentifier)).toEqual([
    ...['too large', 'after it'],
  ]);
});

test('without its topic, nothing of a stage is sent, in less than the time of the function', async () => {
  const ofOther = senderOf('other');
  const records = Array.from({ length: 10 }, (_, i) =>
    recordOf(`${i}`, eventBody('ORDER_CREATED', `${i}`), `orders/${i}`),
  );
  const started = Date.now();

  expect(await forwardToKafka(records, ofOther)).toHaveLength(10);
  expect(Date.now() - started).toBeLessThan(27_000);
  await ofOther.close();
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
