import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { awsError } from '../../../shared/test/sdkCalls.ts';
import type { OrderStep } from '../../src/order/nextStep.ts';
import { awaiting, changeRow, follow, overdue, paid, past, placed, placedUnpaid, row, SLOW_MS } from '../paidOrders.ts';
import { provider } from '../provider.ts';

const { dynamodb } = await import('@ecommerce/shared/dynamodb.ts');
const { stepOf } = await import('../../src/order/nextStep.ts');
const { recordNotified } = await import('../../src/order/nextCheckStore.ts');
const { endOrder } = await import('../../src/order/orderStore.ts');
const { recordCapture } = await import('../../src/payment/paymentStore.ts');
const { awaitPaymentStep } = await import('../../src/workflow/awaitPaymentStep.ts');
const { confirmOrderStep } = await import('../../src/workflow/confirmOrderStep.ts');
const { expirePaymentStep } = await import('../../src/workflow/expirePaymentStep.ts');
const { readSteps } = await import('../../src/workflow/readSteps.ts');
const { recordReservations } = await import('../../src/workflow/recordReservations.ts');

const stepNow = async (orderId: string): Promise<OrderStep> => stepOf(await row(orderId));

describe('reading the steps of some orders', () => {
  test('returns each step, the reservations to make, and the missing orders', async () => {
    const [fresh, waits, ships] = [await placedUnpaid(), await awaiting(), await paid()];
    const nobody = crypto.randomUUID();

    const { orders, toReserve, missing } = await readSteps(
      [fresh, waits, ships].map(({ orderId }) => orderId).concat(nobody),
    );

    const steps = Object.fromEntries(orders.map(({ orderId, step }) => [orderId, step]));
    expect(steps).toEqual({
      [fresh.orderId]: 'ReserveStock',
      [waits.orderId]: 'NotifyCustomer',
      [ships.orderId]: 'NotifyCustomer',
    });
    expect(toReserve).toEqual([
      {
        ...{ orderId: fresh.orderId, correlationId: fresh.correlationId },
        items: fresh.items.map(({ productId, quantity }) => ({ productId, quantity })),
      },
    ]);
    expect(missing).toEqual([nobody]);
  });

  test('marks only an invalid row as failed', async () => {
    const [broken, fine] = [await placedUnpaid(), await placedUnpaid()];
    await changeRow(broken.orderId, { '#items': [{ productId: 'p', quantity: -1 }] });

    const { orders, toReserve } = await readSteps([broken.orderId, fine.orderId]);

    expect(orders.find(({ orderId }) => orderId === broken.orderId)).toMatchObject({
      ...{ step: 'RecordFailures', error: { Error: 'ZodError' } },
    });
    expect(toReserve.map(({ orderId }) => orderId)).toEqual([fine.orderId]);
  });
});

