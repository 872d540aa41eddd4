import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { call, eventually } from '../../cli/shopClient.ts';
import {
  atProvider,
  awaitingOrder,
  changeRow,
  control,
  ledgerOf,
  orderRow,
  type PaidOrderView,
  past,
  paymentOf,
  shippedOrder,
  sweepOrders,
  view,
} from './paidOrders.ts';
import { account, admin, platform } from './shop.ts';

const refund = async (orderId: string, body?: object, key?: string) =>
  call<PaidOrderView & { code?: string; refundable?: number }>(`${platform.order}/orders/${orderId}/refund`, {
    method: 'POST',
    token: (await admin()).idToken,
    ...(body ? { body } : {}),
    ...(key ? { headers: { 'idempotency-key': key } } : {}),
  });

describe('a refund', () => {
  test('in part and then of the remainder refunds what was paid, and no more', async () => {
    const placed = await shippedOrder();

    const part = await refund(placed.orderId, { amount: 9.98, reason: 'a scratch' });
    const tooFine = await refund(placed.orderId, { amount: 9.985 });
    const tooMuch = await refund(placed.orderId, { amount: 90.01 });
    const rest = await refund(placed.orderId);
    const nothingLeft = await refund(placed.orderId);

    expect(part).toMatchObject({ status: 200, body: { status: 'SHIPPING', payment: { paid: 99.98, refunded: 9.98 } } });
    expect(tooFine).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } });
    expect(tooMuch).toMatchObject({ status: 409, body: { code: 'REFUND_TOO_LARGE', refundable: 90 } });
    expect(rest).toMatchObject({ status: 200, body: { payment: { refunded: 99.98 } } });
    expect(nothingLeft).toMatchObject({ status: 409, body: { code: 'REFUND_TOO_LARGE', refundable: 0 } });
    expect(await ledgerOf(placed.orderId)).toMatchObject({ captured: 9998, refunded: 9998 });
  });

  test('repeated with its key is made once, and another one with it is rejected', async () => {
    const { orderId } = await shippedOrder();
    const key = randomUUID();

    const answers = await Promise.all(Array.from({ length: 4 }, () => refund(orderId, { amount: 10 }, key)));
    const other = await refund(orderId, { amount: 11 }, key);

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(other).toMatchObject({ status: 409, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
    expect((await ledgerOf(orderId)).refunded).toBe(1000);
  });

  test('never exceeds the payment, even if several concurrent ones request more', async () => {
    const { orderId } = await shippedOrder();

    const answers = await Promise.all(Array.from({ length: 5 }, () => refund(orderId, { amount: 30 })));

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
    expect(answers.filter(({ body }) => body.code === 'REFUND_TOO_LARGE')).toHaveLength(2);
    expect((await ledgerOf(orderId)).refunded).toBe(9000);
  });

  test.each([{ amount: 0 }, { amount: -1 }, { amount: 0.0001 }, { amount: '5' }, { reason: '' }, { sum: 1 }])(
    'of %j is rejected',
    async (body) => {
      expect(await refund(randomUUID(), body)).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } });
    },
  );

  test('is only for administrators, and for existing, paid orders', async () => {
    const waiting = await awaitingOrder();
    const asCustomer = await call(`${platform.order}/orders/${waiting.orderId}/refund`, {
      method: 'POST',
      token: (await account('Customer')).idToken,
    });

    expect(asCustomer.status).toBe(403);
    expect(await refund(randomUUID())).toMatchObject({ status: 404 });
    expect(await refund(waiting.orderId)).toMatchObject({ status: 409, body: { code: 'ORDER_NOT_REFUNDABLE' } });
  });

  test('that was made at the provider by hand counts too', async () => {
    const placed = await shippedOrder();
    const { paymentIntent } = await paymentOf(placed.orderId);

    await atProvider('/refunds', { payment_intent: paymentIntent, amount: '2998' });

    await eventually('the refund', async () => ((await view(placed)).payment.refunded === 29.98 ? true : undefined));
    expect(await refund(placed.orderId, { amount: 70.01 })).toMatchObject({ status: 409, body: { refundable: 70 } });
  });

  test('whose response was lost is requested again, and made once', async () => {
    const { orderId } = await shippedOrder();
    const begun = { amount: 500, state: 'requested', at: past(), reason: 'refunded by the shop' };
    const payment = { ...((await orderRow(orderId)).payment as object), refunds: { lost: begun }, refundedAmount: 500 };
    await changeRow(orderId, { payment, version: 98, sweepShard: orderId.charAt(0), nextCheckAt: past() });

    await sweepOrders();
    const settled = { payment: { refunds: { lost: { state: 'succeeded' } } } };
    await eventually('the refund', async () => ((await ledgerOf(orderId)).refunded === 500 ? true : undefined));
    await eventually('the end', async () => ('nextCheckAt' in (await orderRow(orderId)) ? undefined : true));
    await changeRow(orderId, { payment, version: 198, sweepShard: orderId.charAt(0), nextCheckAt: past() });
    await sweepOrders();

    await eventually('the end', async () => ('nextCheckAt' in (await orderRow(orderId)) ? undefined : true));
    expect((await ledgerOf(orderId)).refunded).toBe(500);
    expect(await orderRow(orderId)).toMatchObject(settled);
  });

  test('that the bank rejects days later no longer counts, and can be made again', async () => {
    const placed = await shippedOrder('pm_card_pendingRefund');
    await refund(placed.orderId);
    const { payment } = (await orderRow(placed.orderId)) as {
      payment: { refunds: Record<string, { refundId: string }> };
    };
    const [begun] = Object.values(payment.refunds);
    expect(begun).toMatchObject({ state: 'requested', amount: 9998 });

    await control(`/test/refunds/${begun?.refundId}/settle`, { status: 'failed' });

    await eventually('the failure', async () => ((await view(placed)).payment.refunded === 0 ? true : undefined));
    expect(await refund(placed.orderId)).toMatchObject({ status: 200, body: { payment: { refunded: 99.98 } } });
  });
});
