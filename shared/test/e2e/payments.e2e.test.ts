import { randomUUID } from 'node:crypto';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { OrderEvent } from '@ecommerce/shared/events/orderEvents.ts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Account, call, eventually } from '../../cli/shopClient.ts';
import { tryPayment } from '../../cli/testPayment.ts';
import {
  atProvider,
  awaitingOrder,
  cancel,
  control,
  expire,
  ledgerOf,
  ORDERS,
  orderRow,
  type PaidOrderView,
  type Placed,
  pay,
  paymentOf,
  placeOrder,
  reaches,
  send,
  shippedOrder,
  stockOf,
  succeeded,
  view,
} from './paidOrders.ts';
import { resourceName } from './platformClients.ts';
import { account, admin, approvedProduct, dynamodb, platform, shop } from './shop.ts';
import { listenTo } from './topicMessages.ts';

let listener: Awaited<ReturnType<typeof listenTo>>;
const heard: OrderEvent[] = [];
beforeAll(async () => {
  listener = await listenTo(resourceName('orderService', 'OrderEvents'), shop);
});
afterAll(() => listener.close());

/** The types of an order's events so far, told once each by their ids. */
const told = async (orderId: string): Promise<string[]> => {
  const messages = (await listener.messages()).map(({ Message }) => OrderEvent.parse(JSON.parse(Message)));
  heard.push(...messages);
  const ofOrder = heard.filter(({ data }) => data.orderId === orderId);
  return [...new Map(ofOrder.map(({ id, type }) => [id, type])).values()];
};
const toldOf = (orderId: string, type: string) =>
  eventually(`${type} of ${orderId}`, async () => ((await told(orderId)).includes(type) ? true : undefined));

/** What the order's customer gets who comes back to pay, or what somebody else does. */
const payable = ({ orderId, customer }: Placed, by: Account = customer) =>
  call<{ clientSecret: string; code?: string }>(`${platform.order}/orders/${orderId}/payment`, { token: by.idToken });

test('a customer with the maximum of unpaid orders can order again once one is cancelled', async () => {
  const placed = await awaitingOrder('Hoarder');
  const items = [{ id: placed.productId, qty: 1 }];
  const order = () =>
    call<{ code?: string; openOrders?: number; openUnits?: number }>(`${platform.order}/checkout`, {
      body: { items, total: 49.99 },
      token: placed.customer.idToken,
    });
  for (let count = 2; count <= 5; count += 1) expect((await order()).status).toBe(201);

  const refused = await order();
  await cancel(placed);

  expect(refused).toMatchObject({
    status: 409,
    body: { code: 'TOO_MANY_UNPAID_ORDERS', maxOrders: 5, maxUnits: 1000, openOrders: 5, openUnits: 6 },
  });
  expect((await order()).status).toBe(201);
  expect((await order()).status).toBe(409);
});