describe('recording a reservation', () => {
  const record = async (orderId: string, outcome: string) => {
    const [step] = await recordReservations([await stepNow(orderId)], [{ orderId, outcome } as never]);
    return { step: step?.step, error: step?.error?.Error, row: await row(orderId) };
  };

  test.each([
    ['reserved', 'shipping', undefined, 'NotifyCustomer'],
    ['insufficientStock', 'rejected', 'out of stock', 'ReleaseStock'],
    ['productUnavailable', 'rejected', 'no longer available', 'ReleaseStock'],
    ['released', 'rejected', 'could not be processed', 'ReleaseStock'],
  ])('that is %s makes an order without payment %s', async (outcome, status, reason, step) => {
    const { orderId } = await placedUnpaid();

    const recorded = await record(orderId, outcome);

    expect(recorded.step).toBe(step);
    expect(recorded.row).toMatchObject({ status, ...(reason ? { reason } : {}) });
  });

  test.each([
    ['reserved', 'awaiting_payment', 'NotifyCustomer'],
    ['insufficientStock', 'rejected', 'ReleaseStock'],
  ])('that is %s makes an order with payment %s', async (outcome, status, step) => {
    const { orderId } = await placed();

    await expect(record(orderId, outcome)).resolves.toMatchObject({ step, row: { status } });
  });

  test('of an order that was paid before completes it', async () => {
    const order = await placed();
    await recordCapture(order, order.total, new Date().toISOString());

    const recorded = await record(order.orderId, 'reserved');

    expect(recorded).toMatchObject({ step: 'ConfirmOrder', row: { status: 'completed' } });
  });

  test(
    'at the moment of the payment leaves no paid order waiting',
    async () => {
      for (let attempt = 0; attempt < 10; attempt += 1) {
        const order = await placed();

        await Promise.all([
          record(order.orderId, 'reserved'),
          recordCapture(order, order.total, new Date().toISOString()),
        ]);

        expect(await row(order.orderId)).toMatchObject({ status: 'completed' });
      }
    },
    SLOW_MS,
  );

  test.each(['reserved', 'insufficientStock'])(
    'that is %s, of an order that was cancelled in the meantime, leaves it cancelled, and its stock is released',
    async (outcome) => {
      for (const order of [await placedUnpaid(), await placed()]) {
        const step = await stepNow(order.orderId);
        await endOrder(order, 'cancelled', 'cancelled by the customer');

        const [next] = await recordReservations([step], [{ orderId: order.orderId, outcome } as never]);

        expect(next?.step).toBe('ReleaseStock');
        expect(await row(order.orderId)).toMatchObject({ status: 'cancelled', reason: 'cancelled by the customer' });
      }
    },
  );

  test('is idempotent', async () => {
    const { orderId } = await placedUnpaid();
    const step = await stepNow(orderId);

    for (let time = 0; time < 2; time += 1) await recordReservations([step], [{ orderId, outcome: 'reserved' }]);

    expect(await row(orderId)).toMatchObject({ status: 'shipping', version: 2 });
  });

  test.each([
    ['busy', 'busy'],
    ['without an answer', undefined],
  ])('that is %s is retried later', async (_, outcome) => {
    const { orderId } = await placedUnpaid();

    const recorded = await record(orderId, outcome as string);

    expect(recorded).toMatchObject({ step: 'RecordFailures', error: 'StockBusy', row: { status: 'pending' } });
  });

  test.each([
    ['ThrottlingException', 'ServiceUnavailable'],
    ['ValidationException', 'ValidationException'],
  ])('whose write fails by %s marks that order alone, as %s', async (name, recorded) => {
    const orders = [await placedUnpaid(), await placedUnpaid()];
    const steps = await Promise.all(orders.map(({ orderId }) => stepNow(orderId)));
    const [first] = orders.map(({ orderId }) => orderId);
    const heal = failWrites((id) => id === first, name);

    const next = await recordReservations(
      steps,
      orders.map(({ orderId }) => ({ orderId, outcome: 'reserved' as const })),
    );
    heal();

    expect(next.map(({ step, error }) => [step, error?.Error])).toEqual([
      ['RecordFailures', recorded],
      ['NotifyCustomer', undefined],
    ]);
  });

  test('returns orders without a reservation unchanged', async () => {
    const { orderId } = await paid();
    const step = await stepNow(orderId);

    await expect(recordReservations([step], [])).resolves.toEqual([step]);
  });
});

/** From now on the writes to some orders fail. Returns what ends that. */
const failWrites = (isMeant: (orderId: string) => boolean, error: string) => {
  const name = 'failWrites';
  dynamodb.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const { Key } = args.input as { Key?: { orderId: string } };
        const isWrite = commandName === UpdateCommand.name || commandName === 'UpdateItemCommand';
        if (isWrite && isMeant(String(Key?.orderId))) throw awsError(error);
        return next(args);
      },
    { step: 'initialize', name },
  );
  return () => dynamodb.middlewareStack.remove(name);
};

describe('confirming a paid order', () => {
  test('ships it, idempotently', async () => {
    const { orderId } = await paid('completed');
    const step = await stepNow(orderId);

    const steps = [await confirmOrderStep(step), await confirmOrderStep(step)];

    expect(steps.map((one) => one.step)).toEqual(['NotifyCustomer', 'NotifyCustomer']);
    expect(await row(orderId)).toMatchObject({ status: 'shipping', shippedAt: expect.any(String) });
  });

  test('leaves it cancelled if it was cancelled in the meantime', async () => {
    const order = await paid('completed');
    const step = await stepNow(order.orderId);
    await endOrder(order, 'cancelled', 'cancelled by the customer');

    await expect(confirmOrderStep(step)).resolves.toMatchObject({ step: 'ReleaseStock' });
    expect(await row(order.orderId)).toMatchObject({ status: 'cancelled' });
  });
});

