import { DescribeExecutionCommand, SendTaskSuccessCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, test } from '@jest/globals';
import { awsError } from '../../shared/test/sdkCalls.ts';
import type { OrderStatus } from '../src/order/orderStatus.ts';
import { orderOf } from '../src/workflow/orderMessage.ts';
import { awaiting, changeRow, clients, placed, row, woken } from './paidOrders.ts';
import { provider } from './provider.ts';
import { order as sample } from './samples.ts';

const { dynamodb } = await import('@ecommerce/shared/dynamodb.ts');
const { moveOrder, openKeys, recordOrder } = await import('../src/order/orderStore.ts');
const { beginRefund, noteCapture } = await import('../src/payment/paymentStore.ts');
const { newRefund } = await import('../src/refund/refunds.ts');
const { settleStaleOrders } = await import('../src/recovery/sweepOrders.ts');

const past = () => new Date(Date.now() - 1000).toISOString();
const workflow = (status: string | undefined) =>
  status === undefined
    ? clients.sfn.on(DescribeExecutionCommand).rejects(awsError('ExecutionDoesNotExist'))
    : clients.sfn.on(DescribeExecutionCommand).resolves({ status: status as 'RUNNING' });
const started = () => clients.sfn.commandCalls(StartExecutionCommand).map(({ args: [{ input }] }) => input);
const sent = () =>
  clients.sqs
    .commandCalls(SendMessageCommand)
    .map(({ args: [{ input }] }) => orderOf({ body: input.MessageBody ?? '' }));

/** An order that stands still in `status`. */
const still = async (status: OrderStatus, changes: Record<string, unknown> = {}) => {
  const order = await awaiting();
  if (status === 'completed') await noteCapture(order, order.total);
  else if (status !== 'awaiting_payment') await moveOrder(order, status);
  await changeRow(order.orderId, { ...openKeys(order.orderId), openUntil: past(), ...changes });
  return row(order.orderId);
};

/** Until when it is left alone, in minutes from now. */
const minutes = (until: string | undefined) => Math.round((Date.parse(until ?? '') - Date.now()) / 60_000);

describe('a new order whose workflow was never started', () => {
  test('is sent to the queue as it was, without what the shop keeps beside it', async () => {
    const { orderId } = await placed();
    await changeRow(orderId, { openUntil: past() });
    workflow(undefined);

    await settleStaleOrders();

    expect(sent()).toMatchObject([{ orderId, status: 'pending', payment: { provider: 'test' } }]);
    expect(started()).toEqual([]);
    expect(minutes((await row(orderId)).openUntil)).toBe(5);
  });

  test('is sent as it was placed also when it was cancelled meanwhile: that it was created is yet to be told', async () => {
    const { orderId } = await still('cancelled');
    workflow(undefined);

    await settleStaleOrders();

    expect(sent()).toMatchObject([{ orderId, status: 'pending' }]);
    expect(started()).toEqual([]);
  });

  test('though its receipt was sent has been told of: its workflow alone is started', async () => {
    const mails = { received: { state: 'sent', at: past() } };
    const { orderId } = await still('cancelled', { mails });
    workflow(undefined);

    await settleStaleOrders();

    expect(sent()).toEqual([]);
    expect(started()).toMatchObject([{ name: orderId }]);
  });

  test('and that is not to be paid is looked after as well', async () => {
    const orderId = crypto.randomUUID();
    await recordOrder(sample({ orderId, updatedAt: new Date().toISOString() }));
    workflow(undefined);

    await settleStaleOrders();

    expect(sent()).toMatchObject([{ orderId }]);
    expect(clients.sfn.commandCalls(DescribeExecutionCommand)[0]?.args[0].input.executionArn).toMatch(
      `:execution:OrderWorkflow:${orderId}`,
    );
  });
});

describe('an order whose workflow runs', () => {
  test.each([
    ['completed', 'OrderPaid'],
    ['cancelled', 'OrderCancelled'],
  ] as const)('and that is %s is woken', async (status, news) => {
    const { orderId } = await still(status, { 'payment.dueAt': new Date(Date.now() + 20 * 60_000).toISOString() });
    workflow('RUNNING');

    await settleStaleOrders();

    expect(woken()).toEqual([news]);
    expect(minutes((await row(orderId)).openUntil)).toBe(5);
    expect(started()).toEqual([]);
  });

  test('and that is due is woken; one that is not goes on waiting until it is', async () => {
    const due = await still('awaiting_payment', { 'payment.dueAt': past() });
    const later = new Date(Date.now() + 20 * 60_000).toISOString();
    const waiting = await still('awaiting_payment', { 'payment.dueAt': later });
    workflow('RUNNING');

    await settleStaleOrders();

    expect(woken()).toEqual(['PaymentOverdue']);
    expect(minutes((await row(due.orderId)).openUntil)).toBe(5);
    expect((await row(waiting.orderId)).openUntil).toBe(later);
  });

  test('is woken again when that failed', async () => {
    const order = await still('completed', { 'payment.dueAt': new Date(Date.now() + 20 * 60_000).toISOString() });
    workflow('RUNNING');
    clients.sfn.on(SendTaskSuccessCommand).rejectsOnce(awsError('ServiceUnavailable')).resolves({});

    await settleStaleOrders();
    expect(minutes((await row(order.orderId)).openUntil)).toBe(5);
    await changeRow(order.orderId, { openUntil: past() });
    await settleStaleOrders();

    expect(clients.sfn.commandCalls(SendTaskSuccessCommand)).toHaveLength(2);
  });
});

