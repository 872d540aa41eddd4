import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { RESERVATION_REFUSALS } from '@ecommerce/shared/productFunctions.ts';
import { describe, expect, test } from '@jest/globals';
import './environment.ts';

import { awsError } from '../../shared/test/sdkCalls.ts';
import { type Definition, input, refuse, runWorkflow, tasksOf, type Works } from './workflowRun.ts';

const definition: Definition = createRequire(import.meta.url)('../orderWorkflow.cjs');
const tasks = tasksOf(definition);
const run = (works?: Works) => runWorkflow(definition, input, works);

describe('every task', () => {
  test.each(tasks)('%s has its time, is retried and has a way out', (_, { TimeoutSeconds, Retry, Catch }) => {
    expect(TimeoutSeconds).toBeGreaterThan(0);
    expect(Retry?.at(-1)?.ErrorEquals).toEqual(['States.ALL']);
    expect(Retry?.flatMap(({ ErrorEquals }) => ErrorEquals)).toEqual(
      expect.arrayContaining([
        'Lambda.ServiceException',
        'Lambda.AWSLambdaException',
        'Lambda.SdkClientException',
        'Lambda.TooManyRequestsException',
      ]),
    );
    expect(Catch?.at(-1)?.ErrorEquals).toEqual(['States.ALL']);
  });

  test.each(tasks)('%s waits longer for an answer than its function may run', (_, { TimeoutSeconds }) => {
    const provider = readFileSync(new URL('../../shared/serverless/provider.yml', import.meta.url), 'utf8');

    expect(TimeoutSeconds).toBeGreaterThan(Number(/^timeout: (\d+)/m.exec(provider)?.[1]));
  });

  test('does not retry what productService refused', () => {
    for (const [, { Retry }] of tasks) {
      expect(Retry?.[0]).toMatchObject({
        ErrorEquals: expect.arrayContaining([...RESERVATION_REFUSALS]),
        MaxAttempts: 0,
      });
    }
  });
});

describe('an order that goes well', () => {
  test('takes four transitions at most, the end included', async () => {
    const { path, outcome } = await run();

    expect(path).toEqual(['ReserveStock', 'ConfirmOrder', 'NotifyCustomer']);
    expect(path.length + 1).toBeLessThanOrEqual(4);
    expect(outcome).toBe('succeeded');
  });

  test('hands productService what its function takes, and its own functions the whole input', async () => {
    const { inputs } = await run({ ReserveStock: () => ({ reserved: true }) });

    expect(inputs.ReserveStock).toEqual({
      orderId: input.orderId,
      items: input.items,
      correlationId: input.correlationId,
    });
    expect(inputs.ConfirmOrder).toEqual(input);
    expect(inputs.NotifyCustomer).toEqual(input);
  });
});

const rejection = ['RejectOrder', 'ReleaseStock', 'NotifyCustomer'];

test('an execution that fails says what failed, by name', () => {
  for (const name of ['OrderNotSettled', 'StockNotReleased']) {
    expect(definition.States[name]).toMatchObject({ Type: 'Fail', Error: name, CausePath: '$.error.Error' });
  }
});

describe('an order that is refused', () => {
  test.each(RESERVATION_REFUSALS)(
    'with %s is rejected at once, its stock released, its customer told',
    async (name) => {
      let attempts = 0;
      const { path, outcome, inputs } = await run({
        ReserveStock: () => {
          attempts += 1;
          throw awsError(name);
        },
      });

      expect(path).toEqual(['ReserveStock', ...rejection]);
      expect(attempts).toBe(1);
      expect(outcome).toBe('succeeded');
      expect(inputs.RejectOrder).toMatchObject({ ...input, error: { Error: name } });
      expect(inputs.ReleaseStock).toEqual({ orderId: input.orderId, correlationId: input.correlationId });
    },
  );

  test.each(['Lambda.TooManyRequestsException', 'States.Timeout', 'Error'])(
    'after %s was retried in vain is not rejected: it is tried again later',
    async (name) => {
      const { path, outcome } = await run({ ReserveStock: refuse(name) });

      expect(path).toEqual(['ReserveStock', 'OrderNotSettled']);
      expect(outcome).not.toBe('succeeded');
    },
  );

  test('because it cannot be confirmed is rejected too', async () => {
    const { path } = await run({ ConfirmOrder: refuse('OrderNotConfirmable') });

    expect(path).toEqual(['ReserveStock', 'ConfirmOrder', ...rejection]);
  });
});

test('a transient error is retried where it happened', async () => {
  let attempts = 0;
  const { path } = await run({
    ConfirmOrder: () => {
      attempts += 1;
      if (attempts < 3) throw awsError('ProvisionedThroughputExceededException');
    },
  });

  expect(attempts).toBe(3);
  expect(path).toEqual(['ReserveStock', 'ConfirmOrder', 'NotifyCustomer']);
});

test('an order that ships after all keeps its stock', async () => {
  const { path, outcome } = await run({
    ConfirmOrder: refuse('OrderNotConfirmable'),
    RejectOrder: refuse('OrderAlreadyShipping'),
  });

  expect(path).toEqual(['ReserveStock', 'ConfirmOrder', 'RejectOrder', 'NotifyCustomer']);
  expect(outcome).toBe('succeeded');
});

test('an order that was cancelled meanwhile gives back its stock, and is mailed by its event alone', async () => {
  const { path, outcome } = await run({
    ConfirmOrder: refuse('OrderNotConfirmable'),
    RejectOrder: refuse('OrderCancelled'),
  });

  expect(path).toEqual(['ReserveStock', 'ConfirmOrder', 'RejectOrder', 'ReleaseCancelledStock']);
  expect(outcome).toBe('succeeded');
});

test('a mail that cannot be requested undoes nothing, and fails the execution: it is started anew', async () => {
  const { path, outcome } = await run({ NotifyCustomer: refuse('ServiceUnavailable') });

  expect(path).toEqual(['ReserveStock', 'ConfirmOrder', 'NotifyCustomer', 'CustomerNotNotified']);
  expect(outcome).not.toBe('succeeded');
});

test.each([
  ['stock that cannot be released', { ReserveStock: refuse('InsufficientStock'), ReleaseStock: refuse('Error') }],
  ['stock that cannot be reserved', { ReserveStock: refuse('Error') }],
  ['an order that cannot be confirmed', { ConfirmOrder: refuse('Error') }],
  ['an order that cannot be rejected', { ReserveStock: refuse('InsufficientStock'), RejectOrder: refuse('Error') }],
])('%s fails the execution, to be seen', async (_, work) => {
  const { path, outcome } = await run(work);

  expect(outcome).not.toBe('succeeded');
  expect(path.at(-1)).toMatch(/^(StockNotReleased|OrderNotSettled)$/);
});
