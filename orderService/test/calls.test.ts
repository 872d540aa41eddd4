import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { APIGatewayProxyEventV2, Context, SQSEvent } from 'aws-lambda';
import { documentedCalls } from '../../shared/test/documentedCalls.ts';
import { httpEvent } from '../../shared/test/httpEvent.ts';
import { batchOf, mailMessage, timeLeft } from '../../shared/test/mailMessages.ts';
import { refusal } from '../../shared/test/sdkCalls.ts';
import { authorization } from '../../shared/test/tokens.ts';
import { addToCart, checkout, emptyCart, getCart, removeFromCart, setCartQuantity } from './cartHandlers.ts';
import { answerProducts, answerUser, calls, cloud, grantUpdates, resetCloud } from './cloud.ts';
import { cart, order, shoes } from './samples.ts';

const { handler: createOrder } = await import('../src/handlers/createOrder.ts');
const { handler: listOrders } = await import('../src/handlers/listOrders.ts');
const { handler: getOrder } = await import('../src/handlers/getOrder.ts');
const { checkoutHash } = await import('../src/checkout/checkoutRequest.ts');
const { handler: processOrder } = await import('../src/handlers/processOrder.ts');
const { handler: confirmOrder } = await import('../src/handlers/confirmOrder.ts');
const { handler: rejectOrder } = await import('../src/handlers/rejectOrder.ts');
const { handler: notifyCustomer } = await import('../src/handlers/notifyCustomer.ts');
const { handler: sendMail } = await import('../src/handlers/sendMail.ts');

const documented = documentedCalls(new URL('../README.md', import.meta.url));
const context = { getRemainingTimeInMillis: () => 10_000 } as Context;
const request = async (event: object, token: 'id' | 'access' = 'id', headers = {}) =>
  ({
    ...httpEvent({
      headers: { authorization: await authorization('ann', { use: token }), ...headers },
      body: { id: shoes.id, quantity: 3 },
    }),
    ...event,
  }) as APIGatewayProxyEventV2;
const { orderId, customerId, items, correlationId } = order();
const input = { orderId, customerId, items, correlationId };
const message = { Records: [{ messageId: 'm', body: JSON.stringify(order()), messageAttributes: {} }] };

const rejected = order({ status: 'rejected', reason: 'out of stock' });
const error = { Error: 'InsufficientStock', Cause: '' };

const line = JSON.stringify({ id: shoes.id, qty: 3 });
const path = { pathParameters: { id: shoes.id } };
const named = JSON.stringify({ items: [{ id: shoes.id, qty: 3 }], total: 149.97 });
const withCart = (lines = cart().lines) => {
  cloud.dynamodb.on(GetCommand).resolves({ Item: { ...cart(), lines } });
  cloud.dynamodb.on(UpdateCommand).resolves({ Attributes: { ...cart(), lines } });
};

const mail = (request: object) => sendMail(batchOf(mailMessage(request)), timeLeft());

const situations: Record<string, () => Promise<unknown>> = {
  '`POST /create-order`': async () => createOrder(await request({}), context),
  '`POST /create-order` with an `Idempotency-Key`': async () =>
    createOrder(await request({}, 'id', { 'idempotency-key': 'k' }), context),
  '`POST /create-order` repeated under its key': async () => {
    cloud.dynamodb.on(GetCommand).resolves({ Item: order() });
    return createOrder(await request({}, 'id', { 'idempotency-key': 'k' }), context);
  },
  '`POST /create-order` with an access token': async () => createOrder(await request({}, 'access'), context),
  '`GET /orders`': async () => listOrders(await request({}), context),
  '`GET /orders/{id}`': async () => getOrder(await request({ pathParameters: { id: orderId } }), context),
  '`GET /cart`': async () => {
    withCart();
    return getCart(await request({}), context);
  },
  '`GET /cart`, empty': async () => {
    withCart({});
    return getCart(await request({}), context);
  },
  '`POST /cart`': async () => {
    withCart();
    return addToCart(await request({ body: line }), context);
  },
  '`POST /cart`, beside other products': async () => {
    withCart({ ...cart().lines, other: 1 });
    return addToCart(await request({ body: line }), context);
  },
  '`POST /cart`, where no cart is': async () => {
    cloud.dynamodb.on(UpdateCommand).rejects(refusal());
    return addToCart(await request({ body: line }), context);
  },
  '`PUT /cart/{id}`': async () => {
    withCart();
    return setCartQuantity(await request({ ...path, body: '{"qty":3}' }), context);
  },
  '`DELETE /cart/{id}`, others stay': async () => {
    withCart();
    return removeFromCart(await request({ pathParameters: { id: 'other' } }), context);
  },
  '`DELETE /cart`': async () => {
    withCart({});
    return emptyCart(await request({ body: '' }), context);
  },
  '`POST /checkout`': async () => {
    withCart();
    return checkout(await request({ body: '' }), context);
  },
  '`POST /checkout` with an `Idempotency-Key`': async () => {
    cloud.dynamodb.on(GetCommand).resolvesOnce({}).resolves({ Item: cart() });
    return checkout(await request({ body: '' }, 'id', { 'idempotency-key': 'k' }), context);
  },
  '`POST /checkout` repeated under its key': async () => {
    const requestHash = checkoutHash({ lines: undefined, total: undefined });
    cloud.dynamodb.on(GetCommand).resolves({ Item: order({ requestHash }) });
    return checkout(await request({ body: '' }, 'id', { 'idempotency-key': 'k' }), context);
  },
  '`POST /checkout` of named products': async () => checkout(await request({ body: named }), context),
  '`processOrder`, per order': async () => {
    cloud.dynamodb.on(GetCommand).resolves({ Item: order() });
    return processOrder(message as unknown as SQSEvent, context);
  },
  '`processOrder`, the row not written by the API': async () => processOrder(message as unknown as SQSEvent, context),
  '`confirmOrder`': async () => confirmOrder(input, context),
  '`rejectOrder`': async () => {
    grantUpdates(rejected);
    return rejectOrder({ ...input, error } as typeof input, context);
  },
  '`notifyCustomer`': async () => notifyCustomer(input, context),
  '`sendMail`, per mail': async () => mail({ mail: 'outcome', orderId }),
  '`sendMail` of a rejected order': async () => {
    cloud.dynamodb.on(UpdateCommand).rejectsOnce(refusal(rejected)).resolves({ Attributes: rejected });
    return mail({ mail: 'outcome', orderId });
  },
};

beforeAll(async () => {
  resetCloud();
  answerProducts(shoes);
  await checkout(await request({ body: named }), context); // reads the provider's parameters, which are then kept for five minutes
});

beforeEach(() => {
  resetCloud();
  answerProducts(shoes);
  answerUser('ann@example.com');
  cloud.dynamodb.on(PutCommand).resolves({});
  cloud.dynamodb.on(QueryCommand).resolves({ Items: [] });
  grantUpdates(order({ status: 'shipping' }));
});

test('the README lists every situation', () => {
  expect([...documented.keys()]).toEqual(Object.keys(situations));
});

test.each(Object.entries(situations))('%s makes the AWS calls that the README says', async (situation, happen) => {
  await happen();

  expect(calls()).toEqual(documented.get(situation));
});