describe('an order whose workflow has ended', () => {
  test.each(['FAILED', 'TIMED_OUT', 'ABORTED', 'SUCCEEDED'])(
    'as %s while it is to be paid is started anew',
    async (end) => {
      const order = await still('awaiting_payment');
      workflow(end);

      await settleStaleOrders();

      expect(started()).toMatchObject([
        { name: `${order.orderId}-1`, stateMachineArn: expect.stringMatching(/CheckoutWorkflow$/) },
      ]);
      expect(await row(order.orderId)).toMatchObject({ restarts: 1 });
    },
  );

  test('again and again is started less and less often, once a day in the end', async () => {
    const order = await still('completed');
    workflow('FAILED');
    const waits: number[] = [];

    for (let attempt = 0; attempt < 11; attempt += 1) {
      await changeRow(order.orderId, { openUntil: past() });
      await settleStaleOrders();
      waits.push(minutes((await row(order.orderId)).openUntil));
    }

    expect(waits).toEqual([10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440, 1440]);
    expect(
      started()
        .map(({ name }) => name)
        .at(-1),
    ).toBe(`${order.orderId}-11`);
  });

  test('but whose new start came to nothing is started under the same name', async () => {
    const order = await still('completed', { restarts: 3 });
    workflow(undefined);

    await settleStaleOrders();

    expect(started()).toMatchObject([{ name: `${order.orderId}-3` }]);
  });

  test('well, cancelled or rejected with nothing owed, is left in peace', async () => {
    const { orderId } = await still('cancelled');
    workflow('SUCCEEDED');

    await settleStaleOrders();

    expect(await row(orderId)).not.toHaveProperty('openUntil');
    expect(started()).toEqual([]);
  });

  test('ill, with a refund without answer, gives back its stock also while the provider is out of reach', async () => {
    const order = await still('completed');
    await moveOrder(order, 'cancelled');
    await beginRefund(await row(order.orderId), 'return', newRefund(order.total, 'cancelled by the customer'));
    await changeRow(order.orderId, { openUntil: past(), 'payment.livemode': true }); // as if today's keys were others
    workflow('FAILED');

    await settleStaleOrders();

    expect(started()).toMatchObject([{ name: `${order.orderId}-1` }]);
  });

  test('well, but whose money came after, is started anew to give it back', async () => {
    const order = await still('cancelled');
    await noteCapture(order, order.total);
    await changeRow(order.orderId, { openUntil: past() });
    workflow('SUCCEEDED');

    await settleStaleOrders();

    expect(started()).toHaveLength(1);
  });
});

describe('an order that ships', () => {
  test('but whose workflow ended before it told so is started anew, to tell', async () => {
    const { orderId } = await still('completed');
    await moveOrder(await row(orderId), 'shipping');
    await changeRow(orderId, { openUntil: past() });
    workflow('FAILED');

    await settleStaleOrders();

    expect(started()).toMatchObject([{ name: `${orderId}-1` }]);
  });

  test.each([['RUNNING'], ['SUCCEEDED'], [undefined]])('is not started anew when its workflow is %s', async (state) => {
    const { orderId } = await still('completed');
    await moveOrder(await row(orderId), 'shipping');
    await changeRow(orderId, { openUntil: past() });
    workflow(state);

    await settleStaleOrders();

    expect([...started(), ...sent(), ...woken()]).toEqual([]);
    expect('openUntil' in (await row(orderId))).toBe(state === 'RUNNING');
  });

  test('and has a refund without answer gets it', async () => {
    const order = await still('completed');
    await provider.pay(order.payment);
    await moveOrder(order, 'shipping');
    await beginRefund(await row(order.orderId), 'k', newRefund(100, 'refunded by the shop'));
    await changeRow(order.orderId, { openUntil: past() });

    workflow('SUCCEEDED');

    await settleStaleOrders();

    expect((await row(order.orderId)).payment.refunds).toMatchObject({ k: { state: 'succeeded' } });
    await changeRow(order.orderId, { openUntil: past() });
    await settleStaleOrders();
    expect(await row(order.orderId)).not.toHaveProperty('openUntil');
  });
});

test('two who look at the same moment do it once', async () => {
  await still('completed');
  workflow('FAILED');

  await Promise.all([settleStaleOrders(), settleStaleOrders(), settleStaleOrders()]);

  expect(started()).toHaveLength(1);
});

test('one order that fails keeps no other from being looked after', async () => {
  await still('completed');
  await still('completed');
  clients.sfn.on(DescribeExecutionCommand).rejectsOnce(awsError('ServiceUnavailable')).resolves({ status: 'RUNNING' });

  await settleStaleOrders();

  expect(woken()).toEqual(['OrderPaid']);
});

/** From now on a query of one partition of the index fails. Returns what ends that. */
const failPartition = (openIn: string) => {
  const name = 'failPartition';
  dynamodb.middlewareStack.add(
    (next) => async (args) => {
      const values = (args.input as { ExpressionAttributeValues?: Record<string, unknown> }).ExpressionAttributeValues;
      if (values?.[':openIn'] === openIn && ':now' in values) throw awsError('ThrottlingException');
      return next(args);
    },
    { step: 'initialize', name },
  );
  return () => dynamodb.middlewareStack.remove(name);
};

test('a partition that cannot be read keeps no order of the others from being looked after, and fails the run', async () => {
  const orderId = `a${crypto.randomUUID().slice(1)}`;
  await recordOrder(sample({ orderId, updatedAt: new Date().toISOString() }));
  await changeRow(orderId, { openUntil: past() });
  workflow(undefined);
  const heal = failPartition('b');

  await expect(settleStaleOrders()).rejects.toThrow('1 partitions could not be read');
  heal();

  expect(sent()).toContainEqual(expect.objectContaining({ orderId }));
});
