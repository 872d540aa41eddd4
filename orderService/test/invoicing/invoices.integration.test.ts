import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import type { SQSRecord } from 'aws-lambda';
import fc from 'fast-check';
import { losing } from '../../../shared/test/lostResponses.ts';
import { dueDocuments } from '../../src/order/accountingDocument.ts';
import type { Refund } from '../../src/order/payment.ts';
import { changeRow, follow, invoiceRequests, paid, placedUnpaid, resetClients, row, SLOW_MS } from '../paidOrders.ts';
import { orderReturn } from '../samples.ts';

const { dynamodb } = await import('@ecommerce/shared/dynamodb.ts');
const { confirmOrder } = await import('../../src/order/orderStore.ts');
const { issueRequestedDocuments } = await import('../../src/invoicing/issueDocuments.ts');
const { replaceSettings } = await import('../../src/settings/settingsStore.ts');
const loss = losing(dynamodb);
const year = String(new Date().getUTCFullYear());

/** Notes the commands that a client sends from now on. */
const watched = ({ middlewareStack }: typeof dynamodb) => {
  const calls: string[] = [];
  middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        calls.push(String(commandName));
        return next(args);
      },
    { step: 'initialize' },
  );
  return { calls };
};

const messageOf = (request: object, messageId = 'm'): SQSRecord =>
  ({ messageId, body: JSON.stringify({ correlationId: 'c', version: 1, ...request }) }) as SQSRecord;
const issue = (...orderIds: string[]) => issueRequestedDocuments(orderIds.map((orderId) => messageOf({ orderId })));
const refund = (amount: number, changes: Partial<Refund> = {}): Refund => ({
  ...{ amount, state: 'succeeded', refundId: 're_1', at: '2026-01-02T05:00:00Z', reason: 'torn' },
  ...changes,
});
const documentsOf = async (orderId: string) => (await row(orderId)).documents ?? [];
const isClosed = async (orderId: string) => (await row(orderId)).nextCheckAt === undefined;

/** All rows of a series, by number. */
const issued = async (kind: string) => {
  const { Items = [] } = await dynamodb.send(
    new QueryCommand({
      TableName: 'Invoices',
      KeyConditionExpression: 'series = :series',
      ExpressionAttributeValues: { ':series': `${kind}/${year}` },
      ConsistentRead: true,
    }),
  );
  return Items;
};

/** Numbers are 1 to n, times never go back, and each row is the document of the order that it names. */
const expectExact = async (kind: 'invoice' | 'creditNote', prefix: string) => {
  const rows = await issued(kind);
  expect(rows.map(({ number }) => number)).toEqual(
    rows.map((_, index) => `${prefix}-${year}-${String(index + 1).padStart(6, '0')}`),
  );
  expect(rows.map(({ issuedAt }) => issuedAt)).toEqual(rows.map(({ issuedAt }) => issuedAt).sort());
  expect(new Set(rows.map(({ orderId, refundKey }) => `${orderId}/${refundKey}`)).size).toBe(rows.length);
  for (const { orderId, number, amount } of rows) {
    const documents = await documentsOf(orderId);
    expect(documents.filter((document) => document.number === number)).toMatchObject([{ kind, amount }]);
  }
  return rows;
};

describe('an invoice', () => {
  test('is requested once nothing else is left to do for a paid order, and closes it when it is issued', async () => {
    const { orderId } = await paid();

    await follow(orderId);
    const [request, ...others] = invoiceRequests();
    expect(others).toEqual([]);
    expect(await isClosed(orderId)).toBe(false);
    await expect(issueRequestedDocuments([messageOf(request ?? {})])).resolves.toEqual([]);

    expect(await documentsOf(orderId)).toMatchObject([{ kind: 'invoice', amount: (await row(orderId)).total }]);
    expect(await isClosed(orderId)).toBe(true);
  });

  test('whose message was lost is requested again when the sweeper enqueues the order', async () => {
    const { orderId } = await paid();
    await follow(orderId);
    resetClients();

    await follow(orderId);

    expect(invoiceRequests()).toMatchObject([{ orderId }]);
  });

  test('leaves an order open that has changed since the request', async () => {
    const { orderId, version } = await paid();

    await issueRequestedDocuments([messageOf({ orderId, version: version - 1 })]);
    expect(await isClosed(orderId)).toBe(false);
    await follow(orderId);

    expect(await isClosed(orderId)).toBe(true);
    expect(invoiceRequests()).toEqual([]);
  });

  test('that is not issued for a day is left to a person', async () => {
    const { orderId } = await paid();
    await changeRow(orderId, { updatedAt: new Date(Date.now() - 25 * 60 * 60_000).toISOString() });

    for (let attempt = 0; attempt < 5; attempt += 1) await follow(orderId);

    expect(await row(orderId)).toMatchObject({ stepFailure: { error: 'InvoiceNotIssued', permanentFailures: 5 } });
    expect((await row(orderId)).stalledAt).toBeDefined();
  });

  test('is not issued for an order without payment, nor for money that came too late', async () => {
    const { orderId } = await confirmOrder(await placedUnpaid());
    const { paidAt: _, ...late } = (await paid('cancelled')).payment;

    await follow(orderId);
    await issue(orderId);

    expect(dueDocuments({ payment: late })).toEqual([]);
    expect(invoiceRequests()).toEqual([]);
    expect(await documentsOf(orderId)).toEqual([]);
    expect(await isClosed(orderId)).toBe(true);
  });

  test('is not issued by a message that is none; others of its batch are', async () => {
    const { orderId } = await paid();

    const failed = await issueRequestedDocuments([
      messageOf({ orderId: 'nobody' }, 'bad'),
      messageOf({ orderId: crypto.randomUUID() }, 'unknown'),
      messageOf({ orderId }, 'good'),
    ]);

    expect(failed.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['bad', 'unknown']);
    expect(await documentsOf(orderId)).toHaveLength(1);
  });
});