describe('waiting for a payment', () => {
  const waiting = async () => {
    const { orderId } = await awaiting();
    await recordNotified(orderId, ['ORDER_CREATED']);
    await changeRow(orderId, { nextCheckAt: past() });
    return row(orderId);
  };

  test('postpones the check until the payment is due, without a new version', async () => {
    const { orderId, payment, version } = await waiting();

    await expect(awaitPaymentStep(await stepNow(orderId))).resolves.toMatchObject({ step: 'Done' });

    expect(await row(orderId)).toMatchObject({ nextCheckAt: payment.dueAt, version });
  });

  test('is started by the sweep, also if that has postponed the check before', async () => {
    const { orderId, payment } = await waiting();
    await changeRow(orderId, {
      nextCheckAt: new Date(Date.now() + 300_000).toISOString(),
      updatedAt: past(300_000),
    });

    await follow(orderId);

    expect((await row(orderId)).nextCheckAt).toBe(payment.dueAt);
  });

  test('is not started by a message after a change, since most pay before the first check', async () => {
    const { orderId } = await placed();

    const { path } = await follow(orderId);

    expect(path).not.toContain('AwaitPayment');
    expect(Date.parse((await row(orderId)).nextCheckAt ?? '')).toBeLessThanOrEqual(Date.now() + 300_000);
  });

  test.each([
    [
      'was paid',
      'ConfirmOrder',
      (order: Awaited<ReturnType<typeof waiting>>) => recordCapture(order, order.total, past()),
    ],
    [
      'was cancelled',
      'ReleaseStock',
      (order: Awaited<ReturnType<typeof waiting>>) => endOrder(order, 'cancelled', 'cancelled by the customer'),
    ],
  ])('for one that %s in the meantime continues with %s', async (_, next, change) => {
    const order = await waiting();
    const step = await stepNow(order.orderId);
    await change(order);

    await expect(awaitPaymentStep(step)).resolves.toMatchObject({ step: next });
  });

  test('of an order without payment fails', async () => {
    const { orderId } = await placedUnpaid();

    await expect(awaitPaymentStep(await stepNow(orderId))).rejects.toThrow('has no payment');
  });
});

describe('an overdue payment', () => {
  const expire = async (orderId: string) => expirePaymentStep(await stepNow(orderId));

  test('is cancelled at the provider, and its order ends', async () => {
    const { orderId, payment } = await overdue();

    await expect(expire(orderId)).resolves.toMatchObject({ step: 'ReleaseStock' });

    expect(await row(orderId)).toMatchObject({ status: 'cancelled', reason: 'not paid in time' });
    expect((await provider.ledger(payment)).status).toBe('canceled');
  });

  test('of an order whose stock is not reserved yet ends it too', async () => {
    const { orderId } = await placed();
    await changeRow(orderId, { 'payment.dueAt': past() });

    await expect(expire(orderId)).resolves.toMatchObject({ step: 'ReleaseStock' });
  });

  test('that was captured before its event arrived is paid', async () => {
    const { orderId, payment, total } = await overdue();
    await provider.pay(payment);

    await expect(expire(orderId)).resolves.toMatchObject({ step: 'ConfirmOrder' });

    expect(await row(orderId)).toMatchObject({ status: 'completed', payment: { capturedAmount: total } });
  });

  test('of a different amount than the total ends the order, and is refunded', async () => {
    const order = await overdue();
    await provider.pay(order.payment);
    await changeRow(order.orderId, { '#total': 1 }); // as if the payment had been changed by hand

    await follow(order.orderId);

    expect(await row(order.orderId)).toMatchObject({ status: 'cancelled', payment: { refundedAmount: order.total } });
    expect(await provider.ledger(order.payment)).toMatchObject({ captured: order.total, refunded: order.total });
  });

  test('waits for an hour for an unavailable provider, and then ends the order', async () => {
    const { orderId } = await overdue();
    await changeRow(orderId, { 'payment.livemode': true }); // as if today's keys were others

    await expect(expire(orderId)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect((await row(orderId)).status).toBe('awaiting_payment');

    await changeRow(orderId, { 'payment.dueAt': new Date(Date.now() - 61 * 60_000).toISOString() });
    await expect(expire(orderId)).resolves.toMatchObject({ step: 'ReleaseStock' });
    expect((await row(orderId)).status).toBe('cancelled');
  });

  test('is not touched before it is due, nor once it was made', async () => {
    for (const order of [await awaiting(), await paid('completed'), await paid('shipping')]) {
      const step = await stepNow(order.orderId);

      const next = await expirePaymentStep({ ...step, step: 'ExpirePayment' });

      expect(next).toEqual(step);
      expect(await row(order.orderId)).toEqual(order);
    }
  });

  test(
    'at the moment of the payment is made or cancelled, and the provider agrees',
    async () => {
      for (let attempt = 0; attempt < 10; attempt += 1) {
        const order = await overdue();

        await Promise.allSettled([provider.pay(order.payment), expire(order.orderId)]);
        await expire(order.orderId);

        const { status, captured } = await provider.ledger(order.payment);
        const expected = { completed: ['succeeded', order.total], cancelled: ['canceled', 0] };
        expect([status, captured]).toEqual(expected[(await row(order.orderId)).status as 'completed']);
      }
    },
    SLOW_MS,
  );
});
