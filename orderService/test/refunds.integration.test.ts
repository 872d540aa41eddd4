import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { PublishCommand } from '@aws-sdk/client-sns';
import { describe, expect, test } from '@jest/globals';
import { awsError } from '../../shared/test/sdkCalls.ts';
import type { PaidOrder } from '../src/payment/paymentStore.ts';
import {
  awaiting,
  changeRow,
  clients,
  placed,
  resetClients,
  row,
  SLOW_MS,
  told,
  waitFor,
  woken,
} from './paidOrders.ts';
import { provider } from './provider.ts';
import { ann } from './samples.ts';

const { cancelOrder } = await import('../src/cancellation/cancelOrder.ts');
const { cancelUnpaidOrder } = await import('../src/cancellation/expirePayment.ts');
const { moveOrder } = await import('../src/order/orderStore.ts');
const { beginRefund, noteCapture } = await import('../src/payment/paymentStore.ts');
const { finishRefunds, newRefund, returnPayment } = await import('../src/refund/refunds.ts');
const { refundOrder } = await import('../src/refund/refundOrder.ts');

/** An order that is paid and in `status`. */
const paid = async (status: 'completed' | 'shipping' | 'cancelled' = 'shipping'): Promise<PaidOrder> => {
  const order = await awaiting();
  await provider.pay(order.payment);
  await noteCapture(order, order.total);
  if (status !== 'completed') await moveOrder(order, status);
  return row(order.orderId);
};

describe('the payment of an order that takes none', () => {
  test('cannot be made any more', async () => {
    const { orderId } = await awaiting();
    await cancelOrder(ann, orderId);

    await returnPayment(await row(orderId));

    const { payment } = await row(orderId);
    await expect(provider.pay(payment)).rejects.toMatchObject({ code: 'payment_intent_unexpected_state' });
    expect(told()).toEqual([]);
  });

  test('that was made unheard of goes back', async () => {
    const order = await awaiting();
    await provider.pay(order.payment);
    await cancelOrder(ann, order.orderId);

    await returnPayment(await row(order.orderId));

    expect(await provider.ledger(order.payment)).toMatchObject({ captured: order.total, refunded: order.total });
    expect((await row(order.orderId)).payment).toMatchObject({
      capturedAmount: order.total,
      refundedAmount: order.total,
      refunds: { return: { state: 'succeeded', reason: 'cancelled by the customer' } },
    });
    expect(told()).toEqual(['ORDER_REFUNDED']);
  });

  test('goes back once, however many return it at once', async () => {
    const order = await paid('cancelled');

    await Promise.all(Array.from({ length: 5 }, () => returnPayment(order)));

    expect(await provider.ledger(order.payment)).toMatchObject({ refunded: order.total });
    expect(Object.keys((await row(order.orderId)).payment.refunds)).toEqual(['return']);
  });

  test('that went back, of which nobody could be told, is told of by the next try', async () => {
    const order = await paid('cancelled');
    clients.sns.on(PublishCommand).rejectsOnce(awsError('InternalError')).resolves({});
    await expect(returnPayment(order)).rejects.toThrow('InternalError');
    resetClients();

    await returnPayment(await row(order.orderId));

    expect(told()).toEqual(['ORDER_REFUNDED']);
    expect(await provider.ledger(order.payment)).toMatchObject({ refunded: order.total });
  });

  test('whose refund was begun and never answered is asked for again', async () => {
    const order = await paid('cancelled');
    await beginRefund(order, 'return', newRefund(order.total, 'cancelled by the customer'));

    await returnPayment(await row(order.orderId));
    await returnPayment(await row(order.orderId));

    expect(await provider.ledger(order.payment)).toMatchObject({ refunded: order.total });
  });

  test('that the provider refuses to return says so, and is tried under another key next time', async () => {
    const order = await awaiting();
    await noteCapture(order, order.total); // the shop believes in money that the provider never had
    await moveOrder(order, 'cancelled');

    await expect(returnPayment(await row(order.orderId))).rejects.toMatchObject({ name: 'PaymentNotReturned' });
    await provider.pay(order.payment);
    await returnPayment(await row(order.orderId));

    expect((await row(order.orderId)).payment).toMatchObject({
      refundedAmount: order.total,
      refunds: { return: { state: 'failed' }, 'return-2': { state: 'succeeded' } },
    });
  });
});

