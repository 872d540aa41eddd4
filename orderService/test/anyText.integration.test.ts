import './environment.ts';
import { CreateTopicCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { OrderEvent } from '@ecommerce/shared/events/orderEvents.ts';
import { lineOfText } from '@ecommerce/shared/texts.ts';
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { arnOf, createQueue, receive, remove } from '../../shared/test/local/queueActions.ts';
import { openStorages, platform } from '../../shared/test/local/storageClients.ts';
import { MAX_QUANTITY } from '../src/cart/cart.ts';
import { MAX_LINES, type Order, totalOf } from '../src/order/order.ts';
import { orderOf } from '../src/workflow/orderMessage.ts';
import { order as sample, shoes } from './samples.ts';

const storages = openStorages();
const { url, sqs, sns } = await storages.start();
process.env.AWS_ENDPOINT_URL_SQS = url;
process.env.AWS_ENDPOINT_URL_SNS = url;
process.env.AWS_ACCESS_KEY_ID = platform.credentials.accessKeyId;
process.env.AWS_SECRET_ACCESS_KEY = platform.credentials.secretAccessKey;
process.env.ORDER_QUEUE_URL = await createQueue(sqs, 'OrderQueue');
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
const { enqueueOrder } = await import('../src/order/orderQueue.ts');
const { publishOrderEvent } = await import('../src/notification/orderEventsTopic.ts');

afterAll(() => storages.closeAll());

const Name = lineOfText(200);

/** A product's name of any text that is accepted, as it is stored. */
const names = fc
  .oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 80 }),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }),
    fc.constantFrom('Party mug 🎉', '𠮷野家', 'a\uffff', '\ufffe', 'کتاب‌خانه', '\u200d', '"\\u0000"'),
  )
  .map((text) => Name.safeParse(text).data ?? 'refused');

const orderNamed = (productName: string): Order => sample({ items: [{ ...itemOf(), productName }] });
const itemOf = () => ({ productId: shoes.id, productName: shoes.productName, unitPrice: shoes.unitPrice, quantity: 3 });

/** The only message of a queue, which is then empty. */
const only = async (queue: string): Promise<string> => {
  const [message, ...others] = await receive(sqs, queue, { WaitTimeSeconds: 5 });
  await remove(sqs, queue, message);
  expect(others).toEqual([]);
  return String(message?.Body);
};

describe('whatever its products are called, an order', () => {
  test('comes through the queue as it was sent', async () => {
    await fc.assert(
      fc.asyncProperty(names, async (name) => {
        const order = orderNamed(name);

        await enqueueOrder(order);

        expect(orderOf({ body: await only(process.env.ORDER_QUEUE_URL ?? '') })).toEqual(order);
      }),
    );
  });

  test('is told of as it is', async () => {
    await fc.assert(
      fc.asyncProperty(names, async (name) => {
        await publishOrderEvent('ORDER_CREATED', orderNamed(name), {});

        const event = OrderEvent.parse(JSON.parse(await only(listener)));
        expect(event.data.items[0]?.productName).toBe(name);
      }),
    );
  });

  test('fits into a message, however large it is', async () => {
    const items = Array.from({ length: MAX_LINES }, () => ({
      ...itemOf(),
      productName: '\uffff'.repeat(200),
      unitPrice: 100_000_000,
      quantity: MAX_QUANTITY,
    }));
    const order = sample({ items, total: totalOf(items), email: `${'é'.repeat(250)}@example.com` });

    await enqueueOrder(order);
    await publishOrderEvent('ORDER_CREATED', order, {});

    const bodies = [await only(process.env.ORDER_QUEUE_URL ?? ''), await only(listener)];
    for (const body of bodies) expect(Buffer.byteLength(body)).toBeLessThan(100_000); // SNS takes 256 KiB
  });
});
