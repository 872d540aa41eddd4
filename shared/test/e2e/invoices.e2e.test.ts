import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from '@jest/globals';
import { call, eventually } from '../../cli/shopClient.ts';
import { shippedOrder, view } from './paidOrders.ts';
import { resourceName } from './platformClients.ts';
import { admin, dynamodb, platform } from './shop.ts';

type Document = { number: string; issuedAt: string; amount: number };
type Documented = { number?: string; invoice?: Document; creditNotes?: Document[] };

/** The order, once it has so many credit notes. */
const documented = (placed: Awaited<ReturnType<typeof shippedOrder>>, creditNotes: number) =>
  eventually(`the documents of order ${placed.orderId}`, async () => {
    const order: object = await view(placed);
    const { invoice, creditNotes: notes = [] }: Documented = order;
    return invoice && notes.length === creditNotes ? (order as Documented) : undefined;
  });

/** The numbers of a kind of documents in this year, by their position. */
const numbersOf = async (kind: string): Promise<string[]> => {
  const { Items = [] } = await dynamodb.send(
    new QueryCommand({
      TableName: resourceName('orderService', 'Invoices'),
      KeyConditionExpression: 'series = :series',
      ExpressionAttributeValues: { ':series': `${kind}/${new Date().getUTCFullYear()}` },
      ConsistentRead: true,
    }),
  );
  return Items.map(({ number }) => number);
};

test('a paid order has a number and an invoice, and each of its refunds a credit note; their numbers have no gaps', async () => {
  const placed = await shippedOrder();
  const refund = async (amount: number) =>
    call(`${platform.order}/orders/${placed.orderId}/refund`, {
      method: 'POST',
      token: (await admin()).idToken,
      body: { amount },
    });

  const invoiced = await documented(placed, 0);
  expect(await refund(9.98)).toMatchObject({ status: 200 });
  await documented(placed, 1);
  expect(await refund(20)).toMatchObject({ status: 200 });
  const credited = await documented(placed, 2);

  expect(invoiced.number).toMatch(/^\d{4}-\d{6}$/);
  expect(credited).toMatchObject({
    number: invoiced.number,
    invoice: { ...invoiced.invoice, amount: 99.98 },
    creditNotes: [{ amount: 9.98 }, { amount: 20 }],
  });
  const [invoices, creditNotes] = [await numbersOf('invoice'), await numbersOf('creditNote')];
  const year = new Date().getUTCFullYear();
  const inSequence = (prefix: string, { length }: string[]) =>
    Array.from({ length }, (_, index) => `${prefix}-${year}-${String(index + 1).padStart(6, '0')}`);
  expect(invoices).toEqual(inSequence('INV', invoices));
  expect(creditNotes).toEqual(inSequence('CN', creditNotes));
  expect(invoices).toContain(credited.invoice?.number);
  expect(creditNotes).toEqual(expect.arrayContaining(credited.creditNotes?.map(({ number }) => number) ?? []));
});
