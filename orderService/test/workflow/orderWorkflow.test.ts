import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { OrderStep } from '../../src/order/nextStep.ts';
import { STEPS } from '../../src/order/nextStep.ts';
import { order } from '../samples.ts';
import { definition, refuse, runWorkflow, states, tasks, type Works } from '../workflowRun.ts';

const { orderId, customerId, correlationId } = order();
const items = [{ productId: 'p', quantity: 3 }];
const step = (name: OrderStep['step'], changes: Partial<OrderStep> = {}): OrderStep => ({
  ...{ orderId, customerId, correlationId, version: 1, hasPayment: true, step: name },
  ...changes,
});

/** Runs the workflow for one order whose row calls for `first`; `works` say what follows. */
const run = (first: OrderStep['step'], works: Works = {}, changes: Partial<OrderStep> = {}) =>
  runWorkflow([orderId], {
    ReadSteps: () => ({
      orders: [step(first, changes)],
      toReserve: first === 'ReserveStock' ? [{ orderId, correlationId, items }] : [],
      missing: [],
    }),
    ReserveStock: () => [{ orderId, outcome: 'reserved' }],
    NotifyCustomer: () => step('Done', changes),
    ...works,
  });
const then =
  (next: OrderStep['step'], changes: Partial<OrderStep> = {}) =>
  () =>
    step(next, changes);
const thenEach =
  (next: OrderStep['step'], changes: Partial<OrderStep> = {}) =>
  () => [step(next, changes)];

const reserving = ['ReadSteps', 'IsStockNeeded', 'ReserveStock', 'RecordReservations', 'ForEachOrder'];
const without = ['ReadSteps', 'IsStockNeeded', 'ForEachOrder'];
const done = ['OrderDone', 'AllDone'];

describe('every task', () => {
  const withoutCatch = ['ReadSteps', 'RecordFailedReservations'];

  test.each(tasks)('%s has its time, is retried once after a transient failure, and has a way out', (name, state) => {
    expect(state.TimeoutSeconds).toBeGreaterThan(0);
    expect(state.Retry).toEqual([expect.objectContaining({ MaxAttempts: 1 })]);
    expect(state.Retry?.[0]?.ErrorEquals).toEqual([
      'Lambda.ServiceException',
      'Lambda.AWSLambdaException',
      'Lambda.SdkClientException',
      'Lambda.TooManyRequestsException',
      'ServiceUnavailable',
    ]);
    if (withoutCatch.includes(name)) expect(state.Catch).toBeUndefined();
    else expect(state.Catch?.at(-1)?.ErrorEquals).toEqual(['States.ALL']);
  });

  test.each(tasks)('%s waits longer for an answer than its function may run', (_, { TimeoutSeconds }) => {
    const provider = readFileSync(new URL('../../../shared/serverless/provider.yml', import.meta.url), 'utf8');

    expect(TimeoutSeconds).toBeGreaterThan(Number(/^timeout: (\d+)/m.exec(provider)?.[1]));
  });
});

test('the workflow ends before its consumer does', () => {
  const template = readFileSync(new URL('../../serverless.yml', import.meta.url), 'utf8');
  const consumer = Number(/\n {2}processOrders:\n(?:.*\n)*?\s+timeout: (\d+)/.exec(template)?.[1]);

  expect(definition.TimeoutSeconds).toBeLessThan(consumer);
});

test('the choice knows every step but those that are done before it', () => {
  const known = states.NextStep?.Choices?.map(({ Next }) => Next);

  expect(known).toEqual(expect.arrayContaining(STEPS.filter((name) => !['ReserveStock', 'Done'].includes(name))));
  for (const rule of states.NextStep?.Choices ?? []) expect(rule.StringEquals).toBe(rule.Next);
});

describe('an order', () => {
  test('without payment is reserved, ships and is told of', async () => {
    const { path, outcome, inputs } = await run('ReserveStock', {
      RecordReservations: thenEach('NotifyCustomer', { hasPayment: false }),
    });

    expect(path).toEqual([...reserving, 'NextStep', 'NotifyCustomer', 'NextStep', ...done]);
    expect(outcome).toBe('succeeded');
    expect(inputs.ReserveStock).toEqual([{ orders: [{ orderId, correlationId, items }] }]);
    expect(inputs.RecordReservations).toEqual([
      { orders: [step('ReserveStock')], reservations: [{ orderId, outcome: 'reserved' }] },
    ]);
  });

  test('that is paid ships and is told of, without asking for stock', async () => {
    const { path, inputs } = await run('ConfirmOrder', { ConfirmOrder: then('NotifyCustomer') });

    expect(path).toEqual([
      ...without,
      ...['NextStep', 'ConfirmOrder', 'NextStep', 'NotifyCustomer', 'NextStep'],
      ...done,
    ]);
    expect(inputs.ConfirmOrder).toEqual([step('ConfirmOrder')]);
  });

  test('that was paid before its stock was reserved goes all the way', async () => {
    const { path } = await run('ReserveStock', {
      RecordReservations: thenEach('ConfirmOrder'),
      ConfirmOrder: then('NotifyCustomer'),
    });

    expect(path.filter((name) => name in states && states[name]?.Type === 'Task')).toEqual([
      ...['ReadSteps', 'ReserveStock', 'RecordReservations', 'ConfirmOrder', 'NotifyCustomer'],
    ]);
  });

  test('that waits for its payment is done for now', async () => {
    const { path } = await run('AwaitPayment', { AwaitPayment: then('Done') });

    expect(path).toEqual([...without, 'NextStep', 'AwaitPayment', 'NextStep', ...done]);
  });

  test('that nobody paid in time gives back its stock, then its money', async () => {
    const { path, inputs } = await run('ExpirePayment', {
      ExpirePayment: then('ReleaseStock'),
      RefundPayment: then('NotifyCustomer', { version: 4 }),
    });

    expect(path).toEqual([
      ...without,
      ...['NextStep', 'ExpirePayment', 'NextStep', 'ReleaseStock', 'IsPaidThroughShop', 'RefundPayment'],
      ...['NextStep', 'NotifyCustomer', 'NextStep'],
      ...done,
    ]);
    expect(inputs.ReleaseStock).toEqual([{ orderId, correlationId }]);
    expect(inputs.RefundPayment).toEqual([step('ReleaseStock')]);
    expect(inputs.NotifyCustomer).toEqual([step('NotifyCustomer', { version: 4 })]);
  });

  test('without payment that was cancelled has no money to give back', async () => {
    const { path } = await run('ReleaseStock', {}, { hasPayment: false });

    expect(path).not.toContain('RefundPayment');
    expect(path.indexOf('NotifyCustomer')).toBeGreaterThan(path.indexOf('ReleaseStock'));
  });

  test('that changed while it was told of goes on as its row says', async () => {
    const { path } = await run('NotifyCustomer', {
      NotifyCustomer: [then('ReleaseStock'), then('Done')],
      RefundPayment: then('NotifyCustomer'),
    });

    expect(path.filter((name) => name === 'NotifyCustomer')).toHaveLength(2);
    expect(path).toContain('ReleaseStock');
  });
});

