import { InvokeCommand } from '@aws-sdk/client-lambda';
import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { httpEvent } from '../../../shared/test/httpEvent.ts';
import { awsError } from '../../../shared/test/sdkCalls.ts';
import { authorization } from '../../../shared/test/tokens.ts';
import type { Order } from '../../src/order/order.ts';
import { newPayment, type Payment } from '../../src/order/payment.ts';
import { answerProducts, calls, cloud, failReadProducts, resetCloud } from '../cloud.ts';
import { order, shoes } from '../samples.ts';

const { handler: createOrder } = await import('../../src/handlers/createOrder.ts');
const { handler: getOrder } = await import('../../src/handlers/getOrder.ts');
const { handler: getOrderPayment } = await import('../../src/handlers/getOrderPayment.ts');
const { handler: listOrders } = await import('../../src/handlers/listOrders.ts');

type Handler = typeof createOrder;
const call = async (handler: Handler, event: object, headers: object = {}) => {
  const asAnn = { authorization: await authorization('ann'), ...headers };
  const request = { ...httpEvent({ headers: asAnn }), ...event };
  const { statusCode, body } = await handler(request, { getRemainingTimeInMillis: () => 10_000 } as Context);
  return { statusCode, body: JSON.parse(body ?? '') };
};
const place = (body: unknown, headers?: object) =>
  call(createOrder, { body: typeof body === 'string' ? body : JSON.stringify(body) }, headers);

beforeEach(() => {
  resetCloud();
  answerProducts(shoes);
});

describe('POST /create-order', () => {
  test('returns 201 with the order id', async () => {
    await expect(place({ id: shoes.id, quantity: 3 })).resolves.toEqual({
      statusCode: 201,
      body: { message: 'order placed successfully', orderId: expect.any(String) },
    });
  });

  test('returns the same order for the same Idempotency-Key', async () => {
    const first = await place({ id: shoes.id, quantity: 3 }, { 'idempotency-key': 'k' });

    expect(first.statusCode).toBe(201);
    await expect(place({ quantity: 3, id: shoes.id }, { 'idempotency-key': 'k' })).resolves.toEqual(first);
  });

  test('for a missing product returns the documented 404', async () => {
    answerProducts();

    await expect(place({ id: 'x', quantity: 3 })).resolves.toMatchObject({
      statusCode: 404,
      body: { error: 'Product not found or not approved', code: 'PRODUCT_NOT_FOUND' },
    });
  });

  test('for more than the stock returns the documented 400, with the available quantity', async () => {
    await expect(place({ id: shoes.id, quantity: 41 })).resolves.toMatchObject({
      statusCode: 400,
      body: { error: 'Insufficient stock available', code: 'INSUFFICIENT_STOCK', quantityAvailable: 40 },
    });
  });

  test.each([
    ['a quantity in quotes', { id: 'x', quantity: '3' }, 'quantity'],
    ['an unknown field', { id: 'x', quantity: 3, price: 1 }, 'price'],
    ['a list', [], ''],
  ])('with %s is 400 and calls nothing', async (_, body, path) => {
    await expect(place(body)).resolves.toMatchObject({
      statusCode: 400,
      body: { code: 'INVALID_INPUT', issues: [{ path, message: expect.any(String) }] },
    });
    expect(calls()).toEqual([]);
  });

  test.each([['{"id":'], ['']])('with the body %j is 400 INVALID_JSON', async (body) => {
    await expect(place(body)).resolves.toMatchObject({ statusCode: 400, body: { code: 'INVALID_JSON' } });
  });

  test('without a token is 401 and calls nothing', async () => {
    const answer = await place({ id: shoes.id, quantity: 3 }, { authorization: undefined });

    expect(answer).toMatchObject({ statusCode: 401, body: { code: 'UNAUTHORIZED' } });
    expect(calls()).toEqual([]);
  });

  test('reveals nothing internal when AWS fails', async () => {
    cloud.dynamodb.on(PutCommand).rejects(new Error('secret internals'));

    const answer = await place({ id: shoes.id, quantity: 3 });

    expect(answer).toMatchObject({ statusCode: 500, body: { code: 'INTERNAL_ERROR' } });
    expect(JSON.stringify(answer)).not.toContain('secret');
  });
});

describe('GET /orders/{id}', () => {
  const get = (headers?: object) => call(getOrder, { pathParameters: { id: order().orderId } }, headers);

  test('returns the caller’s own order, without internal fields', async () => {
    cloud.dynamodb.on(GetCommand).resolves({ Item: order() });

    const { statusCode, body } = await get();

    expect(statusCode).toBe(200);
    expect(body).toMatchObject({ id: order().orderId, status: 'pending', total: 149.97 });
    expect(Object.keys(body)).not.toContain('email');
  });

  test('returns the same 404 for another user’s order as for a missing one', async () => {
    const none = await get();
    cloud.dynamodb.on(GetCommand).resolves({ Item: order({ customerId: 'bob' }) });

    expect(none).toMatchObject({ statusCode: 404, body: { code: 'NOT_FOUND' } });
    await expect(get()).resolves.toEqual(none);
  });

  test('returns any order to an admin, as its customer sees it', async () => {
    const admin = { authorization: await authorization('ann', { groups: ['admin'] }) };
    const none = await get(admin);
    cloud.dynamodb.on(GetCommand).resolves({ Item: order() });
    const asCustomer = await get();
    cloud.dynamodb.on(GetCommand).resolves({ Item: order({ customerId: 'bob' }) });

    expect(none).toMatchObject({ statusCode: 404, body: { code: 'NOT_FOUND' } });
    expect(asCustomer.statusCode).toBe(200);
    await expect(get(admin)).resolves.toEqual(asCustomer);
  });
});

