import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, test } from '@jest/globals';
import { awsError } from '../../../shared/test/sdkCalls.ts';
import { awaiting, clients, enqueued, follow, paid, placedUnpaid, requested, row, told } from '../paidOrders.ts';
import { provider } from '../provider.ts';
import { ann } from '../samples.ts';

const { cancelOrder } = await import('../../src/cancellation/cancelOrder.ts');

const admin = { ...ann, userId: 'boss', groups: ['admin'] };
const bob = { ...ann, userId: 'bob' };

describe('an order that does not ship yet', () => {
  test.each([
    ['pending', () => placedUnpaid()],
    ['waiting for its payment', () => awaiting()],
    ['paid', () => paid('completed')],
  ])('and is %s is cancelled by its customer, and enqueued', async (_, make) => {
    const { orderId, correlationId } = await make();

    await expect(cancelOrder(ann, orderId)).resolves.toMatchObject({ status: 'cancelled' });

    expect(await row(orderId)).toMatchObject({ reason: 'cancelled by the customer', nextCheckAt: expect.any(String) });
    expect(enqueued()).toEqual([{ orderId, correlationId }]);
  });

  test.each(['staff', 'admin'])('is cancelled by the group %s in the name of the shop', async (group) => {
    const { orderId } = await placedUnpaid();

    await expect(cancelOrder({ ...admin, groups: [group] }, orderId)).resolves.toMatchObject({
      reason: 'cancelled by the shop',
    });
  });

  test('is not found for another customer', async () => {
    const { orderId } = await placedUnpaid();

    await expect(cancelOrder(bob, orderId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await row(orderId)).toMatchObject({ status: 'pending' });
  });

  test('twice is cancelled once, with the first reason', async () => {
    const { orderId } = await placedUnpaid();
    await cancelOrder(ann, orderId);

    await expect(cancelOrder(admin, orderId)).resolves.toMatchObject({ reason: 'cancelled by the customer' });
    expect(await row(orderId)).toMatchObject({ version: 2 });
  });

  test('is cancelled even if the queue fails: the sweeper enqueues it', async () => {
    const { orderId } = await placedUnpaid();
    clients.sqs.on(SendMessageCommand).rejects(awsError('ServiceUnavailable'));

    await expect(cancelOrder(ann, orderId)).resolves.toMatchObject({ status: 'cancelled' });
    expect(await row(orderId)).toHaveProperty('nextCheckAt');
  });
});

describe('an order that ships', () => {
  test('is cancelled by its customer', async () => {
    const { orderId } = await paid();

    await cancelOrder(ann, orderId);

    expect(await row(orderId)).toMatchObject({ status: 'cancelled', reason: 'cancelled by the customer' });
  });

  test('is cancelled by an administrator and refunded', async () => {
    const order = await paid();
    await follow(order.orderId);

    await cancelOrder(admin, order.orderId);
    await follow(order.orderId);

    expect(await row(order.orderId)).toMatchObject({ status: 'cancelled', reason: 'cancelled by the shop' });
    expect(await provider.ledger(order.payment)).toMatchObject({ refunded: order.total });
    expect(told()).toEqual([
      ...['ORDER_CREATED', 'PAYMENT_COMPLETED', 'ORDER_SHIPPING'],
      ...['ORDER_CANCELLED', 'ORDER_REFUNDED'],
    ]);
    expect(requested().map(({ mail }) => mail)).toEqual(['received', 'paid', 'shipping', 'cancelled', 'refunded']);
  });
});