describe('an order that is paid', () => {
  test('ships, after taking its stock first and its money once', async () => {
    const placed = await awaitingOrder();
    expect(await stockOf(placed.productId)).toBe(8);

    expect(await pay(placed.orderId)).toBe(200);

    expect((await reaches(placed, 'shipping')).payment).toMatchObject({ provider: 'test', paid: 99.98, refunded: 0 });
    expect(await ledgerOf(placed.orderId)).toMatchObject({ captured: 9998, refunded: 0, captures: 1 });
    await toldOf(placed.orderId, 'ORDER_SHIPPING');
    expect((await told(placed.orderId)).toSorted()).toEqual(['ORDER_CREATED', 'ORDER_SHIPPING', 'PAYMENT_COMPLETED']);
  });

  test('at once, possibly before its stock is taken, ships too', async () => {
    const placed = await placeOrder();

    await pay(placed.orderId);

    expect((await reaches(placed, 'shipping')).payment.paid).toBe(99.98);
  });

  test('after a declined card ships too, and the decline is published', async () => {
    const placed = await awaitingOrder();

    expect(await pay(placed.orderId, 'pm_card_chargeDeclined')).toBe(402);
    await toldOf(placed.orderId, 'PAYMENT_FAILED');
    expect((await view(placed)).status).toBe('awaiting_payment');
    await pay(placed.orderId);

    await reaches(placed, 'shipping');
  });

  test('by a customer who left the page, and comes back after a decline, ships too', async () => {
    const placed = await awaitingOrder();
    await pay(placed.orderId, 'pm_card_chargeDeclined');

    const { status, headers, body } = await payable(placed);

    expect({ status, body }).toEqual({
      status: 200,
      body: {
        provider: 'test',
        clientSecret: expect.stringContaining('_secret_'),
        dueAt: expect.any(String),
        totalAmount: 99.98,
        currency: 'EUR',
        failure: 'Your card was declined.',
      },
    });
    expect(headers.get('cache-control')).toBe('no-store');
    const { publishableKey } = await paymentOf(placed.orderId);
    await tryPayment(platform.payments ?? '', { clientSecret: body.clientSecret, publishableKey });
    await reaches(placed, 'shipping');
    expect(await payable(placed)).toMatchObject({ status: 409, body: { code: 'ORDER_NOT_PAYABLE' } });
  });

  test('is shown to its customer and to an administrator, its payment to its customer alone', async () => {
    const placed = await awaitingOrder();
    const [stranger, shop] = [await account('Stranger'), await admin()];
    const shown = (by: Account) =>
      call<PaidOrderView>(`${platform.order}/orders/${placed.orderId}`, { token: by.idToken });

    expect(await shown(shop)).toMatchObject({ status: 200, body: await view(placed) });
    expect(await shown(stranger)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    expect(await payable(placed, shop)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    expect(await payable(placed, stranger)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  });

  test('whose events arrive in the wrong sequence ships, without outdated notifications', async () => {
    const placed = await awaitingOrder();
    await control('/test/hold', { order: placed.orderId });
    await pay(placed.orderId, 'pm_card_chargeDeclined');
    await pay(placed.orderId);

    await control('/test/release', { order: placed.orderId, reversed: true });

    await reaches(placed, 'shipping');
    expect(await told(placed.orderId)).not.toContain('PAYMENT_FAILED');
  });
});

describe('the webhook', () => {
  test.each<[string, Parameters<typeof send>[1]]>([
    ['signed with another secret', { secret: 'whsec_other' }],
    ['signed six minutes ago', { ageSeconds: 360 }],
    ['signed six minutes ahead', { ageSeconds: -360 }],
  ])('rejects an event that is %s', async (_, signing) => {
    const placed = await awaitingOrder();

    expect(await send(await succeeded(placed.orderId), signing)).toMatchObject({
      status: 400,
      body: { code: 'INVALID_SIGNATURE' },
    });
    expect((await view(placed)).status).toBe('awaiting_payment');
  });

  test('rejects a body with one byte changed, and one without signature', async () => {
    const { orderId } = await awaitingOrder();
    const event = await succeeded(orderId);

    expect(await send(event, { sent: event.replace('evt_', 'evt-') })).toMatchObject({ status: 400 });
    expect(await send(event, { sent: `${event} ` })).toMatchObject({ status: 400 });
    expect(await call(`${platform.order}/payments/webhook`, { body: event })).toMatchObject({ status: 400 });
    expect((await orderRow(orderId)).status).toBe('awaiting_payment');
  });

  test('accepts a body that arrives as bytes', async () => {
    const placed = await awaitingOrder();

    expect(await send(await succeeded(placed.orderId), { type: 'application/octet-stream' })).toMatchObject({
      status: 200,
      body: { received: true },
    });
    await reaches(placed, 'shipping');
  });

  test.each<[string, object, boolean]>([
    ['amount', { amount_received: 9997 }, false],
    ['currency', { currency: 'usd' }, false],
    ['payment', { id: 'pi_other' }, false],
    ['mode', {}, true],
  ])('never marks an order as paid by an event of another %s', async (_, changes, livemode) => {
    const placed = await awaitingOrder();

    expect(await send(await succeeded(placed.orderId, changes, livemode))).toMatchObject({
      status: 409,
      body: { code: 'PAYMENT_MISMATCH' },
    });
    expect(await view(placed)).toMatchObject({ status: 'awaiting_payment', payment: { paid: 0 } });
  });

  test('returns non-2xx for an unknown order, and accepts the event once the order exists', async () => {
    expect(await send(await succeeded(randomUUID()))).toMatchObject({ status: 404 });
    const placed = await awaitingOrder();
    const { orderId } = placed;
    const event = await succeeded(orderId);
    const row = await orderRow(orderId);
    await dynamodb.send(new DeleteCommand({ TableName: ORDERS, Key: { orderId } }));
    expect(await send(event)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });

    await dynamodb.send(new PutCommand({ TableName: ORDERS, Item: row }));

    expect(await send(event)).toMatchObject({ status: 200 });
    await reaches(placed, 'shipping');
  });

  test('handles an event that arrives five times at once, and again later, once', async () => {
    const placed = await awaitingOrder();
    const event = await succeeded(placed.orderId);

    const answers = await Promise.all(Array.from({ length: 5 }, () => send(event)));
    await reaches(placed, 'shipping');
    answers.push(await send(event));

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect((await told(placed.orderId)).filter((type) => type === 'PAYMENT_COMPLETED')).toHaveLength(1);
    expect(await stockOf(placed.productId)).toBe(8);
  });

  test('accepts events that it does not use', async () => {
    const event = (await succeeded(randomUUID())).replace('payment_intent.succeeded', 'customer.created');

    expect(await send(event)).toMatchObject({ status: 200, body: { received: true } });
  });

  test('cancels the order whose payment was cancelled at the provider by hand', async () => {
    const placed = await awaitingOrder();
    const { paymentIntent } = await paymentOf(placed.orderId);

    await atProvider(`/payment_intents/${paymentIntent}/cancel`);

    expect(await reaches(placed, 'cancelled')).toMatchObject({ reason: 'cancelled by the shop' });
  });
});

describe('an order that is not paid in time', () => {
  test('is cancelled, its stock is released and it can no longer be paid', async () => {
    const placed = await awaitingOrder();

    await expire(placed.orderId);

    expect(await reaches(placed, 'cancelled')).toMatchObject({ reason: 'not paid in time', payment: { paid: 0 } });
    await eventually('the stock', async () => ((await stockOf(placed.productId)) === 10 ? true : undefined));
    await eventually('the end', async () =>
      (await ledgerOf(placed.orderId)).status === 'canceled' ? true : undefined,
    );
    expect(await pay(placed.orderId)).toBe(400);
    await toldOf(placed.orderId, 'ORDER_CANCELLED');
  });

  test('but was captured before its event arrived is paid, not cancelled', async () => {
    const placed = await awaitingOrder();
    await control('/test/hold', { order: placed.orderId });
    await pay(placed.orderId);

    await expire(placed.orderId);

    expect((await reaches(placed, 'shipping')).payment.paid).toBe(99.98);
    await control('/test/release', { order: placed.orderId });
    await toldOf(placed.orderId, 'PAYMENT_COMPLETED');
    expect(await ledgerOf(placed.orderId)).toMatchObject({ captured: 9998, refunded: 0 });
  });
});

describe('cancelling', () => {
  test('ends an order that waits for its payment, idempotently', async () => {
    const placed = await awaitingOrder();

    const first = await cancel(placed);
    const second = await cancel(placed);

    for (const { status, body } of [first, second]) {
      expect({ status, body }).toMatchObject({
        status: 200,
        body: { id: placed.orderId, status: 'CANCELLED', reason: 'cancelled by the customer' },
      });
    }
    await eventually('the stock', async () => ((await stockOf(placed.productId)) === 10 ? true : undefined));
    await toldOf(placed.orderId, 'ORDER_CANCELLED');
  });

  test('refunds money that arrived before, without its event, or arrives afterwards', async () => {
    const placed = await awaitingOrder();
    await control('/test/hold', { order: placed.orderId });
    await pay(placed.orderId);

    await cancel(placed);

    await eventually('the refund', async () => ((await ledgerOf(placed.orderId)).refunded === 9998 ? true : undefined));
    await control('/test/release', { order: placed.orderId });
    await toldOf(placed.orderId, 'ORDER_REFUNDED');
    expect(await view(placed)).toMatchObject({ status: 'cancelled', payment: { paid: 99.98, refunded: 99.98 } });
    expect(await told(placed.orderId)).not.toContain('PAYMENT_COMPLETED');
  });

  test('racing with the payment ends shipped and paid, or cancelled with all money refunded and stock released', async () => {
    const orders = await Promise.all(Array.from({ length: 4 }, () => awaitingOrder()));
    await Promise.all(orders.flatMap((placed) => [cancel(placed), pay(placed.orderId)]));

    for (const placed of orders) {
      const end = await eventually(`the end of ${placed.orderId}`, async () => {
        const { status } = await view(placed);
        const { captured, refunded } = await ledgerOf(placed.orderId);
        const stock = await stockOf(placed.productId);
        if (status === 'shipping') return { isRight: captured === 9998 && refunded === 0 && stock === 8 };
        return status === 'cancelled' && captured === refunded && stock === 10 ? { isRight: true } : undefined;
      });
      expect(end).toEqual({ isRight: true });
    }
  });

  test('by an administrator of an order that ships releases its stock and refunds the rest, once', async () => {
    const placed = await shippedOrder();
    await call(`${platform.order}/orders/${placed.orderId}/refund`, {
      body: { amount: 10 },
      token: (await admin()).idToken,
    });

    const answers = await Promise.all([1, 2, 3].map(async () => cancel(placed, await admin())));

    for (const { status, body } of answers) {
      expect({ status, body }).toMatchObject({ status: 200, body: { reason: 'cancelled by the shop' } });
    }
    await eventually('the stock', async () => ((await stockOf(placed.productId)) === 10 ? true : undefined));
    await eventually('the money', async () => ((await ledgerOf(placed.orderId)).refunded === 9998 ? true : undefined));
    expect(await view(placed)).toMatchObject({ status: 'cancelled', payment: { paid: 99.98, refunded: 99.98 } });
  });

  test('by the customer of an order that ships refunds it', async () => {
    const placed = await shippedOrder();

    expect(await cancel(placed)).toMatchObject({ status: 200, body: { reason: 'cancelled by the customer' } });

    await eventually('the money', async () => ((await ledgerOf(placed.orderId)).refunded === 9998 ? true : undefined));
  });

  test('by an administrator of an unpaid order that ships releases its stock', async () => {
    const productId = await approvedProduct({ quantity: 10 });
    const customer = await account('Customer');
    const { body } = await call<{ orderId: string }>(`${platform.order}/create-order`, {
      body: { id: productId, quantity: 4 },
      token: customer.idToken,
    });
    const placed = { orderId: body.orderId, productId, customer };
    await reaches(placed, 'shipping');

    expect(await cancel(placed, await admin())).toMatchObject({ status: 200 });

    await eventually('the stock', async () => ((await stockOf(productId)) === 10 ? true : undefined));
  });

  test('is for the customer or the shop', async () => {
    const placed = await awaitingOrder();

    expect(await cancel(placed, await account('Stranger'))).toMatchObject({ status: 404 });
    expect(await cancel(placed, await admin())).toMatchObject({
      status: 200,
      body: { reason: 'cancelled by the shop' },
    });
  });
});
