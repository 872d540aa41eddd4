import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { textOf } from '../../../orderService/test/pdfText.ts';
import { call, eventually } from '../../cli/shopClient.ts';
import { awaitingOrder, shippedOrder, view } from './paidOrders.ts';
import { resourceName } from './platformClients.ts';
import { account, admin, dynamodb, platform } from './shop.ts';

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

describe('a document', () => {
  const download = async (orderId: string, token: string | undefined, number?: string) => {
    const query = number === undefined ? '' : `?document=${number}`;
    const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(`${platform.order}/orders/${orderId}/invoice${query}`, { headers });
    return { response, bytes: new Uint8Array(await response.arrayBuffer()) };
  };
  const refused = async (...[orderId, token, number]: Parameters<typeof download>) => {
    const { response, bytes } = await download(orderId, token, number);
    return `${response.status} ${JSON.parse(Buffer.from(bytes).toString()).code}`;
  };

  test('is a PDF for its customer and for staff, and shows what was true when it was issued', async () => {
    const placed = await shippedOrder();
    const { orderId, customer } = placed;
    const { invoice } = await documented(placed, 0);
    const token = (await admin()).idToken;
    const shopSettings = `${platform.order}/settings/shop`;
    const { version: _, ...before } = (await call<{ version: number }>(shopSettings, { token })).body;
    await call(shopSettings, { method: 'PUT', token, body: { ...before, name: 'Renamed meanwhile' } });
    const address = { name: 'Moved Away', line1: '1 Road', postalCode: '10115', city: 'Berlin', country: 'DE' };
    const moved = await call(`${platform.order}/orders/${orderId}/addresses`, {
      ...{ method: 'PATCH', token: customer.idToken, body: { shippingAddress: address } },
    });
    expect(moved.status).toBe(200);

    const { response, bytes } = await download(orderId, customer.idToken);
    const again = await download(orderId, token, invoice?.number);
    await call(shopSettings, { method: 'PUT', token, body: before });

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/pdf');
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${invoice?.number}.pdf"`);
    expect(Buffer.from(bytes).equals(again.bytes)).toBe(true);
    const text = await textOf(bytes);
    expect(text).toContain(`Number ${invoice?.number} `);
    expect(text).toContain('2 49.99 EUR 99.98 EUR Total 99.98 EUR Paid 99.98 EUR');
    expect(text).not.toMatch(/Renamed meanwhile|Moved Away/);
  });

  test('of a refund names the invoice', async () => {
    const placed = await shippedOrder();
    const { orderId, customer } = placed;
    const body = { amount: 9.98, reason: 'torn' };
    await call(`${platform.order}/orders/${orderId}/refund`, { token: (await admin()).idToken, body });
    const { invoice, creditNotes: [note] = [] } = await documented(placed, 1);

    const text = await textOf((await download(orderId, customer.idToken, note?.number)).bytes);

    expect(text).toContain(`Number ${note?.number} `);
    expect(text).toContain(`Invoice ${invoice?.number} `);
    expect(text).toContain('Refund: torn 9.98 EUR Refunded 9.98 EUR');
  });

  test('is not there for others, nor before it is issued', async () => {
    const placed = await awaitingOrder();
    const { orderId, customer } = placed;
    const stranger = await account('Somebody Else');

    expect(await refused(orderId, customer.idToken)).toBe('409 INVOICE_NOT_ISSUED');
    expect(await refused(orderId, customer.idToken, 'INV-2026-000001')).toBe('404 NOT_FOUND');
    expect(await refused(orderId, stranger.idToken)).toBe('404 NOT_FOUND');
    expect(await refused(crypto.randomUUID(), customer.idToken)).toBe('404 NOT_FOUND');
    expect(await refused(orderId, undefined)).toBe('401 UNAUTHORIZED');
  });
});
