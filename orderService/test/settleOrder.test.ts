import { PublishCommand } from '@aws-sdk/client-sns';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { OrderEvent, orderEventId } from '@ecommerce/shared/events/orderEvents.ts';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { awsError, refusal } from '../../shared/test/sdkCalls.ts';
import type { Order } from '../src/order/order.ts';
import { calls, cloud, grantUpdates, resetCloud } from './cloud.ts';
import { order } from './samples.ts';

const { handler: confirm } = await import('../src/handlers/confirmOrder.ts');
const { handler: reject } = await import('../src/handlers/rejectOrder.ts');

const { orderId, customerId, items, correlationId } = order();
const input = { orderId, customerId, items, correlationId };
const confirmOrder = () => confirm(input, {} as Context);
const rejectOrder = (errorName = 'InsufficientStock') =>
  reject({ ...input, error: { Error: errorName, Cause: '{}' } } as typeof input, {} as Context);
const refuseMove = (standing?: Order) => cloud.dynamodb.on(UpdateCommand).rejects(refusal(standing));
const told = () =>
  cloud.sns
    .commandCalls(PublishCommand)
    .map(({ args: [{ input }] }) => OrderEvent.parse(JSON.parse(input.Message ?? '')))
    .map(({ type, id, data }) => ({ type, id, reason: 'reason' in data ? data.reason : undefined }));

beforeEach(resetCloud);

describe('confirming an order', () => {
  test('moves it by one conditional write, then tells so', async () => {
    grantUpdates(order({ status: 'shipping' }));

    await confirmOrder();

    expect(calls()).toEqual(['dynamodb:UpdateItem', 'sns:Publish']);
    expect(told()).toEqual([
      { type: 'ORDER_SHIPPING', id: orderEventId(orderId, 'ORDER_SHIPPING'), reason: undefined },
    ]);
    expect(cloud.dynamodb.commandCalls(UpdateCommand)[0]?.args[0].input).toMatchObject({
      ConditionExpression:
        'customerId = :customerId AND ((attribute_not_exists(payment) AND #status IN (:unpaid0)) OR (attribute_exists(payment) AND #status IN (:paid0)))',
      ExpressionAttributeValues: {
        ':unpaid0': 'pending',
        ':paid0': 'completed',
        ':to': 'shipping',
        ':customerStatus': 'ann#shipping',
      },
    });
  });

  test('twice is once, told again under the same event id', async () => {
    refuseMove(order({ status: 'shipping' }));

    await confirmOrder();

    expect(told()).toEqual([
      { type: 'ORDER_SHIPPING', id: orderEventId(orderId, 'ORDER_SHIPPING'), reason: undefined },
    ]);
  });

  test('a rejected one fails by name and tells nothing', async () => {
    refuseMove(order({ status: 'rejected' }));

    await expect(confirmOrder()).rejects.toMatchObject({ name: 'OrderNotConfirmable' });
    expect(told()).toEqual([]);
  });

  test.each([
    ['that is not there', undefined],
    ['of another customer', order({ customerId: 'bob', status: 'shipping' })],
  ])('one %s fails', async (_, standing) => {
    refuseMove(standing);

    await expect(confirmOrder()).rejects.toThrow('There is no order');
    expect(told()).toEqual([]);
  });

  test('fails when the table or the topic does, to be done again', async () => {
    cloud.dynamodb
      .on(UpdateCommand)
      .rejectsOnce(awsError('InternalServerError'))
      .resolves({ Attributes: order({ status: 'shipping' }) });
    await expect(confirmOrder()).rejects.toThrow('InternalServerError');

    cloud.sns.rejects(awsError('InternalError'));
    await expect(confirmOrder()).rejects.toThrow('InternalError');
  });
});

describe('rejecting an order', () => {
  test('moves it with the reason, then tells so', async () => {
    grantUpdates(order({ status: 'rejected', reason: 'out of stock' }));

    await rejectOrder();

    expect(calls()).toEqual(['dynamodb:UpdateItem', 'sns:Publish']);
    expect(told()).toMatchObject([{ type: 'ORDER_REJECTED', reason: 'out of stock' }]);
    expect(cloud.dynamodb.commandCalls(UpdateCommand)[0]?.args[0].input.ExpressionAttributeValues).toMatchObject({
      ':to': 'rejected',
      ':reason': 'out of stock',
      ':unpaid0': 'pending',
    });
  });

  test('twice is once, and the first reason stays', async () => {
    refuseMove(order({ status: 'rejected', reason: 'out of stock' }));

    await rejectOrder('States.Timeout');

    expect(told()).toMatchObject([{ type: 'ORDER_REJECTED', reason: 'out of stock' }]);
  });

  test('a shipping one fails by name, and is told of as shipping', async () => {
    refuseMove(order({ status: 'shipping' }));

    await expect(rejectOrder()).rejects.toMatchObject({ name: 'OrderAlreadyShipping' });
    expect(told()).toMatchObject([{ type: 'ORDER_SHIPPING' }]);
  });

  test('a cancelled one fails by name, and is told of as cancelled', async () => {
    refuseMove(order({ status: 'cancelled', reason: 'cancelled by the customer' }));

    await expect(rejectOrder()).rejects.toMatchObject({ name: 'OrderCancelled' });
    expect(told()).toMatchObject([{ type: 'ORDER_CANCELLED', reason: 'cancelled by the customer' }]);
  });

  test.each(['awaiting_payment', 'completed'] as const)('one that is %s fails by name', async (status) => {
    refuseMove(order({ status }));

    await expect(rejectOrder()).rejects.toMatchObject({ name: 'OrderNotRejectable' });
    expect(told()).toEqual([]);
  });
});
