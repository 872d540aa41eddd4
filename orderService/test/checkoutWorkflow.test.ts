import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import './environment.ts';
import { type Definition, input, refuse, runWorkflow, tasksOf, type Works } from './workflowRun.ts';

const { definition: define } = createRequire(import.meta.url)('../checkoutWorkflow.cjs') as {
  definition(paymentMinutes: number | string): Definition;
};
const definition = define(30);
const tasks = tasksOf(definition);
const run = (works?: Works) => runWorkflow(definition, { ...input, dueAt: '2026-01-02T03:34:05.678Z' }, works);
const fine = () => null;

const cancelled = ['CancelUnpaidOrder', 'ReleaseCancelledStock', 'ReturnCancelledPayment'];
const rejected = ['RejectOrder', 'ReleaseStock', 'ReturnPayment', 'NotifyCustomer'];

describe('every task', () => {
  test.each(tasks)('%s has its time, is retried and has a way out', (_, { TimeoutSeconds, Retry, Catch }) => {
    expect(TimeoutSeconds).toBeGreaterThan(0);
    expect(Retry?.at(-1)?.ErrorEquals).toEqual(['States.ALL']);
    expect(Catch?.at(-1)?.ErrorEquals).toEqual(['States.ALL']);
  });
});

describe('the wait for the payment', () => {
  test.each([
    [30, 1830],
    ['0.25', 45],
    [1, 90],
  ])('of %s minutes ends after %i seconds: when the payment is due, and a margin', (minutes, seconds) => {
    expect(define(minutes).States.AwaitPayment?.TimeoutSeconds).toBe(seconds);
  });

  test('is not begun anew when its time is out', () => {
    expect(definition.States.AwaitPayment?.Retry?.[0]).toMatchObject({
      ErrorEquals: expect.arrayContaining(['States.Timeout', 'PaymentOverdue', 'OrderCancelled']),
      MaxAttempts: 0,
    });
  });
});

test('an order that goes well takes five transitions, the end included', async () => {
  const { path, outcome } = await run();

  expect(path).toEqual(['ReserveStock', 'AwaitPayment', 'ConfirmOrder', 'NotifyCustomer']);
  expect(outcome).toBe('succeeded');
});

describe('an order that', () => {
  const ways: [string, Works, string[], string?][] = [
    [
      'is not paid in time gives back its stock and ends its payment, without a mail of the workflow',
      { AwaitPayment: refuse('States.Timeout') },
      ['ReserveStock', 'AwaitPayment', ...cancelled],
    ],
    [
      'is cancelled while it waits ends so too',
      { AwaitPayment: refuse('OrderCancelled') },
      ['ReserveStock', 'AwaitPayment', ...cancelled],
    ],
    [
      'is cancelled when it is paid ends so too',
      { ConfirmOrder: refuse('OrderNotConfirmable') },
      ['ReserveStock', 'AwaitPayment', 'ConfirmOrder', ...cancelled],
    ],
    [
      'turns out to be paid when its time is out ships',
      { AwaitPayment: refuse('States.Timeout'), CancelUnpaidOrder: refuse('OrderPaid') },
      ['ReserveStock', 'AwaitPayment', 'CancelUnpaidOrder', 'ConfirmOrder', 'NotifyCustomer'],
    ],
    [
      'could not wait, and is not due, waits again',
      {
        AwaitPayment: [...Array.from({ length: 6 }, () => refuse('Error')), fine],
        CancelUnpaidOrder: refuse('PaymentAwaited'),
      },
      ['ReserveStock', 'AwaitPayment', 'CancelUnpaidOrder', 'AwaitPayment', 'ConfirmOrder', 'NotifyCustomer'],
    ],
    [
      'is refused its stock is rejected and gets its money back',
      { ReserveStock: refuse('InsufficientStock') },
      ['ReserveStock', ...rejected],
    ],
    [
      'was cancelled before its stock was refused ends as cancelled',
      { ReserveStock: refuse('ReservationReleased'), RejectOrder: refuse('OrderCancelled') },
      ['ReserveStock', 'RejectOrder', 'ReleaseCancelledStock', 'ReturnCancelledPayment'],
    ],
    [
      'was rejected in an execution before is rejected to the end',
      { AwaitPayment: refuse('OrderCancelled'), CancelUnpaidOrder: refuse('OrderRejected') },
      ['ReserveStock', 'AwaitPayment', 'CancelUnpaidOrder', ...rejected],
    ],
  ];
  test.each(ways)('%s', async (_, work, way) => {
    const { path, outcome } = await run(work);

    expect(path).toEqual(way);
    expect(outcome).toBe('succeeded');
  });
});

describe('a task that fails for good ends the execution, to be seen and started anew:', () => {
  test.each([
    ['a mail that cannot be requested', { NotifyCustomer: refuse('Error') }, 'CustomerNotNotified'],
    ['a paid order is not cancelled for it', { ConfirmOrder: refuse('Error') }, 'OrderNotSettled'],
    [
      'nor one that is paid when it is started anew',
      { ReserveStock: refuse('ReservationReleased'), RejectOrder: refuse('OrderNotRejectable') },
      'OrderNotSettled',
    ],
    [
      'an order that cannot be cancelled',
      { AwaitPayment: refuse('States.Timeout'), CancelUnpaidOrder: refuse('Error') },
      'OrderNotSettled',
    ],
    [
      'stock that cannot be released',
      { AwaitPayment: refuse('OrderCancelled'), ReleaseCancelledStock: refuse('Error') },
      'StockNotReleased',
    ],
    [
      'money that cannot be returned',
      { AwaitPayment: refuse('OrderCancelled'), ReturnCancelledPayment: refuse('PaymentNotReturned') },
      'PaymentNotReturned',
    ],
    [
      'money of a rejected order',
      { ReserveStock: refuse('InsufficientStock'), ReturnPayment: refuse('Error') },
      'PaymentNotReturned',
    ],
  ])('%s', async (_, work, end) => {
    const { path, outcome } = await run(work);

    expect(path.at(-1)).toBe(end);
    expect(outcome).not.toBe('succeeded');
  });
});