describe('a step that fails', () => {
  test.each([
    ['ConfirmOrder', 'ConfirmOrder'],
    ['AwaitPayment', 'AwaitPayment'],
    ['ExpirePayment', 'ExpirePayment'],
    ['ReleaseStock', 'ReleaseStock'],
    ['RefundPayment', 'RefundPayment'],
    ['NotifyCustomer', 'NotifyCustomer'],
  ] as const)('at %s is recorded with its order and the name of the error', async (first, name) => {
    const { path, outcome, inputs } = await run(first, { [name]: refuse('Oops') });

    expect(path.slice(-3)).toEqual(['RecordFailures', ...done]);
    expect(outcome).toBe('succeeded');
    expect(inputs[name]).toHaveLength(1);
    expect(inputs.RecordFailures).toEqual([
      {
        orders: [expect.objectContaining({ orderId, correlationId })],
        error: expect.objectContaining({ Error: 'Oops' }),
      },
    ]);
  });

  test('is repeated once after a transient failure', async () => {
    const { path, inputs } = await run('ConfirmOrder', {
      ConfirmOrder: [refuse('ServiceUnavailable'), then('NotifyCustomer')],
    });

    expect(inputs.ConfirmOrder).toHaveLength(2);
    expect(path).not.toContain('RecordFailures');
  });

  test('to release the stock keeps the money until it is released', async () => {
    const { path } = await run('ReleaseStock', { ReleaseStock: refuse('Oops') });

    expect(path).not.toContain('RefundPayment');
  });

  test('because its reservation was not recorded is recorded alone', async () => {
    const { inputs } = await run('ReserveStock', {
      RecordReservations: thenEach('RecordFailures', { error: { Error: 'StockBusy' } }),
    });

    expect(inputs.RecordFailures).toEqual([
      { orders: [expect.objectContaining({ orderId })], error: { Error: 'StockBusy' } },
    ]);
  });

  test.each(['ReserveStock', 'RecordReservations'])(
    'for the whole batch, %s, is recorded for the orders that wait for stock; the others go on',
    async (name) => {
      const other = step('NotifyCustomer', { orderId: 'other' });
      const { path, outcome, inputs } = await run('ReserveStock', {
        ReadSteps: () => ({
          orders: [step('ReserveStock'), other],
          toReserve: [{ orderId, correlationId, items }],
          missing: [],
        }),
        [name]: refuse('Oops'),
      });

      expect(path).toContain('RecordFailedReservations');
      expect(inputs.RecordFailedReservations).toEqual([
        { orders: [{ orderId, correlationId, items }], error: expect.objectContaining({ Error: 'Oops' }) },
      ]);
      expect(inputs.NotifyCustomer).toEqual([other]);
      expect(outcome).toBe('succeeded');
    },
  );
});

describe('the execution', () => {
  test('returns the ids without an order', async () => {
    const { output } = await run('Done', {
      ReadSteps: () => ({ orders: [step('Done')], toReserve: [], missing: ['a', 'b'] }),
    });

    expect(output).toEqual(['a', 'b']);
  });

  test('of no orders at all ends well', async () => {
    await expect(
      run('Done', { ReadSteps: () => ({ orders: [], toReserve: [], missing: ['a'] }) }),
    ).resolves.toMatchObject({ outcome: 'succeeded', output: ['a'] });
  });

  test.each([
    ['the rows cannot be read', { ReadSteps: refuse('Oops') }],
    [
      'failed reservations cannot be recorded',
      { ReserveStock: refuse('Oops'), RecordFailedReservations: refuse('Oops') },
    ],
  ])('fails when %s, so that the messages are received again', async (_, works) => {
    const { outcome } = await run('ReserveStock', works);

    expect(outcome).not.toBe('succeeded');
  });

  test('continues with the other orders if the failure of one cannot be recorded: its row keeps its check', async () => {
    const { outcome } = await run('NotifyCustomer', {
      NotifyCustomer: refuse('Oops'),
      RecordFailures: refuse('Oops'),
    });

    expect(outcome).toBe('succeeded');
  });
});
