import { PublishBatchCommand } from '@aws-sdk/client-sns';
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { describe, expect, test } from '@jest/globals';
import { awsError } from '../../../shared/test/sdkCalls.ts';
import {
  awaiting,
  clients,
  follow,
  issueInvoices,
  overdue,
  paid,
  placed,
  placedUnpaid,
  published,
  requested,
  resetClients,
  row,
  told,
} from '../paidOrders.ts';
import { provider } from '../provider.ts';

const { stepOf } = await import('../../src/order/nextStep.ts');
const { recordNotified } = await import('../../src/order/nextCheckStore.ts');
const { confirmOrder, endOrder } = await import('../../src/order/orderStore.ts');
const { notifyCustomerStep } = await import('../../src/workflow/notifyCustomerStep.ts');

const stepNow = async (orderId: string) => stepOf(await row(orderId));
const isClosed = async (orderId: string) => {
  await issueInvoices();
  return !('nextCheckAt' in (await row(orderId)));
};
const mails = () => requested().map(({ mail }) => mail);

describe('notifying the customer', () => {
  const notify = async (orderId: string) => notifyCustomerStep(await stepNow(orderId));

  test('of an order that ships publishes its events, requests its emails, and closes it', async () => {
    const { orderId } = await paid();

    await expect(notify(orderId)).resolves.toMatchObject({ step: 'Done' });

    const types = ['ORDER_CREATED', 'PAYMENT_COMPLETED', 'ORDER_SHIPPING'];
    expect(told()).toEqual(types);
    expect(mails()).toEqual(['received', 'paid', 'shipping']);
    expect((await row(orderId)).notified).toEqual(new Set(types));
    expect(await isClosed(orderId)).toBe(true);
  });

  test('publishes each change once', async () => {
    const { orderId } = await paid('completed');
    await recordNotified(orderId, ['ORDER_CREATED']);
    await confirmOrder(await row(orderId));
    await notify(orderId);
    resetClients();
    await endOrder(await row(orderId), 'cancelled', 'cancelled by the shop');

    await notify(orderId);

    expect(told()).toEqual(['ORDER_CANCELLED']);
    expect(mails()).toEqual(['cancelled']);
  });

  test('with nothing to publish only closes the order', async () => {
    const { orderId } = await paid();
    await recordNotified(orderId, ['ORDER_CREATED', 'PAYMENT_COMPLETED', 'ORDER_SHIPPING']);

    await notify(orderId);

    expect([...told(), ...mails()]).toEqual([]);
    expect(await isClosed(orderId)).toBe(true);
  });

  test('of an order that waits for its payment leaves it open', async () => {
    const { orderId } = await awaiting();

    await expect(notify(orderId)).resolves.toMatchObject({ step: 'Done' });

    expect(told()).toEqual(['ORDER_CREATED']);
    expect((await row(orderId)).notified).toEqual(new Set(['ORDER_CREATED']));
    expect(await isClosed(orderId)).toBe(false);
  });

  test('of an outdated version publishes the current state, and continues with the row', async () => {
    const { orderId } = await paid();
    const step = await stepNow(orderId);
    await endOrder(await row(orderId), 'cancelled', 'cancelled by the shop');

    await expect(notifyCustomerStep(step)).resolves.toMatchObject({ step: 'ReleaseStock' });

    expect(told()).toContain('ORDER_CANCELLED');
    expect(await isClosed(orderId)).toBe(false);
  });

  test('while the order changes does not close it', async () => {
    const { orderId } = await paid();
    clients.sns.on(PublishBatchCommand).callsFakeOnce(async () => {
      await endOrder(await row(orderId), 'cancelled', 'cancelled by the shop');
      return {};
    });

    await expect(notify(orderId)).resolves.toMatchObject({ step: 'ReleaseStock' });

    expect(await row(orderId)).toMatchObject({
      ...{ status: 'cancelled', nextCheckAt: expect.any(String) },
      notified: new Set(['ORDER_CREATED', 'PAYMENT_COMPLETED', 'ORDER_SHIPPING']),
    });
  });

  test('twice at the same moment publishes the same events and closes the order', async () => {
    const { orderId } = await paid();
    const step = await stepNow(orderId);

    const steps = await Promise.all([notifyCustomerStep(step), notifyCustomerStep(step)]);

    expect(steps.map((one) => one.step)).toEqual(['Done', 'Done']);
    expect(published()).toHaveLength(3);
    expect(await isClosed(orderId)).toBe(true);
  });

  test.each([
    ['the topic fails', 'InternalError', () => clients.sns.rejects(awsError('InternalError'))],
    [
      'the queue fails',
      'QueueDoesNotExist',
      () => clients.sqs.on(SendMessageBatchCommand).rejects(awsError('QueueDoesNotExist')),
    ],
    [
      'the topic takes a part of them',
      'ServiceUnavailable',
      () =>
        clients.sns
          .on(PublishBatchCommand)
          .resolves({ Failed: [{ Id: '1', Code: 'InternalError', SenderFault: false }] }),
    ],
    [
      'the queue takes a part of them',
      'ServiceUnavailable',
      () =>
        clients.sqs
          .on(SendMessageBatchCommand)
          .resolves({ Successful: [], Failed: [{ Id: '1', Code: 'InternalError', SenderFault: false }] }),
    ],
    [
      'the topic refuses a part of them',
      'InvalidParameter',
      () =>
        clients.sns
          .on(PublishBatchCommand)
          .resolves({ Failed: [{ Id: '1', Code: 'InvalidParameter', SenderFault: true }] }),
    ],
  ])('fails when %s, with the name %s, and is retried', async (_, name, fail) => {
    const { orderId } = await paid();
    fail();

    await expect(notify(orderId)).rejects.toMatchObject({ name });
    expect(await row(orderId)).not.toHaveProperty('notified');
    expect(await isClosed(orderId)).toBe(false);
    resetClients();
    await notify(orderId);

    expect(told()).toHaveLength(3);
    expect(mails()).toHaveLength(3);
    expect(await isClosed(orderId)).toBe(true);
  });
});