describe('an order that nobody has paid', () => {
  test('is not cancelled before it is due', async () => {
    const order = await awaiting();

    await expect(cancelUnpaidOrder(order)).rejects.toMatchObject({ name: 'PaymentAwaited' });
    expect(await row(order.orderId)).toEqual(order);
  });

  describe('and is due', () => {
    const overdue = async () => {
      const order = await awaiting();
      await changeRow(order.orderId, { 'payment.dueAt': new Date(Date.now() - 1000).toISOString() });
      return row(order.orderId);
    };

    test('is cancelled, its payment first', async () => {
      const order = await overdue();

      await cancelUnpaidOrder(order);

      expect(await row(order.orderId)).toMatchObject({ status: 'cancelled', reason: 'not paid in time' });
      expect((await provider.ledger(order.payment)).status).toBe('canceled');
      expect(told()).toEqual(['ORDER_CANCELLED']);
    });

    test('but was paid unheard of is paid', async () => {
      const order = await overdue();
      await provider.pay(order.payment);

      await expect(cancelUnpaidOrder(order)).rejects.toMatchObject({ name: 'OrderPaid' });

      expect(await row(order.orderId)).toMatchObject({ status: 'completed', payment: { capturedAmount: order.total } });
      expect(told()).toEqual(['PAYMENT_COMPLETED']);
    });

    test.each(['completed', 'shipping'] as const)(
      'but was paid unheard of, and is %s when the topic is there again, is told of as paid',
      async (status) => {
        const order = await overdue();
        await provider.pay(order.payment);
        clients.sns.on(PublishCommand).rejectsOnce(awsError('InternalError')).resolves({});
        await expect(cancelUnpaidOrder(order)).rejects.toThrow('InternalError');
        resetClients();
        if (status === 'shipping') await moveOrder(order, status);

        await expect(cancelUnpaidOrder(order)).rejects.toMatchObject({ name: 'OrderPaid' });

        expect(told()).toEqual(['PAYMENT_COMPLETED']);
      },
    );

    test('but was paid another sum than it costs is cancelled, and that sum goes back', async () => {
      const order = await overdue();
      await provider.pay(order.payment);
      await changeRow(order.orderId, { '#total': 1 }); // as if the payment had been changed by hand

      await cancelUnpaidOrder(order);
      await returnPayment(await row(order.orderId));

      expect(await row(order.orderId)).toMatchObject({ status: 'cancelled', payment: { refundedAmount: order.total } });
      expect(await provider.ledger(order.payment)).toMatchObject({ captured: order.total, refunded: order.total });
    });

    test('is cancelled also while the provider is out of reach', async () => {
      const order = await overdue();
      await changeRow(order.orderId, { 'payment.livemode': true }); // as if today's keys were others

      await cancelUnpaidOrder(order);

      expect((await row(order.orderId)).status).toBe('cancelled');
    });

    test(
      'at the moment of the payment is paid or cancelled, and the provider agrees',
      async () => {
        for (let attempt = 0; attempt < 10; attempt += 1) {
          const order = await overdue();

          await Promise.allSettled([provider.pay(order.payment), cancelUnpaidOrder(order)]);
          await cancelUnpaidOrder(order).catch(() => undefined);

          const { status, captured } = await provider.ledger(order.payment);
          const expected = { completed: ['succeeded', order.total], cancelled: ['canceled', 0] };
          expect([status, captured]).toEqual(expected[(await row(order.orderId)).status as 'completed']);
        }
      },
      SLOW_MS,
    );
  });

  test.each([
    ['shipping', 'OrderPaid'],
    ['completed', 'OrderPaid'],
  ] as const)('or has, and is %s, goes on as %s', async (status, name) => {
    await expect(cancelUnpaidOrder(await paid(status))).rejects.toMatchObject({ name });
  });

  test('and was rejected goes on as rejected; cancelled before, it is told of again', async () => {
    const [rejected, cancelled] = [await placed(), await awaiting()];
    await moveOrder(rejected, 'rejected', 'out of stock');
    await cancelOrder(ann, cancelled.orderId);

    await expect(cancelUnpaidOrder(rejected)).rejects.toMatchObject({ name: 'OrderRejected' });
    await cancelUnpaidOrder(cancelled);

    expect(told()).toEqual(['ORDER_CANCELLED']);
    expect(woken()).toEqual(['OrderCancelled']);
  });

  test('is not waited for once it is cancelled', async () => {
    const order = await placed();
    await cancelOrder(ann, order.orderId);

    await expect(waitFor(order.orderId)).rejects.toMatchObject({ name: 'OrderCancelled' });
  });
});