describe('a batch', () => {
  test('is one transaction, and closes the orders that have nothing else left to do', async () => {
    const orders = await Promise.all(Array.from({ length: 10 }, () => paid()));
    const [changed, ...others] = orders;
    const { calls } = watched(dynamodb);

    const failed = await issueRequestedDocuments(
      orders.map(({ orderId, version }) =>
        messageOf({ orderId, version: orderId === changed?.orderId ? version - 1 : version }),
      ),
    );

    expect(failed).toEqual([]);
    expect(calls.filter((name) => /TransactWrite/.test(name))).toHaveLength(1);
    for (const { orderId } of orders) expect(await documentsOf(orderId)).toMatchObject([{ kind: 'invoice' }]);
    expect(await Promise.all(others.map(({ orderId }) => isClosed(orderId)))).toEqual(others.map(() => true));
    expect(await isClosed(changed?.orderId ?? '')).toBe(false);
  });

  test('issues what an order lacks once, however many of its messages are in it', async () => {
    const { orderId, version } = await paid();
    const messages = [version - 1, version, version].map((one) => messageOf({ orderId, version: one }));

    await expect(issueRequestedDocuments(messages)).resolves.toEqual([]);

    expect(await documentsOf(orderId)).toHaveLength(1);
    expect(await isClosed(orderId)).toBe(true);
  });

  test('with an order that cannot have its documents issues those of the others', async () => {
    const [bad, ...good] = await Promise.all([paid(), paid(), paid()]);
    const { orderId } = bad;
    await changeRow(orderId, { documents: 'unreadable' });

    const failed = await issueRequestedDocuments(
      [bad, ...good].map((one) => messageOf({ orderId: one.orderId }, one.orderId)),
    );

    expect(failed).toEqual([{ itemIdentifier: orderId }]);
    for (const one of good) expect(await documentsOf(one.orderId)).toHaveLength(1);
    await expectExact('invoice', 'INV');
  });

  test('with more documents than a transaction takes issues all of them', async () => {
    const orders = await Promise.all([paid(), paid()]);
    const refunds = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`r${index}`, refund(1)]));
    for (const { orderId } of orders) await changeRow(orderId, { 'payment.refunds': refunds });

    await expect(issue(...orders.map(({ orderId }) => orderId))).resolves.toEqual([]);

    for (const { orderId } of orders) expect(await documentsOf(orderId)).toHaveLength(41);
    await expectExact('creditNote', 'CN');
  });
});