describe('the whole workflow', () => {
  const taken = (path: string[]) =>
    path.filter((name) => /^[A-Z]\w+$/.test(name) && !/^(Is|NextStep|ForEach|AllDone)/.test(name));

  test('processes an order without payment from its message to its end', async () => {
    const { orderId } = await placedUnpaid();

    const { path, outcome } = await follow(orderId);

    expect(outcome).toBe('succeeded');
    expect(taken(path)).toEqual(['ReadSteps', 'ReserveStock', 'RecordReservations', 'NotifyCustomer', 'OrderDone']);
    expect(await row(orderId)).toMatchObject({ status: 'shipping' });
    expect(told()).toEqual(['ORDER_CREATED', 'ORDER_SHIPPING']);
    expect(await isClosed(orderId)).toBe(true);
  });

  test('run twice changes and publishes nothing', async () => {
    const { orderId } = await placedUnpaid();
    await follow(orderId);
    const before = await row(orderId);
    resetClients();

    const { path } = await follow(orderId);

    expect(path).not.toContain('ReserveStock');
    expect(await row(orderId)).toEqual(before);
    expect(told()).toEqual([]);
  });

  test('processes a batch of orders with different steps', async () => {
    const [refused, ships, waits] = [await placedUnpaid(), await placedUnpaid(), await placed()];
    const ids = [refused, ships, waits].map(({ orderId }) => orderId);

    await follow(ids, {
      ReserveStock: ({ orders }: { orders: { orderId: string }[] }) =>
        orders.map(({ orderId }) => ({
          orderId,
          outcome: orderId === refused.orderId ? 'insufficientStock' : 'reserved',
        })),
    });

    const rows = await Promise.all(ids.map(row));
    expect(rows.map(({ status }) => status)).toEqual(['rejected', 'shipping', 'awaiting_payment']);
    expect(mails().toSorted()).toEqual(['received', 'received', 'received', 'rejected', 'shipping']);
  });

  test('refunds a cancelled order after releasing its stock, and publishes both', async () => {
    const order = await paid('cancelled');
    const released: number[] = [];

    const { path } = await follow(order.orderId, {
      ReleaseStock: async () => released.push((await provider.ledger(order.payment)).refunded),
    });

    expect(released).toEqual([0]);
    expect(taken(path)).toEqual(['ReadSteps', 'ReleaseStock', 'RefundPayment', 'NotifyCustomer', 'OrderDone']);
    expect(await provider.ledger(order.payment)).toMatchObject({ refunded: order.total });
    expect(told()).toEqual(['ORDER_CREATED', 'PAYMENT_COMPLETED', 'ORDER_CANCELLED', 'ORDER_REFUNDED']);
    expect(await isClosed(order.orderId)).toBe(true);
  });

  test('ends an order that is never paid', async () => {
    const { orderId } = await overdue();

    await follow(orderId);

    expect(await row(orderId)).toMatchObject({ status: 'cancelled', reason: 'not paid in time' });
    expect(mails()).toEqual(['received', 'cancelled']);
    expect(await isClosed(orderId)).toBe(true);
  });
});