describe('GET /orders/{id}/payment', () => {
  const dueAt = new Date(Date.now() + 60_000).toISOString();
  const payment = newPayment({ provider: 'test', paymentIntentId: 'pi_1', livemode: false, dueAt });
  const get = (Item: Order | undefined, headers?: object) => {
    cloud.dynamodb.on(GetCommand).resolves(Item ? { Item } : {});
    return call(getOrderPayment, { pathParameters: { id: order().orderId } }, headers);
  };

  test('returns the same 404 for another customer’s order as for a missing one, also to an admin', async () => {
    const anothers = order({ customerId: 'bob', payment });
    const none = await get(undefined);

    expect(none).toMatchObject({ statusCode: 404, body: { code: 'NOT_FOUND', error: 'There is no such order.' } });
    await expect(get(anothers)).resolves.toEqual(none);
    const admin = { authorization: await authorization('ann', { groups: ['admin'] }) };
    await expect(get(anothers, admin)).resolves.toEqual(none);
  });

  test('returns 404 with its own message for an order without payment', async () => {
    await expect(get(order())).resolves.toMatchObject({
      statusCode: 404,
      body: { code: 'NOT_FOUND', error: 'This order is not paid through the shop.' },
    });
  });

  test.each<[string, Partial<Order>, Partial<Payment>, string]>([
    ['paid', { status: 'completed' }, { capturedAmount: 14_997 }, 'The order has been paid.'],
    ['paid before its stock was taken', {}, { capturedAmount: 14_997 }, 'The order has been paid.'],
    ['cancelled', { status: 'cancelled' }, {}, 'The order is cancelled and can no longer be paid.'],
    ['rejected', { status: 'rejected' }, {}, 'The order is rejected and can no longer be paid.'],
    ['overdue', {}, { dueAt: new Date(Date.now() - 1).toISOString() }, 'The time to pay the order is over.'],
  ])('returns 409 for an order that is %s, without asking the provider', async (_, changes, paid, error) => {
    const answer = await get(order({ status: 'awaiting_payment', ...changes, payment: { ...payment, ...paid } }));

    expect(answer).toMatchObject({ statusCode: 409, body: { code: 'ORDER_NOT_PAYABLE', error } });
    expect(calls()).toEqual(['dynamodb:GetItem']);
  });

  test('without a token is 401', async () => {
    const answer = await get(order({ payment }), { authorization: undefined });

    expect(answer).toMatchObject({ statusCode: 401, body: { code: 'UNAUTHORIZED' } });
  });
});

describe('GET /orders', () => {
  const list = (queryStringParameters: object) => call(listOrders, { queryStringParameters });
  const query = () => cloud.dynamodb.commandCalls(QueryCommand)[0]?.args[0].input;

  beforeEach(() => {
    cloud.dynamodb.on(QueryCommand).resolves({ Items: [order()] });
  });

  test('returns the caller’s orders, newest first', async () => {
    await expect(list({})).resolves.toMatchObject({ statusCode: 200, body: { orders: [{ id: order().orderId }] } });
    expect(query()).toMatchObject({
      IndexName: 'byCustomer',
      ExpressionAttributeValues: { ':value': 'ann' },
      ScanIndexForward: false,
      Limit: 20,
    });
  });

  test('of one status reads only that status', async () => {
    await list({ status: 'shipping', limit: '5' });

    expect(query()).toMatchObject({
      IndexName: 'byCustomerStatus',
      ExpressionAttributeValues: { ':value': 'ann#shipping' },
      Limit: 5,
    });
  });

  test.each([
    ['status', { status: 'paid' }],
    ['limit', { limit: '0' }],
    ['limit', { limit: '101' }],
    ['cursor', { cursor: 'x' }],
    ['page', { page: '2' }],
  ])('with a bad %s is 400', async (path, parameters) => {
    await expect(list(parameters)).resolves.toMatchObject({ statusCode: 400, body: { issues: [{ path }] } });
    expect(calls()).toEqual([]);
  });
});

describe('while AWS fails', () => {
  const cancelled = awsError('TransactionCanceledException', { CancellationReasons: [{ Code: 'ThrottlingError' }] });

  test.each([
    ['the table is throttled', () => cloud.dynamodb.on(PutCommand).rejects(awsError('ThrottlingException'))],
    ['the table throttles a transaction', () => cloud.dynamodb.rejects(cancelled)],
    ['Lambda has no capacity', () => cloud.lambda.on(InvokeCommand).rejects(awsError('TooManyRequestsException'))],
    ['productService meets an outage', () => failReadProducts('ServiceUnavailable')],
    ['productService runs out of time', () => failReadProducts('Sandbox.Timedout')],
  ])('as %s, an order gets 503, and 201 with the same key afterwards', async (_, fail) => {
    fail();
    const key = { 'idempotency-key': 'k' };
    const during = await place({ id: shoes.id, quantity: 3 }, key);
    resetCloud();
    answerProducts(shoes);

    const after = await place({ id: shoes.id, quantity: 3 }, key);

    expect(during).toMatchObject({ statusCode: 503, body: { code: 'UNAVAILABLE' } });
    expect(after).toMatchObject({ statusCode: 201 });
  });

  test('a fault in productService stays a 500', async () => {
    failReadProducts('TypeError');

    await expect(place({ id: shoes.id, quantity: 3 })).resolves.toMatchObject({ statusCode: 500 });
  });
});
