import { PublishCommand } from '@aws-sdk/client-sns';
import {
  type OrderEvent,
  type OrderEventOf,
  type OrderEventType,
  orderEventId,
} from '@ecommerce/shared/events/orderEvents.ts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Account, call, eventually, mailsTo, waitForMail, waitForOrder } from '../../cli/shopClient.ts';
import { type OrderRow, orderRows } from './orderInvariants.ts';
import { resourceName } from './platformClients.ts';
import { account, approvedProduct, platform, shop, sns } from './shop.ts';
import { listenTo, topicArn } from './topicMessages.ts';

let TopicArn: string;
let listener: Awaited<ReturnType<typeof listenTo>>;
beforeAll(async () => {
  const name = resourceName('orderService', 'OrderEvents');
  TopicArn = await topicArn(name, shop);
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

const payment = { provider: 'test', paymentIntentId: 'pi_1' };

/** An event of an order as orderService would publish it. */
const eventOf = <Type extends OrderEventType>(
  type: Type,
  row: OrderRow,
  more: object,
  occurrence = '',
): OrderEventOf<Type> => {
  const { orderId, items, total } = row;
  return {
    type,
    id: orderEventId(orderId, type, occurrence),
    version: 1,
    occurredAt: new Date().toISOString(),
    correlationId: 'notifications-test',
    data: { orderId, customerId: 'somebody', items, total, currency: 'EUR', ...more },
  } as unknown as OrderEventOf<Type>;
};

const publish = (event: OrderEvent) =>
  sns.send(
    new PublishCommand({
      TopicArn,
      Message: JSON.stringify(event),
      MessageAttributes: {
        type: { DataType: 'String', StringValue: event.type },
        version: { DataType: 'Number', StringValue: String(event.version) },
        correlationId: { DataType: 'String', StringValue: event.correlationId },
      },
    }),
  );

test('what orderService publishes of an order that ships is as the AsyncAPI document says', async () => {
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

test('the mails of an order are there as text and as HTML, in which a product name is nothing but a name', async () => {
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

describe('an event that the customer is to know of', () => {
  const told: [OrderEventType, object, RegExp, string][] = [
    ['PAYMENT_COMPLETED', { ...payment, capturedAmount: 9998 }, /^Your payment has arrived: order /, '99.98 EUR'],
    [
      'PAYMENT_FAILED',
      { ...payment, failure: 'Your card was declined.', payableUntil: '2026-03-01T10:30:00.000Z' },
      /^Your payment did not go through: order /,
      '1 March 2026 at 10:30 UTC',
    ],
    ['ORDER_CANCELLED', { reason: 'not paid in time' }, /^Your order .* was cancelled$/, 'not paid in time'],
    [
      'ORDER_REFUNDED',
      { ...payment, refundId: 're_1', amount: 4999, refundedAmount: 4999, reason: 'one pair returned' },
      /^Your refund/,
      '49.99 EUR',
    ],
  ];

  test.each(told)(
    '%s is mailed once, though it is published five times at once',
    async (type, more, subject, words) => {
      const { customer, row } = await shippedOrder(`Told ${type}`);
      const event = eventOf(type, row, more);

      await Promise.all(Array.from({ length: 5 }, () => publish(event)));
      const mail = await waitForMail(platform, customer.email, subject);
      await publish(event);
      await publish(eventOf('ORDER_CANCELLED', row, { reason: 'cancelled by the shop' }, 'the last one'));
      await eventually('the last mail', async () =>
        (await mailsTo(platform, customer.email)).find(({ body }) => body.text?.includes('we had to cancel')),
      );

      expect(mail.body.text).toContain(words);
      expect(mail.body.html).toContain(words);
      const same = (await mailsTo(platform, customer.email)).filter(({ body }) => body.text === mail.body.text);
      expect(same).toHaveLength(1);
    },
  );

  test('is mailed each time that it happens anew', async () => {
    const { customer, row } = await shippedOrder('Twice');
    const details = { ...payment, failure: 'Declined.', payableUntil: '2026-03-01T10:30:00.000Z' };

    await publish(eventOf('PAYMENT_FAILED', row, details, 'evt_1'));
    await publish(eventOf('PAYMENT_FAILED', row, details, 'evt_2'));

    await eventually('two mails', async () => {
      const mails = await mailsTo(platform, customer.email);
      return mails.filter(({ subject }) => subject.includes('did not go through')).length === 2 ? true : undefined;
    });
  });
});

test('events that the workflow mails of do not reach the consumer', async () => {
  const { customer, row } = await shippedOrder('Filtered');
  const before = (await mailsTo(platform, customer.email)).length;

  await publish(eventOf('ORDER_SHIPPING', row, {}, 'again'));
  await publish(eventOf('ORDER_CANCELLED', row, { reason: 'cancelled by the customer' }));

  await waitForMail(platform, customer.email, /was cancelled/);
  expect(await mailsTo(platform, customer.email)).toHaveLength(before + 1);
});
