import '../environment.ts';
import { clearCaches } from '@aws-lambda-powertools/parameters';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, expect, test } from '@jest/globals';
import { answerProducts, cloud, resetCloud } from '../cloud.ts';
import { ann, order, shoes } from '../samples.ts';

process.env.UNPAID_ORDERS = 'refused';
const { placeOrder } = await import('../../src/checkout/placeOrder.ts');

const connect = (provider: string) => {
  const values = { provider, secretKey: 'sk_test_x', webhookSecret: 'whsec_x', apiUrl: 'http://127.0.0.1:1' };
  cloud.ssm.on(GetParameterCommand).resolves({ Parameter: { Value: JSON.stringify(values) } });
};
const request = { id: shoes.id, quantity: 3 };

beforeEach(() => {
  clearCaches();
  resetCloud();
  answerProducts(shoes);
});

test('an order without payment is rejected if a payment provider is connected, and the error names the right route', async () => {
  connect('test');

  await expect(placeOrder(ann, request, undefined)).rejects.toMatchObject({
    code: 'PAYMENT_REQUIRED',
    message: expect.stringContaining('/checkout'),
  });
  expect(cloud.sqs.commandCalls(SendMessageCommand)).toEqual([]);
});

test('an order that was placed before gets the same response', async () => {
  connect('test');
  cloud.dynamodb.on(GetCommand).resolves({ Item: order() });

  expect(await placeOrder(ann, request, 'key')).toBe(order().orderId);
});

test('an order is accepted if no payment provider is connected', async () => {
  connect('none');

  await expect(placeOrder(ann, request, undefined)).resolves.toEqual(expect.any(String));
  expect(cloud.sqs.commandCalls(SendMessageCommand)).toHaveLength(1);
});
