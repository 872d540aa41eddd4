import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import {
  ChangeMessageVisibilityCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import { OrderEvent } from '@ecommerce/shared/events/orderEvents.ts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { call, eventually, waitForMail, waitForOrder } from '../../cli/shopClient.ts';
import { resourceName } from './platformClients.ts';
import { account, approvedProduct, lambda, platform, shop, sqs } from './shop.ts';
import { listenTo } from './topicMessages.ts';

const logFile = join(dirname(process.env.PLATFORM_FILE ?? join('.local', 'platform.json')), 'logs', 'platform.log');

/** Which functions have written this id into the log. */
const loggedBy = (correlationId: string): string[] => {
  const text = [`${logFile}.1`, logFile].map((file) => (existsSync(file) ? readFileSync(file, 'utf8') : '')).join('');
  const lines = text.split('\n').filter((line) => line.includes(correlationId));
  const sources = lines.map((line) => /^\S+ [A-Z]+ +(\S+) /.exec(line)?.[1]?.split('-').at(-1) ?? '');
  return [...new Set(sources)].toSorted();
};

let listener: Awaited<ReturnType<typeof listenTo>>;
let QueueUrl: string | undefined;
beforeAll(async () => {
  listener = await listenTo(resourceName('orderService', 'OrderEvents'), shop);
  ({ QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: resourceName('orderService', 'OrderQueue') })));
});
afterAll(() => listener.close());

type Caught = { correlationId: string; orderId: string; message: Message };

/** The platform asks its queues anew after this long at the latest: then the test's own question, asked before, is the first in the row. */
const POLL_MS = 1_100;

/** Places an order and takes its message before the platform does. */
const orderCaughtInTheQueue = async (productId: string): Promise<Caught> => {
  const { idToken } = await account('Traced');
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const correlationId = `trace-${randomUUID()}`;
    const look = sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        WaitTimeSeconds: 5,
        MessageAttributeNames: ['All'],
        VisibilityTimeout: 30,
      }),
    );
    await setTimeout(POLL_MS);
    const placed = await call<{ orderId: string }>(`${platform.order}/create-order`, {
      body: { id: productId, quantity: 1 },
      token: idToken,
      headers: { 'x-correlation-id': correlationId },
    });
    expect(placed.headers.get('x-correlation-id')).toBe(correlationId);
    const [message] = (await look).Messages ?? [];
    if (message?.Body?.includes(placed.body.orderId)) return { correlationId, orderId: placed.body.orderId, message };
    if (message) await handBack(message);
  }
  throw new Error('The platform was always first.');
};

const handBack = ({ ReceiptHandle }: Message) =>
  sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));

const eventsOf = async (orderId: string, last: OrderEvent['type']): Promise<OrderEvent[]> => {
  const events: OrderEvent[] = [];
  await eventually(`the event ${last}`, async () => {
    for (const { Message, MessageAttributes } of await listener.messages()) {
      const event = OrderEvent.parse(JSON.parse(Message));
      if (event.data.orderId !== orderId) continue;
      expect(MessageAttributes.correlationId?.Value).toBe(event.correlationId);
      events.push(event);
    }
    return events.some(({ type }) => type === last) ? true : undefined;
  });
  return events;
};

test('the correlation id of a request is in its queue message, in its events, and in the log of each function that worked on the order', async () => {
  const { correlationId, orderId, message } = await orderCaughtInTheQueue(await approvedProduct({ quantity: 100 }));

  expect(JSON.parse(message.Body ?? '')).toEqual({ orderId, correlationId });
  await handBack(message);

  const customer = await account('Traced');
  expect(await waitForOrder(platform, customer, orderId)).toMatchObject({ status: 'shipping' });
  const events = await eventsOf(orderId, 'ORDER_SHIPPING');
  expect(events.map((event) => [event.type, event.correlationId]).toSorted()).toEqual([
    ['ORDER_CREATED', correlationId],
    ['ORDER_SHIPPING', correlationId],
  ]);
  await waitForMail(platform, customer.email, / now shipping$/);
  const functions = [
    'createOrder',
    'notifyCustomer',
    'processOrders',
    'recordReservations',
    'reserveStock',
    'sendMail',
  ];
  await eventually('the log', async () =>
    loggedBy(correlationId).length >= functions.length ? true : undefined,
  ).catch(() => undefined);
  expect(loggedBy(correlationId)).toEqual(functions);
});

test('a rejected order keeps its correlation id too', async () => {
  const productId = await approvedProduct({ quantity: 40 });
  const { correlationId, orderId, message } = await orderCaughtInTheQueue(productId);
  const { body } = await call<{ quantity: number }>(`${platform.product}/products/${productId}`);
  const all = { orderId: randomUUID(), items: [{ productId, quantity: body.quantity }], correlationId: 'another' };
  await lambda.send(
    new InvokeCommand({
      FunctionName: resourceName('productService', 'reserveStock'),
      Payload: JSON.stringify({ orders: [all] }),
    }),
  );
  await handBack(message);

  expect(await waitForOrder(platform, await account('Traced'), orderId)).toMatchObject({ status: 'rejected' });
  const events = await eventsOf(orderId, 'ORDER_REJECTED');
  expect(events.map((event) => [event.type, event.correlationId]).toSorted()).toEqual([
    ['ORDER_CREATED', correlationId],
    ['ORDER_REJECTED', correlationId],
  ]);
  const functions = [
    ...['createOrder', 'notifyCustomer', 'processOrders', 'recordReservations', 'releaseStock', 'reserveStock'],
    'sendMail',
  ];
  await eventually('the log', async () =>
    loggedBy(correlationId).length >= functions.length ? true : undefined,
  ).catch(() => undefined);
  expect(loggedBy(correlationId)).toEqual(functions);
});
