import { randomUUID } from 'node:crypto';
import type { OrderEvent } from '@ecommerce/shared/events/orderEvents.ts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Account, call, eventually, mailsTo, waitForMail } from '../../cli/shopClient.ts';
import { pay } from './paidOrders.ts';
import { resourceName } from './platformClients.ts';
import { account, admin, approvedProduct, platform, shop } from './shop.ts';
import { listenTo } from './topicMessages.ts';

let listener: Awaited<ReturnType<typeof listenTo>>;
beforeAll(async () => {
  listener = await listenTo(resourceName('orderService', 'OrderEvents'), shop);
});
afterAll(() => listener.close());

const heard: OrderEvent[] = [];

/** The types of the events of an order, once `last` is among them; each has been checked against the AsyncAPI document. */
const typesOf = async (orderId: string, last: OrderEvent['type']): Promise<string[]> => {
  const own = () => heard.filter(({ data }) => data.orderId === orderId).map(({ type }) => type);
  await eventually(`the event ${last}`, async () => {
    heard.push(...(await listener.messages()).map(({ Message }) => JSON.parse(Message) as OrderEvent));
    return own().includes(last) ? true : undefined;
  });
  return [...new Set(own())].toSorted();
};

/** An order of two products that waits for its payment. */
const openOrder = async (customer: Account): Promise<string> => {
  const id = await approvedProduct({ productName: 'Boots & <i>laces</i>' });
  const { status, body } = await call<{ id: string }>(`${platform.order}/checkout`, {
    body: { items: [{ id, qty: 2 }], total: 99.98 },
    token: customer.idToken,
  });
  expect({ status, body }).toMatchObject({ status: 201 });
  return body.id;
};

test('a customer gets emails about a declined card with the deadline, the payment, and a refund with the remainder', async () => {
  const customer = await account('Payer');
  const orderId = await openOrder(customer);

  await pay(orderId, 'pm_card_chargeDeclined');
  const failed = await waitForMail(platform, customer.email, /did not go through/);
  await pay(orderId, 'pm_card_visa');
  const completed = await waitForMail(platform, customer.email, /has arrived/);
  const shipping = await waitForMail(platform, customer.email, /^Boots & <i>laces<\/i> now shipping$/);
  await call(`${platform.order}/orders/${orderId}/refund`, {
    body: { amount: 20, reason: 'One lace <b>too few</b>' },
    token: (await admin()).idToken,
    headers: { 'idempotency-key': randomUUID() },
  });
  const refunded = await waitForMail(platform, customer.email, /refund/);

  expect(failed.body.text).toMatch(/you may try again until \d+ \w+ \d{4} at \d\d:\d\d UTC/);
  expect(completed.body.text).toContain('your payment of 99.98 EUR has reached us.');
  expect(refunded.body.text).toContain(
    'Refunded now: 20.00 EUR\nStill paid: 79.98 EUR\nReason: One lace <b>too few</b>\n',
  );
  expect(refunded.body.html).toContain('One lace &lt;b&gt;too few&lt;/b&gt;');
  for (const { body } of [failed, completed, shipping, refunded]) {
    expect(body.html).toContain('Boots &amp; &lt;i&gt;laces&lt;/i&gt;');
  }
  expect(await typesOf(orderId, 'ORDER_REFUNDED')).toEqual([
    'ORDER_CREATED',
    'ORDER_REFUNDED',
    'ORDER_SHIPPING',
    'PAYMENT_COMPLETED',
    'PAYMENT_FAILED',
  ]);
  const subjects = (await mailsTo(platform, customer.email)).map(({ subject }) => subject);
  expect(subjects).toHaveLength(new Set(subjects).size); // each once
});

test('a customer who cancels before paying gets one email, which does not mention money', async () => {
  const customer = await account('Canceller');
  const orderId = await openOrder(customer);
  const cancel = () => call(`${platform.order}/orders/${orderId}/cancel`, { method: 'POST', token: customer.idToken });

  const answers = await Promise.all([cancel(), cancel(), cancel()]);
  const mail = await waitForMail(platform, customer.email, /was cancelled/);

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(mail.body.text).toContain('your order has been cancelled, as you asked.');
  expect(await typesOf(orderId, 'ORDER_CANCELLED')).not.toContain('ORDER_REFUNDED');
  const outcomes = (await mailsTo(platform, customer.email)).filter(({ subject }) => !/code|received/i.test(subject));
  expect(outcomes).toHaveLength(1);
});
