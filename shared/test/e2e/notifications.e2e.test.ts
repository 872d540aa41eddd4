import { GetQueueUrlCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { type OrderEvent, orderEventId } from '@ecommerce/shared/events/orderEvents.ts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Account, call, eventually, mailsTo, waitForMail, waitForOrder } from '../../cli/shopClient.ts';
import { writePaths } from '../writePaths.ts';
import { messagesWaiting } from './moneyFacts.ts';
import { type OrderRow, orderRows } from './orderInvariants.ts';
import { resourceName } from './platformClients.ts';
import { account, approvedProduct, platform, shop, sqs } from './shop.ts';
import { listenTo } from './topicMessages.ts';

let listener: Awaited<ReturnType<typeof listenTo>>;
beforeAll(async () => {
  const name = resourceName('orderService', 'OrderEvents');
  listener = await listenTo(name, shop);
});
afterAll(() => listener.close());

/** An order of a customer of its own that ships. */
const shippedOrder = async (name: string): Promise<{ customer: Account; row: OrderRow }> => {
  const customer = await account(name);
  const { body } = await call<{ orderId: string }>(`${platform.order}/create-order`, {
    body: { id: await approvedProduct({ productName: 'Shoes <b>& laces</b>' }), quantity: 2 },
    token: customer.idToken,
  });
  await waitForOrder(platform, customer, body.orderId);
  await waitForMail(platform, customer.email, / now shipping$/);
  const [row] = await orderRows(shop, [body.orderId]);
  if (!row) throw new Error('The order has no row');
  return { customer, row };
};

const request = async (...messages: object[]): Promise<void> => {
  const QueueName = resourceName('orderService', 'NotificationQueue');
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  await Promise.all(
    messages.map((message) => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(message) }))),
  );
};

test('the events of an order that ships match the AsyncAPI document', async () => {
  const { row } = await shippedOrder('Heard');

  const heard: string[] = [];
  await eventually('both events', async () => {
    for (const { Message } of await listener.messages()) {
      const { type, data } = JSON.parse(Message) as OrderEvent;
      if (data.orderId === row.orderId) heard.push(type);
    }
    return heard.length >= 2 ? true : undefined;
  });

  expect(heard.toSorted()).toEqual(['ORDER_CREATED', 'ORDER_SHIPPING']);
});

test('the emails of an order are sent as text and HTML, with product names escaped', async () => {
  const { customer } = await shippedOrder('Reader');

  const mails = (await mailsTo(platform, customer.email)).filter(({ subject }) => !/code/i.test(subject));

  expect(mails.map(({ subject }) => subject).toSorted()).toEqual([
    'Shoes <b>& laces</b> now shipping',
    expect.stringContaining('We received your order'),
  ]);
  for (const { body } of mails) {
    expect(body.text).toContain('2 × Shoes <b>& laces</b>, 49.99');
    expect(body.html).toContain('Shoes &lt;b&gt;&amp; laces&lt;/b&gt;');
    expect(body.html).toContain('99.98');
  }
});

const declined = (orderId: string, occurrence: string) => ({
  mail: 'paymentFailed',
  orderId,
  eventId: orderEventId(orderId, 'PAYMENT_FAILED', occurrence),
  failure: `Your card was declined: ${occurrence}.`,
});

test('an email is sent once, even if it is requested five times at once and again after it was sent', async () => {
  const { customer, row } = await shippedOrder('Once');
  const { orderId } = row;

  await request(...Array.from({ length: 5 }, () => declined(orderId, 'evt_1')));
  await waitForMail(platform, customer.email, /did not go through/);
  await request(declined(orderId, 'evt_1'), { mail: 'shipping', orderId }, { mail: 'received', orderId });
  await request(declined(orderId, 'evt_2'));
  const subjects = await eventually('the last mail', async () => {
    const mails = await mailsTo(platform, customer.email);
    return mails.some(({ body }) => body.text?.includes('evt_2')) ? mails.map(({ subject }) => subject) : undefined;
  });

  expect(subjects.filter((subject) => /did not go through/.test(subject))).toHaveLength(2);
  expect(subjects.filter((subject) => / now shipping$/.test(subject))).toHaveLength(1);
  expect(subjects.filter((subject) => /received/.test(subject))).toHaveLength(1);
});

test('the shipping email is not sent for an order that was cancelled in the meantime', async () => {
  const { customer, row } = await shippedOrder('Stopped');
  const { orderId } = row;
  await writePaths(
    shop.dynamodb,
    resourceName('orderService', 'Orders'),
    { orderId },
    { '#status': 'cancelled', mails: {} },
  );

  await request({ mail: 'shipping', orderId }, { mail: 'cancelled', orderId });

  await waitForMail(platform, customer.email, /was cancelled/);
  await eventually('the queue', async () => ((await messagesWaiting(shop)).NotificationQueue === 0 ? true : undefined));
  const shipping = (await mailsTo(platform, customer.email)).filter(({ subject }) => / now shipping$/.test(subject));
  expect(shipping).toHaveLength(1);
});