describe('a row', () => {
  const contentsOf = async (orderId: string) =>
    [...(await issued('invoice')), ...(await issued('creditNote'))]
      .filter((one) => one.orderId === orderId)
      .map(({ content }) => content);

  test('keeps the shop and the addresses of the time of issue', async () => {
    const { orderId } = await paid();
    const address = { name: 'Ann Lee', line1: '5 Main St', postalCode: '10001', city: 'New York', country: 'US' };
    await replaceSettings('shop', { name: 'Shoes Ltd', vatId: 'DE123456789' }, {});
    await changeRow(orderId, { billingAddress: address });

    await issue(orderId);
    await replaceSettings('shop', { name: 'Renamed' }, {});
    await changeRow(orderId, { billingAddress: { ...address, name: 'Moved Away' } });
    await issue(orderId);

    expect(await contentsOf(orderId)).toMatchObject([
      { shop: { name: 'Shoes Ltd', vatId: 'DE123456789' }, billingAddress: { name: 'Ann Lee' } },
    ]);
  });

  test('has the name of the stage where the settings have none, and in a credit note the invoice of the same transaction', async () => {
    const { orderId } = await paid();
    await replaceSettings('shop', {}, {});
    await changeRow(orderId, { 'payment.refunds': { a: refund(100), b: refund(200, { at: '2026-01-02T06:00:00Z' }) } });

    await issue(orderId);
    const [{ number = '' } = {}] = await documentsOf(orderId);

    expect(await contentsOf(orderId)).toMatchObject([
      { shop: { name: 'Shoes & more' } },
      { invoiceNumber: number, total: 100 },
      { invoiceNumber: number, total: 200 },
    ]);
  });

  test('of the credit note of a return lists what came back', async () => {
    const { orderId, items } = await paid();
    const [{ productId = '', productName = '', unitPrice = 0 } = {}] = items;
    const received = orderReturn({
      status: 'received',
      receivedAt: '2026-01-09T00:00:00Z',
      items: [{ productId, quantity: 1 }],
    });
    await changeRow(orderId, { 'payment.refunds': { [received.id]: refund(unitPrice) } });
    await dynamodb.send(
      new UpdateCommand({
        ...{ TableName: 'Orders', Key: { orderId }, UpdateExpression: 'SET #returns = :returns' },
        ...{
          ExpressionAttributeNames: { '#returns': 'returns' },
          ExpressionAttributeValues: { ':returns': [received] },
        },
      }),
    );

    await issue(orderId);

    expect((await contentsOf(orderId)).at(-1)).toMatchObject({
      ...{ lines: [{ name: productName, quantity: 1, amount: unitPrice }], total: unitPrice },
    });
  });
});

describe('a credit note', () => {
  test('is issued for each refund that succeeded, after the invoice', async () => {
    const { orderId } = await paid();
    const refunds = {
      a: refund(100),
      b: refund(200, { at: '2026-01-02T06:00:00Z' }),
      c: refund(5, { state: 'requested' }),
    };
    await changeRow(orderId, { 'payment.refunds': { ...refunds, d: refund(7, { state: 'failed' }) } });

    await issue(orderId);
    await changeRow(orderId, { 'payment.refunds': { ...refunds, c: refund(5, { at: '2026-01-02T07:00:00Z' }) } });
    await issue(orderId);

    expect(await documentsOf(orderId)).toMatchObject([
      { kind: 'invoice' },
      { kind: 'creditNote', refundKey: 'a', amount: 100 },
      { kind: 'creditNote', refundKey: 'b', amount: 200 },
      { kind: 'creditNote', refundKey: 'c', amount: 5 },
    ]);
  });
});

test(
  'numbers have no gaps and no duplicates, however messages arrive twice, concurrently, and with lost responses and crashes',
  async () => {
    const refundAmounts = fc.array(fc.integer({ min: 1, max: 100 }), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ refundAmounts, copies: fc.integer({ min: 1, max: 3 }), isLost: fc.boolean() }), {
          minLength: 1,
          maxLength: 8,
        }),
        async (orders) => {
          const before = {
            invoices: (await issued('invoice')).length,
            creditNotes: (await issued('creditNote')).length,
          };
          const placed = await Promise.all(
            orders.map(async (one) => {
              const { orderId } = await paid();
              const refunds = Object.fromEntries(
                one.refundAmounts.map((amount, index) => [`r${index}`, refund(amount)]),
              );
              await changeRow(orderId, { 'payment.refunds': refunds });
              return { ...one, orderId };
            }),
          );
          const messages = placed.flatMap(({ orderId, copies }) => Array.from({ length: copies }, () => orderId));

          if (orders.some(({ isLost }) => isLost)) loss.start();
          const half = Math.ceil(messages.length / 2); // some alone, some together
          await Promise.allSettled([
            ...messages.slice(0, half).map((orderId) => issue(orderId)),
            issue(...messages.slice(half)),
            issue(...messages.toReversed()),
          ]);
          loss.stop();
          for (const { orderId } of placed) await issue(orderId); // what was given up returns

          const invoices = await expectExact('invoice', 'INV');
          const creditNotes = await expectExact('creditNote', 'CN');
          expect(invoices.length - before.invoices).toBe(orders.length);
          expect(creditNotes.length - before.creditNotes).toBe(placed.flatMap((one) => one.refundAmounts).length);
        },
      ),
      { numRuns: 8 },
    );
  },
  SLOW_MS * 4,
);
