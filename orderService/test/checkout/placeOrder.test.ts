import { InvokeCommand } from '@aws-sdk/client-lambda';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { withCorrelation } from '@ecommerce/shared/correlation.ts';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { awsError, refusal } from '../../../shared/test/sdkCalls.ts';
import { orderIdOf, requestHashOf } from '../../src/order/order.ts';
import { answerProducts, answerUser, calls, cloud, failReadProducts, resetCloud } from '../cloud.ts';
import { ann, order, shoes } from '../samples.ts';

const { placeOrder } = await import('../../src/checkout/placeOrder.ts');

const request = { id: shoes.id, quantity: 3 };
const place = (key?: string, changes = {}) => placeOrder(ann, { ...request, ...changes }, key);
const row = () => cloud.dynamodb.commandCalls(PutCommand)[0]?.args[0].input.Item;
const messages = () =>
  cloud.sqs.commandCalls(SendMessageCommand).map(({ args: [{ input }] }) => JSON.parse(input.MessageBody ?? ''));

beforeEach(() => {
  resetCloud();
  answerProducts(shoes);
});

describe('an order without a key', () => {
  test('is written first, then enqueued by its id', async () => {
    const orderId = await withCorrelation('request-1', () => place());

    expect(calls()).toEqual(['lambda:Invoke', 'dynamodb:PutItem', 'sqs:SendMessage']);
    expect(row()).toMatchObject({
      ...{ orderId, customerId: 'ann', email: 'ann@example.com', correlationId: 'request-1', status: 'pending' },
      items: [{ productId: shoes.id, productName: 'Shoes', unitPrice: 4999, quantity: 3 }],
      ...{ total: 14_997, version: 1, customerStatus: 'ann#pending', sweepShard: orderId.charAt(0) },
      nextCheckAt: new Date(Date.parse(row()?.createdAt) + 300_000).toISOString(),
    });
    expect(messages()).toEqual([{ orderId, correlationId: 'request-1' }]);
  });

  test('keeps the language of its emails only if it is not the default', async () => {
    await placeOrder(ann, request, undefined, 'de');
    expect(row()).toMatchObject({ locale: 'de' });

    resetCloud();
    answerProducts(shoes);
    await place();
    expect(row()?.locale).toBeUndefined();
  });

  test('is a new one each time', async () => {
    expect(await place()).not.toBe(await place());
  });

  test('passes its correlation id to productService', async () => {
    await withCorrelation('request-1', () => place());

    expect(JSON.parse(String(cloud.lambda.commandCalls(InvokeCommand)[0]?.args[0].input.Payload))).toEqual({
      items: [{ productId: shoes.id }],
      correlationId: 'request-1',
    });
  });

  test('asks Cognito for the email address if the token has none', async () => {
    answerUser('ann@cognito.example');

    await placeOrder({ userId: 'ann', groups: [], accessToken: 'token' }, request, undefined);

    expect(row()?.email).toBe('ann@cognito.example');
  });

  test('takes the very last unit', async () => {
    await expect(place(undefined, { quantity: 40 })).resolves.toEqual(expect.any(String));
  });
});

describe('nothing is sent or written', () => {
  test.each([
    [
      'the product is not there',
      () => answerProducts(),
      { code: 'PRODUCT_NOT_FOUND', message: 'Product not found or not approved' },
    ],
    [
      'there is too little of it',
      () => answerProducts({ ...shoes, quantity: 2 }),
      { code: 'INSUFFICIENT_STOCK', message: 'Insufficient stock available', data: { quantityAvailable: 2 } },
    ],
    ['productService fails', failReadProducts, { message: expect.stringContaining('readProducts failed') }],
    ['productService answers no product', () => answerProducts({ id: 'x' }), { name: 'ZodError' }],
  ])('when %s', async (_, prepare, error) => {
    prepare();

    await expect(place()).rejects.toMatchObject(error);
    expect(calls()).toEqual(['lambda:Invoke']);
  });

  test('when the account no longer exists', async () => {
    cloud.cognito.rejects(awsError('NotAuthorizedException'));

    await expect(
      placeOrder({ userId: 'ann', groups: [], accessToken: 'token' }, request, undefined),
    ).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
    expect(calls()).toEqual(['lambda:Invoke', 'cognito:GetUser']);
  });

  test('to the queue if the table fails', async () => {
    cloud.dynamodb.on(PutCommand).rejects(awsError('InternalServerError'));

    await expect(place()).rejects.toThrow('InternalServerError');
    expect(messages()).toEqual([]);
  });
});

describe('an order with a key', () => {
  test('has the id derived from customer and key, and is looked up first', async () => {
    await expect(place('key-1')).resolves.toBe(orderIdOf('ann', 'key-1'));
    expect(calls()).toEqual(['dynamodb:GetItem', 'lambda:Invoke', 'dynamodb:PutItem', 'sqs:SendMessage']);
    expect(cloud.dynamodb.commandCalls(GetCommand)[0]?.args[0].input.ConsistentRead).toBe(true);
  });

  test('repeated returns the same response and does nothing, even if the product is gone', async () => {
    const orderId = orderIdOf('ann', 'key-1');
    cloud.dynamodb.on(GetCommand).resolves({ Item: order({ orderId, status: 'shipping' }) });
    answerProducts();

    await expect(place('key-1')).resolves.toBe(orderId);
    expect(calls()).toEqual(['dynamodb:GetItem']);
  });

  test('repeated with another body is rejected and does nothing', async () => {
    cloud.dynamodb.on(GetCommand).resolves({ Item: order() });

    await expect(place('key-1', { quantity: 4 })).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    expect(calls()).toEqual(['dynamodb:GetItem']);
  });

  test('that conflicts with the same request at the table gets the same response', async () => {
    const orderId = orderIdOf('ann', 'key-1');
    cloud.dynamodb.on(PutCommand).rejects(refusal(order({ orderId })));

    await expect(place('key-1')).resolves.toBe(orderId);
    expect(messages()).toEqual([]); // the twin's own request sends it
  });

  test('that conflicts with another request with its key at the table is rejected', async () => {
    const other = order({ requestHash: requestHashOf([{ id: shoes.id, quantity: 4 }]) });
    cloud.dynamodb.on(PutCommand).rejects(refusal(other));

    await expect(place('key-1')).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });
});

test('an order that is written is accepted even if the queue fails: the sweeper enqueues it', async () => {
  cloud.sqs.rejects(awsError('InternalFailure'));

  await expect(place('key-1')).resolves.toBe(orderIdOf('ann', 'key-1'));
  expect(row()).toHaveProperty('nextCheckAt');
});
