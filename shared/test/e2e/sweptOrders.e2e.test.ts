import { randomUUID } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { call, eventually, waitForOrder } from '../../cli/shopClient.ts';
import { newRow } from './newRow.ts';
import {
  awaitingOrder,
  cancel,
  changeRow,
  control,
  expire,
  ledgerOf,
  ORDERS,
  orderRow,
  past,
  pay,
  placeOrder,
  reaches,
  shippedOrder,
  stockOf,
  sweepOrders,
} from './paidOrders.ts';
import { account, approvedProduct, dynamodb, platform } from './shop.ts';

/** A copy of an order under a new id, as if its request had died after the row was written. */
const copyOf = async (row: Record<string, unknown>): Promise<string> => {
  const orderId = randomUUID();
  await dynamodb.send(new PutCommand({ TableName: ORDERS, Item: newRow(row, orderId) }));
  return orderId;
};

/** A row of `POST /create-order`, of one piece of a new product. */
const unpaidRow = async (): Promise<Record<string, unknown>> => {
  const { body } = await call<{ orderId: string }>(`${platform.order}/create-order`, {
    body: { id: await approvedProduct(), quantity: 1 },
    token: (await account('Customer')).idToken,
  });
  return orderRow(body.orderId);
};

const isClosed = (orderId: string) =>
  eventually('the end', async () => ('nextCheckAt' in (await orderRow(orderId)) ? undefined : true));

describe('an order whose message was lost', () => {
  test('is processed', async () => {
    const orderId = await copyOf(await unpaidRow());

    await sweepOrders();

    await expect(waitForOrder(platform, await account('Customer'), orderId)).resolves.toMatchObject({
      status: 'shipping',
    });
    await isClosed(orderId);
  });

  test('ships if it was paid', async () => {
    const placed = await awaitingOrder();
    await control('/test/hold', { order: placed.orderId });
    await pay(placed.orderId);
    await changeRow(placed.orderId, { '#status': 'completed', 'payment.capturedAmount': 9998, nextCheckAt: past() });

    await sweepOrders();

    await reaches(placed, 'shipping');
    await control('/test/release', { order: placed.orderId });
  });

  test('releases its stock if it was cancelled', async () => {
    const placed = await awaitingOrder();
    await changeRow(placed.orderId, {
      '#status': 'cancelled',
      reason: 'cancelled by the customer',
      version: 9,
      nextCheckAt: past(),
    });

    await sweepOrders();

    await eventually('the stock', async () => ((await stockOf(placed.productId)) === 10 ? true : undefined));
    await isClosed(placed.orderId);
  });

  test('is confirmed and cancelled if it was cancelled at once', async () => {
    const customer = await account('Customer');
    const orderId = await copyOf(await unpaidRow());

    expect(await cancel({ orderId, customer, productId: '' })).toMatchObject({ status: 200 });

    await eventually('both mails', async () => {
      const { mails } = (await orderRow(orderId)) as { mails: Record<string, { state: string }> };
      return mails.received?.state === 'sent' && mails.cancelled?.state === 'sent' ? true : undefined;
    });
  });

  test('is published if it has just shipped', async () => {
    const placed = await shippedOrder();
    await isClosed(placed.orderId);
    const { notified, ...row } = await orderRow(placed.orderId);
    const untold = { ...row, mails: {}, nextCheckAt: past(), sweepShard: placed.orderId.charAt(0) };
    expect(notified).toBeDefined();
    await dynamodb.send(new PutCommand({ TableName: ORDERS, Item: untold }));

    await sweepOrders();

    await isClosed(placed.orderId);
    await eventually('the mail', async () => {
      const { mails } = (await orderRow(placed.orderId)) as { mails: Record<string, { state: string }> };
      return mails.shipping?.state === 'sent' ? true : undefined;
    });
    expect(await stockOf(placed.productId)).toBe(8);
  });
});

test('an order that waits for its payment is checked again when that is due, and waits until then', async () => {
  const placed = await awaitingOrder();
  await changeRow(placed.orderId, { nextCheckAt: past() });

  await sweepOrders();

  await eventually('the check', async () => {
    const { nextCheckAt, payment } = (await orderRow(placed.orderId)) as {
      nextCheckAt: string;
      payment: { dueAt: string };
    };
    return nextCheckAt === payment.dueAt ? true : undefined;
  });
  await pay(placed.orderId);
  await reaches(placed, 'shipping');
  expect(await stockOf(placed.productId)).toBe(8);
});

test('an unpaid order is cancelled, its payment cancelled and its stock released; then nothing is left to do', async () => {
  const placed = await placeOrder();
  await reaches(placed, 'awaiting_payment');

  await expire(placed.orderId);

  await reaches(placed, 'cancelled');
  await isClosed(placed.orderId);
  expect(await ledgerOf(placed.orderId)).toMatchObject({ status: 'canceled' });
  expect(await stockOf(placed.productId)).toBe(10);
});

test('an order with five permanent failures is cancelled, releases its stock, refunds its money, and is done', async () => {
  const placed = await awaitingOrder();
  await control('/test/hold', { order: placed.orderId });
  await pay(placed.orderId);
  const stepFailure = { since: past(), failures: 4, permanentFailures: 4, error: 'TypeError' };
  // Paid, and its lines cannot be read: no attempt can reserve its stock
  const { payment, ...row } = await orderRow(placed.orderId);
  const unreadable = { ...row, status: 'pending', items: [], stepFailure, nextCheckAt: past() };
  await dynamodb.send(
    new PutCommand({
      TableName: ORDERS,
      Item: { ...unreadable, payment: { ...Object(payment), capturedAmount: 9998 } },
    }),
  );

  await sweepOrders();

  await expect(reaches(placed, 'cancelled')).resolves.toMatchObject({ reason: 'could not be processed' });
  await isClosed(placed.orderId);
  expect(await stockOf(placed.productId)).toBe(10);
  expect(await ledgerOf(placed.orderId)).toMatchObject({ captured: 9998, refunded: 9998 });
});
