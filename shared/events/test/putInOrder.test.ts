import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { beforeEach, expect, jest, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { bodyOf } from './eventSamples.ts';

const { putInOrder } = await import('../src/putInOrder.ts');

const sqs = mockClient(SQSClient);
let arrivals: Message[][] = [];
beforeEach(() => {
  sqs.reset();
  arrivals = [];
  sqs.on(ReceiveMessageCommand).callsFake(async () => ({ Messages: arrivals.shift() }));
  sqs.on(SendMessageBatchCommand).resolves({});
  sqs.on(DeleteMessageBatchCommand).resolves({});
});

const message = (type: 'ORDER_CREATED' | 'ORDER_SHIPPING', orderId: string, second: number, id: string): Message => ({
  ...{ MessageId: id, ReceiptHandle: id },
  Body: bodyOf(type, orderId, { id, occurredAt: new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString() }),
});
const enqueued = () =>
  sqs
    .commandCalls(SendMessageBatchCommand)
    .flatMap(({ args }) => args[0].input.Entries ?? [])
    .map(({ MessageGroupId, MessageDeduplicationId }) => `${MessageGroupId} ${MessageDeduplicationId}`);
const deleted = () =>
  sqs.commandCalls(DeleteMessageBatchCommand).flatMap(({ args }) => args[0].input.Entries?.map((e) => e.ReceiptHandle));
const DEADLINE = 1_000_000;

/** Runs until all has arrived; then each look at the clock is half a second later. */
const run = async (): Promise<void> => {
  let now = DEADLINE;
  const clock = jest.spyOn(Date, 'now').mockImplementation(() => {
    if (arrivals.length > 0) return 0;
    now += 500;
    return now;
  });
  await putInOrder(DEADLINE);
  clock.mockRestore();
};

test('events that come in the wrong order are put in order, by their key', async () => {
  arrivals = [
    [message('ORDER_SHIPPING', 'a', 2, 'a2'), message('ORDER_CREATED', 'b', 3, 'b1')],
    [message('ORDER_CREATED', 'a', 1, 'a1')],
  ];

  await run();

  expect(enqueued()).toEqual(['orders/a a1', 'orders/a a2', 'orders/b b1']);
  expect(deleted()).toEqual(['a2', 'b1', 'a1']);
});

test('one that is sent again on purpose is no repetition to the queue, and neither is that of another run', async () => {
  const again = message('ORDER_CREATED', 'a', 1, 'a1');
  const replayed = { DataType: 'String', StringValue: 'true' };
  const byRun = (run: string) => ({
    ...again,
    MessageAttributes: { replayed, replayId: { DataType: 'String', StringValue: run } },
  });
  arrivals = [[byRun('one'), byRun('other'), { ...again, MessageAttributes: { replayed } }]];

  await run();

  expect(enqueued()).toEqual(['orders/a a1/one', 'orders/a a1/other', 'orders/a a1/replayed']);
});

test('what cannot be enqueued stays in its queue, and so does what is no event', async () => {
  arrivals = [
    [{ MessageId: 'x', ReceiptHandle: 'x', Body: '{"type":"HELLO"}' }, message('ORDER_CREATED', 'a', 1, 'a1')],
  ];
  sqs.on(SendMessageBatchCommand).resolves({ Failed: [{ Id: '0', Code: 'x', SenderFault: false }] });

  await run();

  expect(deleted()).toEqual([]);
});

test('while SQS takes none, older events are held, and none overtakes them', async () => {
  arrivals = [[message('ORDER_CREATED', 'a', 1, 'a1')]];
  sqs
    .on(SendMessageBatchCommand)
    .resolvesOnce({ Failed: [{ Id: '0', Code: 'x', SenderFault: false }] })
    .resolves({});

  await run();

  expect(enqueued()).toEqual(['orders/a a1', 'orders/a a1']);
  expect(deleted()).toEqual(['a1']);
});

test('an event that the queue would not take for its id ends alone, and holds up no other', async () => {
  arrivals = [
    [message('ORDER_CREATED', 'x'.repeat(111), 1, 'long'), message('ORDER_CREATED', 'a b', 1, 'spaced')],
    [message('ORDER_CREATED', 'a', 1, 'a1')],
  ];

  await run();

  expect(enqueued()).toEqual(['orders/a a1']);
  expect(deleted()).toEqual(['a1']);
});

test('large events are split into requests that SQS takes', async () => {
  const Body = bodyOf('ORDER_CREATED', 'a', { padding: 'ж'.repeat(50_000) });
  arrivals = [Array.from({ length: 5 }, (_, index) => ({ MessageId: `${index}`, ReceiptHandle: `${index}`, Body }))];

  await run();

  expect(sqs.commandCalls(SendMessageBatchCommand).map(({ args }) => args[0].input.Entries?.length)).toEqual([2, 2, 1]);
});
