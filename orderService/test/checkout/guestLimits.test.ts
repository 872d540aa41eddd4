import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, expect, test } from '@jest/globals';
import { request } from '../../../shared/test/httpEvent.ts';
import { authorization } from '../../../shared/test/tokens.ts';
import { answerProducts, calls, cloud, resetCloud } from '../cloud.ts';
import { shoes } from '../samples.ts';

process.env.GUEST_CHECKOUT = 'refused'; // read when the handlers are loaded
const { handler: checkout } = await import('../../src/handlers/checkout.ts');
const { handler: quoteCheckout } = await import('../../src/handlers/quoteCheckout.ts');

beforeEach(() => {
  resetCloud();
  answerProducts(shoes);
});

const items = [{ id: shoes.id, qty: 1 }];
const body = { items, total: 49.99, email: 'guest@example.com' };
const headers = { 'idempotency-key': '4b1c8d8e-6a54-4d6f-8f43-2a9f0e7c1b5d' };
const counted = (attempts: number) =>
  cloud.dynamodb.on(UpdateCommand, { TableName: 'RateLimits' }).resolves({ Attributes: { attempts } });

test('a stage that refuses guests says so, and nothing is done', async () => {
  const answers = [await request(checkout, { body, headers }), await request(quoteCheckout, { body: { items } })];

  expect(answers.map((answer) => [answer.status, answer.body.code])).toEqual([
    [403, 'GUEST_CHECKOUT_REFUSED'],
    [403, 'GUEST_CHECKOUT_REFUSED'],
  ]);
  expect(new Set(calls())).toEqual(new Set(['dynamodb:UpdateItem'])); // the counted attempts
});

test('a stage that refuses guests serves accounts as ever', async () => {
  const { status } = await request(checkout, {
    body: { items, total: 49.99 },
    headers: { authorization: await authorization('ann') },
  });

  expect(status).toBe(201);
});

test('the eleventh checkout a day for an address is refused, whoever sends it; an account is not counted', async () => {
  counted(11);

  const guest = await request(checkout, { body, headers });
  const account = await request(checkout, {
    body: { items, total: 49.99 },
    headers: { authorization: await authorization('ann') },
  });

  expect([guest.status, guest.body.code]).toEqual([429, 'TOO_MANY_REQUESTS']);
  expect(account.status).toBe(201);
});

test('a request that is not a guest’s is 401, and uses up nobody’s limit', async () => {
  counted(11);

  const { status } = await request(checkout, { body: { items, total: 49.99 }, headers });

  expect(status).toBe(401);
  expect(calls()).toEqual([]);
});
