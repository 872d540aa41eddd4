import { randomUUID } from 'node:crypto';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { GetQueueAttributesCommand, GetQueueUrlCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { call, eventually, type OrderView, uploadProduct, waitForOrder } from '../../cli/shopClient.ts';
import { newRow } from './newRow.ts';
import { brokenInvariants, orderRows } from './orderInvariants.ts';
import { resourceName } from './platformClients.ts';
import { account, approvedProduct, lambda, picture, platform, shoes, shop, sqs } from './shop.ts';

type Placed = { orderId: string; message: string; code?: string; error?: string };

const order = async (id: string, quantity: unknown, name = 'Customer', headers: Record<string, string> = {}) =>
  call<Placed>(`${platform.order}/create-order`, {
    body: { id, quantity },
    token: (await account(name)).idToken,
    headers,
  });

const stockOf = async (id: string) =>
  (await call<{ quantity: number }>(`${platform.product}/products/${id}`)).body.quantity;

describe('placing an order', () => {
  test.each([0, -5, 0.5, 1e9, '3', null, Number.MAX_SAFE_INTEGER])(
    'of quantity %j is rejected and names the field',
    async (quantity) => {
      expect(await order(await approvedProduct(), quantity)).toMatchObject({
        status: 400,
        body: { code: 'INVALID_INPUT', issues: [{ path: 'quantity' }] },
      });
    },
  );

  test('of more than the stock is rejected, and takes nothing', async () => {
    const id = await approvedProduct({ quantity: 5 });

    expect(await order(id, 6)).toMatchObject({
      status: 400,
      body: { error: 'Insufficient stock available', code: 'INSUFFICIENT_STOCK' },
    });
    expect(await stockOf(id)).toBe(5);
  });

  test.each([
    ['an unknown product', async () => randomUUID()],
    ['what no id looks like', async () => '../../x'],
    ['a product that was not approved', async () => uploadProduct(platform, await account('Seller'), shoes, picture)],
  ])('of %s is 404', async (_, id) => {
    expect(await order(await id(), 1)).toMatchObject({
      status: 404,
      body: { error: 'Product not found or not approved', code: 'PRODUCT_NOT_FOUND' },
    });
  });

  test('works with the access token too: the email address is looked up', async () => {
    const id = await approvedProduct();
    const customer = await account('Access');

    const placed = await call<Placed>(`${platform.order}/create-order`, {
      body: { id, quantity: 1 },
      token: customer.accessToken,
    });

    expect(placed.status).toBe(201);
    const { orderId } = placed.body;
    await waitForOrder(platform, customer, orderId);
    await eventually('both mails', async () =>
      (await brokenInvariants(shop, [orderId], new Map())).length === 0 ? true : undefined,
    );
  });
});

describe('an idempotency key', () => {
  test('turns many requests with the same body into one order', async () => {
    const id = await approvedProduct({ quantity: 10 });
    const headers = { 'idempotency-key': randomUUID() };

    const replies = await Promise.all(Array.from({ length: 8 }, () => order(id, 2, 'Repeater', headers)));
    await waitForOrder(platform, await account('Repeater'), replies[0]?.body.orderId ?? '');
    const late = await order(id, 2, 'Repeater', headers);

    expect(new Set([...replies, late].map(({ status, body }) => `${status} ${body.orderId}`)).size).toBe(1);
    expect(late.status).toBe(201);
    expect(await stockOf(id)).toBe(8);
  });

  test('returns the same response even if the stock has run out in the meantime', async () => {
    const id = await approvedProduct({ quantity: 1 });
    const headers = { 'idempotency-key': 'the last one' };
    const first = await order(id, 1, 'Last', headers);
    await waitForOrder(platform, await account('Last'), first.body.orderId);

    expect(await order(id, 1, 'Last', headers)).toMatchObject({ status: 201, body: { orderId: first.body.orderId } });
  });

  test('with another body is a conflict', async () => {
    const id = await approvedProduct();
    const headers = { 'idempotency-key': randomUUID() };
    await order(id, 1, 'Customer', headers);

    expect(await order(id, 2, 'Customer', headers)).toMatchObject({
      status: 409,
      body: { code: 'IDEMPOTENCY_KEY_REUSED' },
    });
  });

  test('of one customer means nothing for another', async () => {
    const id = await approvedProduct();
    const headers = { 'idempotency-key': 'shared' };

    const [one, other] = [await order(id, 1, 'Customer', headers), await order(id, 2, 'Other', headers)];

    expect([one.status, other.status]).toEqual([201, 201]);
    expect(one.body.orderId).not.toBe(other.body.orderId);
  });

  test.each(['', 'x'.repeat(256)])('that is malformed is rejected, naming it', async (key) => {
    expect(await order('some-id', 1, 'Customer', { 'idempotency-key': key })).toMatchObject({
      status: 400,
      body: { issues: [{ path: 'Idempotency-Key' }] },
    });
  });
});

describe('orders of a customer', () => {
  test('are listed newest first, page by page, by status, and by nobody else', async () => {
    const id = await approvedProduct({ quantity: 100 });
    const customer = await account('Lister');
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      const { body } = await order(id, 1, 'Lister');
      ids.push(body.orderId);
    }
    for (const orderId of ids) await waitForOrder(platform, customer, orderId);
    const list = async (query: string, token = customer.idToken) =>
      (await call<{ orders: OrderView[]; nextCursor?: string }>(`${platform.order}/orders${query}`, { token })).body;

    const first = await list('?limit=3');
    const second = await list(`?limit=3&cursor=${first.nextCursor}`);

    expect([...first.orders, ...second.orders].map((listed) => listed.id)).toEqual(ids.toReversed());
    expect(second.nextCursor).toBeUndefined();
    expect((await list('?status=shipping')).orders).toHaveLength(5);
    expect((await list('?status=rejected')).orders).toHaveLength(0);
    const other = await account('Other');
    expect((await list(`?limit=3&cursor=${first.nextCursor}`, other.idToken)).orders).not.toContainEqual(
      expect.objectContaining({ id: ids[0] }),
    );
    expect(await call(`${platform.order}/orders/${ids[0]}`, { token: other.idToken })).toMatchObject({
      status: 404,
      body: { code: 'NOT_FOUND' },
    });
  });

  test.each(['?limit=0', '?limit=101', '?limit=x', '?cursor=nonsense', '?status=sold', '?foo=1'])(
    'with %s is rejected',
    async (query) => {
      const { idToken } = await account('Lister');

      expect(await call(`${platform.order}/orders${query}`, { token: idToken })).toMatchObject({
        status: 400,
        body: { code: 'INVALID_INPUT' },
      });
    },
  );
});

