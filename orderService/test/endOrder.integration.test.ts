import { InvokeCommand } from '@aws-sdk/client-lambda';
import { DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { awsError } from '../../shared/test/sdkCalls.ts';
import { awaiting, changeRow, clients, placed, row, told } from './paidOrders.ts';
import { provider } from './provider.ts';
import { order as sample } from './samples.ts';

const { moveOrder, openKeys, readOrder, recordOrder } = await import('../src/order/orderStore.ts');
const { noteCapture } = await import('../src/payment/paymentStore.ts');
const { settleStaleOrders } = await import('../src/recovery/sweepOrders.ts');

const past = () => new Date(Date.now() - 1000).toISOString();
const fourAttempts = new Set(['1', '2', '3', '4'].map((day) => `2026-01-0${day}T00:00:00.000Z`));
const five = new Set([...fourAttempts, '2026-01-05T00:00:00.000Z']);
const outage = awsError('ServiceUnavailable', { $metadata: { httpStatusCode: 503 } });
const refused = awsError('InvalidMessageContents', { $metadata: { httpStatusCode: 400 } });

/** Looks after one order, which has stood still. */
const look = async (orderId: string) => {
  await changeRow(orderId, { ...openKeys(orderId), openUntil: past() });
  await settleStaleOrders();
  return row(orderId);
};
const attempts = async (orderId: string) => (await row(orderId)).failedAttempts?.size ?? 0;
const workflow = (answer: object) => clients.sfn.on(DescribeExecutionCommand).resolves(answer);
const released = () =>
  clients.lambda.commandCalls(InvokeCommand).map(({ args }) => JSON.parse(String(args[0].input.Payload)).orderId);

/** A paid order, captured, that was tried often enough. */
const paid = async (changes: Record<string, unknown> = {}) => {
  const order = await awaiting();
  await provider.pay(order.payment);
  await noteCapture(order, order.total);
  await changeRow(order.orderId, { failedAttempts: five, ...changes });
  return row(order.orderId);
};

beforeEach(() => {
  clients.sfn.on(DescribeExecutionCommand).rejects(awsError('ExecutionDoesNotExist'));
});

describe('an attempt that failed for good is counted', () => {
  test('when the queue refuses the message, once in five minutes', async () => {
    const { orderId } = await placed();
    clients.sqs.on(SendMessageCommand).rejects(refused);

    await look(orderId);
    await look(orderId);

    expect(await attempts(orderId)).toBe(1);
  });

  test('when the row is no order any more', async () => {
    const { orderId } = await placed();
    await changeRow(orderId, { '#total': -1 });

    await look(orderId);

    expect(await attempts(orderId)).toBe(1);
  });

  test.each([
    ['ZodError', 1],
    ['OrderNotRejectable', 1],
    ['ServiceUnavailable', 0],
    ['States.Timeout', 0],
  ])('when its workflow failed of %s: %i', async (cause, count) => {
    const { orderId } = await awaiting();
    workflow({ status: 'FAILED', error: 'OrderNotSettled', cause });

    await look(orderId);

    expect(await attempts(orderId)).toBe(count);
    expect(clients.sfn.commandCalls(StartExecutionCommand)).toHaveLength(1);
  });

  test('but not when the queue is out of reach', async () => {
    const { orderId } = await placed();
    clients.sqs.on(SendMessageCommand).rejects(outage);

    await look(orderId);

    expect(await attempts(orderId)).toBe(0);
  });
});

describe('an order that waited for a day, whatever kept it,', () => {
  const dayOld = () => new Date(Date.now() - 25 * 3600_000).toISOString();

  test('is ended like one that failed for good', async () => {
    const { orderId } = await placed();
    await changeRow(orderId, { updatedAt: dayOld() });

    expect(await look(orderId)).toMatchObject({ status: 'cancelled', reason: 'could not be processed' });
  });

  test('is left to its workflow while that runs', async () => {
    const order = await paid({ failedAttempts: new Set(['1']), updatedAt: dayOld() });
    workflow({ status: 'RUNNING' });

    expect(await look(order.orderId)).toMatchObject({ status: 'completed' });
  });
});

describe('an order that failed for good five times', () => {
  test('is cancelled, its stock and its money go back, it is told of, and nothing more is tried', async () => {
    const { orderId } = await placed();
    const order = await row(orderId);
    await provider.pay(order.payment);
    await noteCapture(order, order.total);
    await changeRow(orderId, { failedAttempts: fourAttempts });
    clients.sqs.on(SendMessageCommand).rejects(refused);

    await look(orderId);
    const ended = await look(orderId);

    expect(ended).toMatchObject({ status: 'cancelled', reason: 'could not be processed' });
    expect(await provider.ledger(ended.payment)).toMatchObject({ captured: order.total, refunded: order.total });
    expect(released()).toEqual([orderId]);
    expect(told()).toEqual(expect.arrayContaining(['ORDER_CREATED', 'ORDER_CANCELLED', 'ORDER_REFUNDED']));
    expect(ended).not.toHaveProperty('openUntil');
  });

  test('that nobody has paid cannot be paid any more', async () => {
    const { orderId } = await awaiting();
    await changeRow(orderId, { failedAttempts: five });

    const ended = await look(orderId);

    expect(ended).toMatchObject({ status: 'cancelled' });
    expect(await provider.ledger(ended.payment)).toMatchObject({ status: 'canceled', captured: 0 });
  });

  test('that is not paid through the shop is cancelled too', async () => {
    const orderId = crypto.randomUUID();
    await recordOrder(sample({ orderId }));
    await changeRow(orderId, { failedAttempts: five });

    await look(orderId);

    expect(await readOrder(orderId)).toMatchObject({ status: 'cancelled', reason: 'could not be processed' });
    expect(released()).toEqual([orderId]);
  });

  test('gets its money back also where its stock cannot be released', async () => {
    const { orderId, total } = await paid();
    clients.lambda.on(InvokeCommand).resolves({
      FunctionError: 'Unhandled',
      Payload: { transformToString: () => '{"errorType":"ValidationException","errorMessage":"no"}' } as never,
    });

    const ended = await look(orderId);

    expect(await provider.ledger(ended.payment)).toMatchObject({ refunded: total });
    expect(ended).not.toHaveProperty('openUntil');
  });

  test('stays open while an outage keeps its stock, and gets its money back once', async () => {
    const { orderId, total } = await paid();
    clients.lambda.on(InvokeCommand).rejectsOnce(outage).resolves({});

    expect(await look(orderId)).toHaveProperty('openUntil');
    const ended = await look(orderId);

    expect(await provider.ledger(ended.payment)).toMatchObject({ refunded: total });
    expect(ended).not.toHaveProperty('openUntil');
  });

  test('stays open while the provider is out of reach', async () => {
    const { orderId } = await paid({ 'payment.livemode': true }); // as if today's keys were others

    expect(await look(orderId)).toHaveProperty('openUntil');
    expect(released()).toEqual([orderId]);
  });

  test('keeps its stock and its money where it ships', async () => {
    const order = await paid();
    await moveOrder(order, 'shipping');

    const ended = await look(order.orderId);

    expect(ended).toMatchObject({ status: 'shipping' });
    expect(released()).toEqual([]);
    expect(await provider.ledger(ended.payment)).toMatchObject({ refunded: 0 });
    expect(ended).not.toHaveProperty('openUntil');
  });

  test('is ended once by two who look at the same moment', async () => {
    const { orderId, total, payment } = await paid();
    await changeRow(orderId, { ...openKeys(orderId), openUntil: past() });

    await Promise.all([settleStaleOrders(), settleStaleOrders()]);

    expect(released()).toEqual([orderId]);
    expect(await provider.ledger(payment)).toMatchObject({ refunded: total });
  });
});
