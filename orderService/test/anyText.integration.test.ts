import './environment.ts';
import { CreateTopicCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { OrderEvent } from '@ecommerce/shared/events/orderEvents.ts';
import { singleLineText } from '@ecommerce/shared/texts.ts';
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { arnOf, createQueue, receive, remove } from '../../shared/platform/test/aws/storage/queueActions.ts';
import { openStorages, platform } from '../../shared/platform/test/aws/storage/storageClients.ts';
import { MAX_LINES, MAX_QUANTITY, totalOf } from '../src/order/order.ts';
import type { StoredOrder } from '../src/order/orderStore.ts';
import { newPayment } from '../src/order/payment.ts';
import { order as sample, shoes, storedOrder as stored } from './samples.ts';

const storages = openStorages();
const { url, sqs, sns } = await storages.start();
process.env.AWS_ENDPOINT_URL_SQS = url;
process.env.AWS_ENDPOINT_URL_SNS = url;
process.env.AWS_ACCESS_KEY_ID = platform.credentials.accessKeyId;
process.env.AWS_SECRET_ACCESS_KEY = platform.credentials.secretAccessKey;
process.env.NOTIFICATION_QUEUE_URL = await createQueue(sqs, 'NotificationQueue');
process.env.ORDER_EVENTS_TOPIC_ARN = (await sns.send(new CreateTopicCommand({ Name: 'OrderEvents' }))).TopicArn ?? '';
const listener = await createQueue(sqs, 'listener');
await sns.send(
  new SubscribeCommand({
    TopicArn: process.env.ORDER_EVENTS_TOPIC_ARN,
    Protocol: 'sqs',
    Endpoint: arnOf(listener),
    Attributes: { RawMessageDelivery: 'true' },
  }),
);
const { publishNotifications } = await import('../src/notification/publishNotifications.ts');

afterAll(() => storages.closeAll());

const Name = singleLineText(200);

/** A product's name of any text that is accepted, as it is stored. */
const names = fc
  .oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 80 }),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }),
    fc.constantFrom('Party mug 🎉', '𠮷野家', 'a\uffff', '\ufffe', 'کتاب‌خانه', '\u200d', '"\\u0000"'),
  )
  .map((text) => Name.safeParse(text).data ?? 'refused');

const orderNamed = (productName: string): StoredOrder => stored({ items: [{ ...itemOf(), productName }] });
const itemOf = () => ({ productId: shoes.id, productName: shoes.productName, unitPrice: shoes.unitPrice, quantity: 3 });

/** The only message of a queue, which is then empty. */
const only = async (queue: string): Promise<string> => {
  const [message, ...others] = await receive(sqs, queue, { WaitTimeSeconds: 5 });
  await remove(sqs, queue, message);
  expect(others).toEqual([]);
  return String(message?.Body);
};

/** So many messages of a queue, which are then gone. */
const all = async (queue: string, count: number): Promise<string[]> => {
  const bodies: string[] = [];
  while (bodies.length < count) {
    const messages = await receive(sqs, queue, { WaitTimeSeconds: 5, MaxNumberOfMessages: 10 });
    for (const message of messages) await remove(sqs, queue, message);
    bodies.push(...messages.map(({ Body }) => String(Body)));
  }
  return bodies;
};

const payment = {
  ...newPayment({ provider: 'test', paymentIntentId: 'pi_1', livemode: false, dueAt: sample().createdAt }),
};

describe('whatever the names of its products, an order', () => {
  test('is published and emailed with the exact names', async () => {
    await fc.assert(
      fc.asyncProperty(names, async (name) => {
        await publishNotifications(orderNamed(name));

        const event = OrderEvent.parse(JSON.parse(await only(listener)));
        expect(event.data.items[0]?.productName).toBe(name);
        await only(process.env.NOTIFICATION_QUEUE_URL ?? '');
      }),
    );
  });

  test('is published in several requests if its events are large', async () => {
    const items = Array.from({ length: MAX_LINES }, () => ({
      ...itemOf(),
      productName: '\uffff'.repeat(200),
      unitPrice: 100_000_000,
      quantity: MAX_QUANTITY,
    }));
    const refund = { amount: 1, state: 'succeeded' as const, refundId: 're', at: sample().createdAt, reason: 'torn' };
    const refunds = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`r${index}`, refund]));
    const order = stored({ items, total: totalOf(items), payment: { ...payment, refundedAmount: 11, refunds } });

    await publishNotifications(order);

    const bodies = await all(listener, 12);
    await all(process.env.NOTIFICATION_QUEUE_URL ?? '', 12);
    for (const body of bodies) expect(Buffer.byteLength(body)).toBeLessThan(100_000); // SNS takes 256 KiB
  });
});

test('the reason of a failed payment is passed on exactly as the provider gives it', async () => {
  await fc.assert(
    fc.asyncProperty(names, async (failure) => {
      const failures = { evt: { failure, at: sample().createdAt } };
      const order = stored({ payment: { ...payment, failures }, notified: new Set(['ORDER_CREATED']) });

      await publishNotifications(order);

      expect(JSON.parse(await only(listener))).toMatchObject({ data: { failure } });
      expect(JSON.parse(await only(process.env.NOTIFICATION_QUEUE_URL ?? ''))).toMatchObject({ failure });
    }),
    { numRuns: 20 },
  );
});