test('an order whose stock runs out before the workflow is rejected, and the customer is notified', async () => {
  const id = await approvedProduct({ quantity: 3 });
  const customer = await account('Unlucky');
  const placed = await Promise.all([order(id, 2, 'Unlucky'), order(id, 2, 'Unlucky')]);
  const accepted = placed.filter(({ status }) => status === 201).map(({ body }) => body.orderId);

  const ended = await Promise.all(accepted.map((orderId) => waitForOrder(platform, customer, orderId)));

  expect(ended.filter(({ status }) => status === 'shipping')).toHaveLength(1);
  for (const { status, reason } of ended) expect(reason).toBe(status === 'rejected' ? 'out of stock' : undefined);
  await eventually('the mails', async () =>
    (await brokenInvariants(shop, accepted, new Map([[id, 3]]))).length === 0 ? true : undefined,
  );
});

test('a poison message fails alone: the nine orders of its batch succeed, and it is retried', async () => {
  const id = await approvedProduct({ quantity: 100 });
  const customer = await account('Batch');
  const template = await order(id, 1, 'Batch');
  await waitForOrder(platform, customer, template.body.orderId);
  const [row] = await orderRows(shop, [template.body.orderId]);
  const copies = Array.from({ length: 9 }, () => newRow(row ?? {}, randomUUID()));
  const TableName = resourceName('orderService', 'Orders');
  await Promise.all(copies.map((Item) => shop.dynamodb.send(new PutCommand({ TableName, Item }))));
  const { QueueUrl } = await sqs.send(
    new GetQueueUrlCommand({ QueueName: resourceName('orderService', 'OrderQueue') }),
  );
  const waiting = async () => {
    const AttributeNames = ['ApproximateNumberOfMessages' as const, 'ApproximateNumberOfMessagesNotVisible' as const];
    const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
    return AttributeNames.reduce((sum, name) => sum + Number(Attributes[name]), 0);
  };
  const before = await waiting();

  await sqs.send(
    new SendMessageBatchCommand({
      QueueUrl,
      Entries: [...copies.map(({ orderId }) => ({ orderId, correlationId: 'batch' })), { poison: true }].map(
        (message, index) => ({ Id: String(index), MessageBody: JSON.stringify(message) }),
      ),
    }),
  );

  for (const { orderId } of copies)
    expect(await waitForOrder(platform, customer, orderId)).toMatchObject({ status: 'shipping' });
  // Exactly one more where nothing else runs; `before` may have counted orders of other files, which are through by now
  const left = await eventually('the batch', async () => {
    const count = await waiting();
    return count >= 1 && count <= before + 1 ? count : undefined;
  });
  expect(left).toBeGreaterThanOrEqual(1);
});