describe('a refund', () => {
  const refund = (order: PaidOrder, amount?: number, key?: string) =>
    refundOrder(order.orderId, amount === undefined ? undefined : { amount }, key);

  test(
    'never exceeds what was paid, however many ask at once',
    async () => {
      const order = await paid();

      const results = await Promise.allSettled(Array.from({ length: 8 }, () => refund(order, 40)));

      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
      expect(await provider.ledger(order.payment)).toMatchObject({ refunded: 12_000 });
      await refund(order);
      expect((await row(order.orderId)).payment.refundedAmount).toBe(order.total);
      await expect(refund(order)).rejects.toMatchObject({ code: 'REFUND_TOO_LARGE', data: { refundable: 0 } });
    },
    SLOW_MS,
  );

  test('whose news could not be told is told of when it is repeated', async () => {
    const order = await paid();
    clients.sns.on(PublishCommand).rejectsOnce(awsError('InternalError')).resolves({});

    await expect(refund(order, 1, 'k')).rejects.toThrow('InternalError');
    resetClients();
    await refund(order, 1, 'k');

    expect(told()).toEqual(['ORDER_REFUNDED']);
    expect(await provider.ledger(order.payment)).toMatchObject({ refunded: 100 });
  });

  test('that was begun before the function died is made when it is repeated, or looked after', async () => {
    const [one, other] = [await paid(), await paid()];
    for (const order of [one, other]) await beginRefund(order, 'k', newRefund(100, 'refunded by the shop'));

    await finishRefunds(await row(one.orderId));
    await finishRefunds(await row(one.orderId));

    expect(await provider.ledger(one.payment)).toMatchObject({ refunded: 100 });
    expect((await row(other.orderId)).payment.refundedAmount).toBe(100); // kept free until it is known
  });

  test('that the provider refuses counts no more, and says so again under its key', async () => {
    const order = await awaiting();
    await noteCapture(order, order.total);
    await moveOrder(order, 'shipping');

    for (let attempt = 0; attempt < 2; attempt += 1) {
      await expect(refund(order, 1, 'k')).rejects.toMatchObject({ code: 'ORDER_NOT_REFUNDABLE' });
    }
    expect((await row(order.orderId)).payment.refundedAmount).toBe(0);
  });

  test('of what does not ship yet, or was never paid, is refused', async () => {
    for (const order of [await paid('completed'), await awaiting()]) {
      await expect(refund(order)).rejects.toMatchObject({ code: 'ORDER_NOT_REFUNDABLE' });
    }
    await expect(refundOrder(crypto.randomUUID(), undefined, undefined)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('an order that ships', () => {
  const boss = { ...ann, userId: 'boss', groups: ['admin'] };
  const started = () => clients.sfn.commandCalls(StartExecutionCommand).map(({ args: [{ input }] }) => input.name);

  test('is cancelled by an administrator, however often, and its workflow started anew once by name', async () => {
    const { orderId } = await paid();

    await cancelOrder(boss, orderId);
    await cancelOrder(boss, orderId);

    expect(await row(orderId)).toMatchObject({ status: 'cancelled', reason: 'cancelled by the shop', restarts: 1 });
    expect(started()).toEqual([`${orderId}-1`]);
  });

  test('is cancelled although its workflow cannot be started: it is looked after', async () => {
    const { orderId } = await paid();
    clients.sfn.on(StartExecutionCommand).rejects(new Error('ServiceUnavailable'));

    await cancelOrder(boss, orderId);

    expect(await row(orderId)).toMatchObject({ status: 'cancelled', restarts: 1, openUntil: expect.any(String) });
  });

  test('is not cancelled by its customer', async () => {
    const { orderId } = await paid();

    await expect(cancelOrder(ann, orderId)).rejects.toMatchObject({ code: 'ORDER_NOT_CANCELLABLE' });
    expect(await row(orderId)).toMatchObject({ status: 'shipping' });
  });
});
