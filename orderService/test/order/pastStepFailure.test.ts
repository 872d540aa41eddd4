import '../environment.ts';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { cloud, resetCloud } from '../cloud.ts';

const { scheduleCheck, postponeCheck, recordNotified } = await import('../../src/order/nextCheckStore.ts');

const due = { orderId: 'a', nextCheckAt: '2026-01-02T03:04:05.678Z' };
const update = () => cloud.dynamodb.commandCalls(UpdateCommand)[0]?.args[0].input.UpdateExpression;

beforeEach(() => {
  resetCloud();
  cloud.dynamodb.on(UpdateCommand).resolves({ Attributes: { orderId: 'a' } });
});

describe('the failures of an order’s step', () => {
  test.each([
    ['telling its customer', () => recordNotified('a', ['ORDER_CREATED'])],
    ['waiting for its payment', () => scheduleCheck({ orderId: 'a', version: 1 }, Date.parse('2026-01-05T00:00:00Z'))],
  ])('are forgotten once the step, %s, has succeeded: a failure days later is the first', async (_, act) => {
    await act();

    expect(update()).toContain(' REMOVE stepFailure');
  });

  test('are kept by the sweeper, which takes no step', async () => {
    await postponeCheck(due);

    expect(update()).not.toContain('stepFailure');
  });
});
