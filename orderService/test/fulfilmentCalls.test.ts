import { BatchGetCommand, GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { documentedCalls } from '../../shared/test/documentedCalls.ts';
import { httpEvent } from '../../shared/test/httpEvent.ts';
import { authorization } from '../../shared/test/tokens.ts';
import type { StoredOrder } from '../src/order/orderStore.ts';
import { calls, cloud, resetCloud } from './cloud.ts';
import { fulfilment, orderReturn, shoes, storedOrder } from './samples.ts';

const { handler: fulfilOrder } = await import('../src/handlers/fulfilOrder.ts');
const { handler: markDelivered } = await import('../src/handlers/markDelivered.ts');
const { handler: requestReturn } = await import('../src/handlers/requestReturn.ts');
const { handler: approveReturn } = await import('../src/handlers/approveReturn.ts');
const { handler: refuseReturn } = await import('../src/handlers/refuseReturn.ts');
const { handler: receiveReturn } = await import('../src/handlers/receiveReturn.ts');
const { handler: changeAddresses } = await import('../src/handlers/changeAddresses.ts');
const { handler: addNote } = await import('../src/handlers/addNote.ts');
const { handler: listAllOrders } = await import('../src/handlers/listAllOrders.ts');
const { handler: restockReturns } = await import('../src/handlers/restockReturns.ts');
const { stepOf } = await import('../src/order/nextStep.ts');

const documented = documentedCalls(new URL('../README.md', import.meta.url), '## AWS calls of fulfilment and returns');
const context = { getRemainingTimeInMillis: () => 10_000 } as Context;

/** The row as it is read, and as it stands after each write. */
const standing = (changes: Partial<StoredOrder> = {}) => {
  const Item = storedOrder({ status: 'shipping', ...changes });
  cloud.dynamodb.on(GetCommand).resolves({ Item });
  cloud.dynamodb.on(UpdateCommand).resolves({ Attributes: Item });
  return Item;
};

const request = async (body: object | '', path: Record<string, string> = {}) =>
  httpEvent({
    headers: { authorization: await authorization('ann', { groups: ['staff'] }) },
    path: { id: storedOrder().orderId, ...path },
    body,
  });
const withReturn = async (status: 'requested' | 'approved', body: object | '' = '') => {
  standing({ returns: [orderReturn({ status })] });
  return request(body, { rid: orderReturn().id });
};
const thisMonth = new Date().toISOString().slice(0, 7);
const delivered = fulfilment({ deliveredAt: new Date().toISOString() });
const address = { name: 'Ann', line1: 'Weg 1', postalCode: '10115', city: 'Berlin', country: 'DE' };

const situations: Record<string, () => Promise<unknown>> = {
  '`POST /orders/{id}/fulfilments`': async () => {
    standing();
    return fulfilOrder(await request({ carrier: 'DHL' }), context);
  },
  '`POST /orders/{id}/fulfilments/{fid}/delivered`': async () => {
    standing({ fulfilments: [fulfilment()] });
    return markDelivered(await request('', { fid: fulfilment().id }), context);
  },
  '`POST /orders/{id}/returns`': async () => {
    standing({ fulfilments: [delivered] });
    const items = [{ productId: shoes.id, quantity: 1 }];
    return requestReturn(await request({ items, reason: 'Too small' }), context);
  },
  '`POST /orders/{id}/returns/{rid}/approve`': async () => approveReturn(await withReturn('requested'), context),
  '`POST /orders/{id}/returns/{rid}/refuse`': async () => refuseReturn(await withReturn('requested'), context),
  '`POST /orders/{id}/returns/{rid}/receive`': async () =>
    receiveReturn(await withReturn('approved', { restock: true }), context),
  '`PATCH /orders/{id}/addresses`': async () => {
    standing();
    return changeAddresses(await request({ shippingAddress: address }), context);
  },
  '`POST /orders/{id}/notes`': async () => {
    standing();
    return addNote(await request({ text: 'Gift' }), context);
  },
  '`restockReturns`': async () => {
    const received = orderReturn({ status: 'received', restock: true });
    return restockReturns(stepOf(standing({ returns: [received] }), 'RestockReturns'), context);
  },
};

beforeEach(resetCloud);

test('a page of all orders makes 8 queries a month until it is full, and reads the orders at once', async () => {
  const { orderId, createdAt } = standing();
  cloud.dynamodb
    .on(QueryCommand, { ExpressionAttributeValues: { ':partition': `${thisMonth}#3` } as never }, false)
    .resolves({
      Items: Array.from({ length: 30 }, (_, index) => ({
        orderId,
        createdAt: new Date(Date.parse(createdAt) - index).toISOString(),
      })),
    });
  cloud.dynamodb.on(BatchGetCommand).resolves({ Responses: { Orders: [standing()] } });

  await listAllOrders(await request(''), context);

  expect(calls()).toEqual([...Array.from({ length: 8 }, () => 'dynamodb:Query'), 'dynamodb:BatchGetItem']);
});

test('the README documents each of these situations, and no other', () => {
  expect([...documented.keys()].sort()).toEqual(Object.keys(situations).sort());
});

test.each(Object.entries(situations))('%s makes the AWS calls that the README says', async (situation, happen) => {
  await happen();

  expect(calls()).toEqual(documented.get(situation));
});