describe('stock functions called by hand', () => {
  const invoke = async (name: string, payload: unknown) => {
    const { FunctionError, Payload } = await lambda.send(
      new InvokeCommand({ FunctionName: resourceName('productService', name), Payload: JSON.stringify(payload) }),
    );
    const result = JSON.parse(Buffer.from(Payload ?? []).toString() || 'null');
    return FunctionError ? String(result.errorType) : (result?.[0]?.outcome ?? 'done');
  };
  const reserve = (order: object) => invoke('reserveStock', { orders: [order] });
  const correlationId = 'by-hand';

  test('a reservation made twice takes the stock once, and released twice returns it once', async () => {
    const id = await approvedProduct({ quantity: 10 });
    const reservation = { orderId: randomUUID(), correlationId, items: [{ productId: id, quantity: 4 }] };
    const { orderId } = reservation;

    expect([await reserve(reservation), await reserve(reservation)]).toEqual(['reserved', 'reserved']);
    expect(await stockOf(id)).toBe(6);
    expect([
      await invoke('releaseStock', { orderId, correlationId }),
      await invoke('releaseStock', { orderId, correlationId }),
    ]).toEqual(['done', 'done']);
    expect(await stockOf(id)).toBe(10);
    expect(await reserve(reservation)).toBe('released');
    expect(await stockOf(id)).toBe(10);
  });

  test('a release that comes before its reservation prevents it', async () => {
    const id = await approvedProduct({ quantity: 10 });
    const orderId = randomUUID();

    expect(await invoke('releaseStock', { orderId, correlationId })).toBe('done');
    const late = { orderId, items: [{ productId: id, quantity: 1 }], correlationId };
    expect(await reserve(late)).toBe('released');
    expect(await stockOf(id)).toBe(10);
  });

  test('all lines are reserved or none', async () => {
    const [plenty, few] = [await approvedProduct({ quantity: 10 }), await approvedProduct({ quantity: 1 })];
    const items = [
      { productId: plenty, quantity: 5 },
      { productId: few, quantity: 2 },
    ];

    const order = { orderId: randomUUID(), items, correlationId };
    expect(await reserve(order)).toBe('insufficientStock');
    expect([await stockOf(plenty), await stockOf(few)]).toEqual([10, 1]);
  });
});
