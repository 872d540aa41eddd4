import { StartSyncExecutionCommand } from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';
import { failures } from '../../../shared/test/mailMessages.ts';
import { awsError } from '../../../shared/test/sdkCalls.ts';
import { orderIdOf } from '../../src/order/order.ts';
import { calls, cloud, resetCloud } from '../cloud.ts';
import { order } from '../samples.ts';

const { log } = await import('@ecommerce/shared/log.ts');
const { handler } = await import('../../src/handlers/processOrders.ts');

const [first, second] = [orderIdOf('ann', '1'), orderIdOf('ann', '2')];
const message = (orderId: string) => ({ orderId, correlationId: order().correlationId });
const record = (body: unknown, messageId = 'message-1') =>
  ({ messageId, body: typeof body === 'string' ? body : JSON.stringify(body) }) as SQSRecord;
const deliver = (...Records: SQSRecord[]) => handler({ Records } as SQSEvent, {} as Context);
const answer = (output: string[]) =>
  cloud.sfn.on(StartSyncExecutionCommand).resolves({ status: 'SUCCEEDED', output: JSON.stringify(output) });
const inputs = () =>
  cloud.sfn.commandCalls(StartSyncExecutionCommand).map(({ args: [{ input }] }) => JSON.parse(input.input ?? ''));

beforeEach(() => {
  resetCloud();
  answer([]);
  jest.spyOn(log, 'error').mockImplementation(() => undefined);
});
afterEach(() => {
  jest.restoreAllMocks();
});

describe('a batch of messages', () => {
  test('runs the workflow once, with each order once', async () => {
    const records = [first, second, first].map((orderId, index) => record(message(orderId), `message-${index}`));

    await expect(deliver(...records)).resolves.toEqual(failures());
    expect(calls()).toEqual(['sfn:StartSyncExecution']);
    expect(inputs()).toEqual([{ orderIds: [first, second] }]);
  });

  test.each([
    ['no JSON', '{"orderId":'],
    ['no order', '{}'],
    ['an id that is none', { orderId: '1', correlationId: 'c' }],
    ['more than an order', { ...message(second), status: 'shipping' }],
  ])('with a message that contains %s fails only that one, and logs it', async (_, body) => {
    const result = deliver(record(message(first), 'good'), record(body, 'bad'));

    await expect(result).resolves.toEqual(failures('bad'));
    expect(inputs()).toEqual([{ orderIds: [first] }]);
    expect(log.error).toHaveBeenCalledWith('message failed', expect.objectContaining({ messageId: 'bad' }));
  });

  test('without any order runs nothing', async () => {
    await expect(deliver(record('poison'))).resolves.toEqual(failures('message-1'));
    expect(calls()).toEqual([]);
  });

  test('fails only the messages about missing orders', async () => {
    answer([second]);
    const records = [second, first, second].map((orderId, index) => record(message(orderId), `message-${index}`));

    await expect(deliver(...records)).resolves.toEqual(failures('message-0', 'message-2'));
  });

  test.each([
    ['cannot be started', () => cloud.sfn.on(StartSyncExecutionCommand).rejects(awsError('ServiceUnavailable'))],
    ['failed', () => cloud.sfn.on(StartSyncExecutionCommand).resolves({ status: 'FAILED', error: 'States.Timeout' })],
    ['ran out of time', () => cloud.sfn.on(StartSyncExecutionCommand).resolves({ status: 'TIMED_OUT' })],
    ['answers no list', () => cloud.sfn.on(StartSyncExecutionCommand).resolves({ status: 'SUCCEEDED', output: '{}' })],
  ])('fails all if the workflow %s', async (_, prepare) => {
    prepare();

    const result = deliver(record(message(first), 'one'), record(message(second), 'two'));

    await expect(result).resolves.toEqual(failures('one', 'two'));
    expect(log.error).toHaveBeenCalledWith(
      'order workflow failed',
      expect.objectContaining({ orderIds: [first, second] }),
    );
  });

  test('at the same time as another does not mix up their failures', async () => {
    const results = await Promise.all([deliver(record('poison', 'bad')), deliver(record(message(first), 'good'))]);

    expect(results).toEqual([failures('bad'), failures()]);
  });
});
