import { StartSyncExecutionCommand } from '@aws-sdk/client-sfn';
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { BatchGetCommand, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { APIGatewayProxyEventV2, Context, SQSEvent, SQSRecord } from 'aws-lambda';
import { accountDeletedEvent } from '../../shared/test/accountEvents.ts';
import { documentedCalls } from '../../shared/test/documentedCalls.ts';
import { httpEvent } from '../../shared/test/httpEvent.ts';
import { batchOf, mailMessage, timeLeft } from '../../shared/test/mailMessages.ts';
import { refusal } from '../../shared/test/sdkCalls.ts';
import { authorization } from '../../shared/test/tokens.ts';
import type { StoredOrder } from '../src/order/orderStore.ts';
import { addToCart, checkout, emptyCart, getCart, removeFromCart, setCartQuantity } from './cartHandlers.ts';
import { answerProducts, answerUser, calls, cloud, grantUpdates, resetCloud } from './cloud.ts';
import { cart, order, shoes, storedOrder } from './samples.ts';

const { handler: createOrder } = await import('../src/handlers/createOrder.ts');
const { handler: listOrders } = await import('../src/handlers/listOrders.ts');
const { handler: getOrder } = await import('../src/handlers/getOrder.ts');
const { handler: quoteCheckout } = await import('../src/handlers/quoteCheckout.ts');
const { handler: cancelOrder } = await import('../src/handlers/cancelOrder.ts');
const { handler: replaceShippingSettings } = await import('../src/handlers/replaceShippingSettings.ts');
const { handler: createDiscount } = await import('../src/handlers/createDiscount.ts');
const { checkoutHash } = await import('../src/checkout/checkoutRequest.ts');
const { handler: createWebhook } = await import('../src/handlers/createWebhook.ts');
const { handler: testWebhook } = await import('../src/handlers/testWebhook.ts');
const { handler: fanOutWebhooks } = await import('../src/handlers/fanOutWebhooks.ts');
const { handler: listDeadLetters } = await import('../src/handlers/listDeadLetters.ts');
const { handler: processOrders } = await import('../src/handlers/processOrders.ts');
const { handler: readSteps } = await import('../src/handlers/readSteps.ts');
const { handler: recordReservations } = await import('../src/handlers/recordReservations.ts');
const { handler: notifyCustomer } = await import('../src/handlers/notifyCustomer.ts');
const { handler: recordFailures } = await import('../src/handlers/recordFailures.ts');
const { handler: eraseCustomer } = await import('../src/handlers/eraseCustomer.ts');
const { handler: sweepOrders } = await import('../src/handlers/sweepOrders.ts');
const { stepOf } = await import('../src/order/nextStep.ts');
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
const adminRequest = async (body: object) =>
  request({ body: JSON.stringify(body) }, 'id', { authorization: await authorization('ann', { groups: ['admin'] }) });
const adminCall = async (event: object) =>
  request({ body: '', ...event }, 'id', { authorization: await authorization('ann', { groups: ['admin'] }) });
const webhook = { id: 'w', url: 'https://erp.example/', events: ['ORDER_CREATED'], secret: 'whsec_AA==' };
const answerWebhook = () =>
  cloud.dynamodb.on(GetCommand, { TableName: 'Webhooks' }).resolves({ Item: { version: 1, webhooks: [webhook] } });
const { orderId, correlationId } = order();
const message = JSON.stringify({ orderId, correlationId });
const batch = { Records: [{ messageId: 'm', body: message }] } as SQSEvent;
const failure = { orders: [{ orderId, correlationId }], error: { Error: 'ZodError' } };

/** The row as it is read, and as it stands after each write. */
const standing = (changes: Partial<StoredOrder> = {}) => {
  const Item = storedOrder(changes);
  cloud.dynamodb.on(GetCommand).resolves({ Item });
  cloud.dynamodb.on(BatchGetCommand).resolves({ Responses: { Orders: [Item] } });
  grantUpdates(Item);
  return Item;
};
const stepFailure = (permanentFailures: number) => ({
  since: new Date().toISOString(),
  failures: 4,
  permanentFailures,
  error: 'ZodError',
});

const line = JSON.stringify({ id: shoes.id, qty: 3 });
const path = { pathParameters: { id: shoes.id } };
const named = JSON.stringify({ items: [{ id: shoes.id, qty: 3 }], total: 149.97 });
const coded = JSON.stringify({ items: [{ id: shoes.id, qty: 3 }], total: 134.97, discountCodes: ['SALE'] });
const answerDiscount = (changes: object) =>
  cloud.dynamodb.on(BatchGetCommand).callsFake(({ RequestItems }) => ({
    Responses: {
      [Object.keys(RequestItems)[0] ?? '']: [
        {
          id: 'd',
          code: 'SALE',
          label: 'SALE',
          percent: 10,
          combinable: false,
          currency: 'USD',
          usesId: 'u',
          ...changes,
        },
      ],
    },
  }));
const withCart = (lines = cart().lines) => {
  cloud.dynamodb.on(GetCommand).resolves({ Item: { ...cart(), lines } });
  cloud.dynamodb.on(UpdateCommand).resolves({ Attributes: { ...cart(), lines } });
};

const mail = (request: object) => sendMail(batchOf(mailMessage(request)), timeLeft());

const otherOrderId = '7c9e6679-7425-40de-944b-e07fc1f90ae7';

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
  '`POST /checkout` with a limited code': async () => {
    answerDiscount({ maxUses: 5 });
    return checkout(await request({ body: coded }), context);
  },
  '`POST /checkout/quote`': async () => {
    withCart();
    return quoteCheckout(await request({ body: '' }), context);
  },
  '`POST /orders/{id}/cancel` with a limited code': async () => {
    const Item = standing({ discountUses: ['u'] });
    cloud.dynamodb.on(UpdateCommand).rejects(refusal(Item));
    cloud.dynamodb
      .on(GetCommand)
      .resolvesOnce({ Item })
      .resolves({ Item: { ...Item, status: 'cancelled' } });
    return cancelOrder(await request({ pathParameters: { id: orderId } }), context);
  },
  '`PUT /settings/shipping`': async () =>
    replaceShippingSettings(await adminRequest({ zones: [], methods: [] }), context),
  '`POST /discounts`': async () => createDiscount(await adminRequest({ code: 'SALE', percent: 10 }), context),
  '`POST /webhooks`': async () =>
    createWebhook(await adminRequest({ url: 'https://erp.example/', events: ['ORDER_CREATED'] }), context),
  '`POST /webhooks/{id}/test`': async () => {
    answerWebhook();
    return testWebhook(await adminCall({ pathParameters: { id: webhook.id } }), context);
  },
  '`fanOutWebhooks`, an event for one webhook': async () => {
    answerWebhook();
    const body = JSON.stringify({
      type: 'ORDER_CREATED',
      id: orderId,
      occurredAt: '2026-01-02T03:04:05Z',
      data: { orderId },
    });
    return fanOutWebhooks({ Records: [{ messageId: 'm', body, messageAttributes: {} } as SQSRecord] }, context);
  },
  '`processOrders`, per batch': async () => {
    cloud.sfn.on(StartSyncExecutionCommand).resolves({ status: 'SUCCEEDED', output: '[]' });
    return processOrders(batch, context);
  },
  '`readSteps`, per batch': async () => {
    standing();
    return readSteps({ orderIds: [orderId] }, context);
  },
  '`recordReservations`, of one order': async () => {
    const { number: _, ...row } = standing({ status: 'shipping' });
    return recordReservations(
      { orders: [stepOf(row, 'ReserveStock')], reservations: [{ orderId, outcome: 'reserved' }] },
      context,
    );
  },
  '`notifyCustomer`': async () =>
    notifyCustomer(stepOf(standing({ status: 'shipping', shippedAt: order().createdAt })), context),
  '`recordFailures`, the first of an order': async () => {
    standing();
    return recordFailures(failure, context);
  },
  '`recordFailures`, again': async () => {
    standing({ stepFailure: stepFailure(1) });
    return recordFailures(failure, context);
  },
  '`recordFailures`, the last': async () => {
    standing({ stepFailure: stepFailure(4) });
    return recordFailures(failure, context);
  },
  '`sendMail`, per mail': async () => mail({ mail: 'received', orderId }),
  '`GET /admin/dead-letters`, of each queue': async () => listDeadLetters(await adminRequest({}), context),
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

test('an erased customer takes a write for the cart, a query for each 100 orders, and a write for each order', async () => {
  cloud.dynamodb.on(QueryCommand).resolves({ Items: [order(), order({ orderId: otherOrderId })] });
  cloud.dynamodb.on(UpdateCommand).resolves({ Attributes: order() });
  cloud.sqs.on(SendMessageBatchCommand).callsFake(({ Entries }) => ({ Successful: Entries }));

  await eraseCustomer(accountDeletedEvent('ann'), context);

  expect(calls()).toEqual([
    'dynamodb:DeleteItem',
    'dynamodb:Query',
    'dynamodb:UpdateItem',
    'dynamodb:UpdateItem',
    'sqs:SendMessageBatch',
  ]);
});

test('a sweep makes 16 queries, and one request to the queue and ten writes for every ten orders', async () => {
  const due = Array.from({ length: 20 }, (_, index) => ({ orderId: `a${index}`, nextCheckAt: order().createdAt }));
  cloud.dynamodb.on(QueryCommand).resolves({ Items: [] });
  cloud.dynamodb
    .on(QueryCommand, { ExpressionAttributeValues: { ':sweepShard': 'a' } as never }, false)
    .resolves({ Items: due });
  cloud.sqs.on(SendMessageBatchCommand).callsFake(({ Entries }) => ({ Successful: Entries }));

  await sweepOrders({}, context);

  const counts = Object.groupBy(calls(), (call) => call);
  expect(Object.entries(counts).map(([call, made]) => [call, made?.length])).toEqual([
    ['dynamodb:Query', 16],
    ['sqs:SendMessageBatch', 2],
    ['dynamodb:UpdateItem', 20],
  ]);
});
