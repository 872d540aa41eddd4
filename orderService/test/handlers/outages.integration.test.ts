import '../../../shared/test/errorsOfNode.ts';
import '../environment.ts';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startDynamoDb } from '@ecommerce/platform/dynamodb';
import { startStorageAndMessaging } from '@ecommerce/platform/storage';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { startFaultyEndpoint } from '../../../shared/test/faultyEndpoint.ts';
import { httpEvent } from '../../../shared/test/httpEvent.ts';
import { createTable } from '../../../shared/test/tables.ts';
import { authorization } from '../../../shared/test/tokens.ts';
import { shoes } from '../samples.ts';
import { createShopTables } from '../shopTables.ts';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const tables = await startDynamoDb({ port: 0 });
const storage = await startStorageAndMessaging({
  port: 0,
  region: 'eu-west-1',
  accountId: '000000000000',
  credentials,
});
const endpoints = {
  DYNAMODB: await startFaultyEndpoint(new URL(tables.url)),
  SQS: await startFaultyEndpoint(new URL(storage.url)),
  LAMBDA: await startFaultyEndpoint(() => [shoes]),
};
process.env.AWS_MAX_ATTEMPTS = '2'; // after a throttled one the SDK waits for a second
for (const [service, { url }] of Object.entries(endpoints)) process.env[`AWS_ENDPOINT_URL_${service}`] = url;
await createTable('OrderNumbers', 'year');
await createTable('Orders', 'orderId', { byCustomer: 'customerId', byCustomerStatus: 'customerStatus' });
await createShopTables();
const sqs = new SQSClient({});
const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'OrderQueue' }));
process.env.ORDER_QUEUE_URL = QueueUrl;
const { handler } = await import('../../src/handlers/createOrder.ts');
const { listOrders, readOrder } = await import('../../src/order/orderStore.ts');

afterEach(() => Promise.all(Object.values(endpoints).map((endpoint) => endpoint.fail())));
afterAll(async () => {
  await Promise.all(Object.values(endpoints).map((endpoint) => endpoint.close()));
  await storage.close();
  await tables.close();
});

/** Places an order of `customer`, always with the same key, in a function that has to end within that time. */
const place = async (customer: string, milliseconds: number) => {
  const end = Date.now() + milliseconds;
  const headers = { authorization: await authorization(customer), 'idempotency-key': 'k' };
  const event = httpEvent({ headers, body: { id: shoes.id, quantity: 1 } });
  const context = { getRemainingTimeInMillis: () => end - Date.now() } as Context;
  const answer = await handler(event, context);
  return { status: answer.statusCode, headers: answer.headers, body: JSON.parse(answer.body ?? '') };
};

const enqueued = async (): Promise<string[]> => {
  const ids: string[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    if (Messages.length === 0) return ids;
    ids.push(...Messages.map(({ Body = '' }) => JSON.parse(Body).orderId as string));
  }
};

const services = ['DYNAMODB', 'LAMBDA'] as const;
const faults = ['refused', 'reset', 'throttled', '500', '503', 'hang', 'lost'] as const;

test.each(services.flatMap((service) => faults.map((fault) => [service, fault] as const)))(
  'an order while %s is %s gets 503, and with the same key 201 and one order afterwards',
  async (service, fault) => {
    const customer = crypto.randomUUID();
    await endpoints[service].fail(fault);

    const during = await place(customer, fault === 'hang' ? 700 : 10_000);
    await endpoints[service].fail();
    const after = await place(customer, 10_000);

    expect(during).toMatchObject({
      status: 503,
      headers: { 'retry-after': expect.stringMatching(/^\d+$/) },
      body: { code: 'UNAVAILABLE', error: expect.any(String), requestId: expect.any(String) },
    });
    expect(after).toMatchObject({ status: 201, body: { orderId: expect.any(String) } });
    const { items } = await listOrders(customer, undefined, { limit: 10 });
    expect(items.map(({ orderId }) => orderId)).toEqual([after.body.orderId]);
    expect(new Set(await enqueued())).toEqual(new Set([after.body.orderId]));
  },
);

test.each(faults)(
  'an order while SQS is %s is placed once: its row is written, and the sweeper enqueues it',
  async (fault) => {
    const customer = crypto.randomUUID();
    await endpoints.SQS.fail(fault);

    const during = await place(customer, 10_000);
    await endpoints.SQS.fail();
    const after = await place(customer, 10_000);

    expect(during).toMatchObject({ status: 201, body: { orderId: expect.any(String) } });
    expect(after.body).toEqual(during.body);
    await expect(readOrder(during.body.orderId)).resolves.toHaveProperty('nextCheckAt');
    const { items } = await listOrders(customer, undefined, { limit: 10 });
    expect(items).toHaveLength(1);
    await enqueued(); // one whose response was lost is there
  },
);
