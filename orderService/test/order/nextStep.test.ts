import '../environment.ts';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CHECK_SECONDS, nextStep, STEPS, type Step, stepOf } from '../../src/order/nextStep.ts';
import { CANCELLABLE, ORDER_STATUSES, type OrderStatus, TRANSITIONS } from '../../src/order/orderStatus.ts';
import type { StoredOrder } from '../../src/order/orderStore.ts';
import { newPayment, type Payment } from '../../src/order/payment.ts';
import { order, orderReturn, storedOrder } from '../samples.ts';

const NOW = Date.parse('2026-01-02T04:00:00.000Z');
const MINUTE = 60_000;
const at = (minutes: number) => new Date(NOW + minutes * MINUTE).toISOString();
const { total } = order();

const payment = (changes: Partial<Payment> = {}): Payment => ({
  ...newPayment({ provider: 'test', paymentIntentId: 'pi_1', livemode: false, dueAt: at(20) }),
  ...changes,
});
const refund = { amount: 100, state: 'requested' as const, at: at(-1), reason: 'torn' };
const payments: Record<string, Payment | undefined> = {
  none: undefined,
  unpaid: payment(),
  overdue: payment({ dueAt: at(-1) }),
  paid: payment({ capturedAmount: total }),
  'paid, overdue': payment({ capturedAmount: total, dueAt: at(-1) }),
  'refund of unknown outcome': payment({ capturedAmount: total, refundedAmount: 100, refunds: { k: refund } }),
  'refund answered': payment({
    capturedAmount: total,
    refundedAmount: 100,
    refunds: { k: { ...refund, refundId: 're' } },
  }),
};
/** The check of a row that was changed a minute ago: as the change has set it, put off by the sweeper, due, put off until the payment is due. */
const checks = { set: at(4), swept: at(5), due: at(-1), awaited: at(20) };
type Check = keyof typeof checks;

const rowOf = (status: OrderStatus, paid: string, check: Check = 'set', notified: string[] = []): StoredOrder => {
  const { payment: _, ...row } = storedOrder();
  const one = payments[paid];
  return {
    ...row,
    ...{ status, updatedAt: at(-1), nextCheckAt: checks[check] },
    ...(one ? { payment: one } : {}),
    ...(notified.length > 0 ? { notified: new Set(notified) } : {}),
  };
};
const placedOnly = ['ORDER_CREATED'];

describe('the step of a row', () => {
  const table: [OrderStatus, string, Check, string[], Step][] = [
    ['pending', 'none', 'set', [], 'ReserveStock'],
    ['pending', 'none', 'due', placedOnly, 'ReserveStock'],
    ['pending', 'unpaid', 'set', [], 'ReserveStock'],
    ['pending', 'paid', 'set', [], 'ReserveStock'],
    ['pending', 'overdue', 'set', [], 'ExpirePayment'],
    ['pending', 'paid, overdue', 'set', [], 'ReserveStock'],
    ['awaiting_payment', 'unpaid', 'set', [], 'NotifyCustomer'],
    ['awaiting_payment', 'unpaid', 'due', [], 'NotifyCustomer'],
    ['awaiting_payment', 'unpaid', 'set', placedOnly, 'Done'],
    ['awaiting_payment', 'unpaid', 'due', placedOnly, 'AwaitPayment'],
    ['awaiting_payment', 'unpaid', 'swept', placedOnly, 'AwaitPayment'],
    ['awaiting_payment', 'unpaid', 'awaited', placedOnly, 'Done'],
    ['awaiting_payment', 'overdue', 'set', [], 'ExpirePayment'],
    ['awaiting_payment', 'overdue', 'due', placedOnly, 'ExpirePayment'],
    ['completed', 'paid', 'set', [], 'ConfirmOrder'],
    ['completed', 'paid, overdue', 'due', placedOnly, 'ConfirmOrder'],
    ['shipping', 'none', 'set', [], 'NotifyCustomer'],
    ['shipping', 'paid', 'due', [...placedOnly, 'ORDER_SHIPPING'], 'NotifyCustomer'],
    ['shipping', 'refund answered', 'set', [], 'NotifyCustomer'],
    ['shipping', 'refund of unknown outcome', 'set', [], 'RefundPayment'],
    ['rejected', 'none', 'set', [], 'ReleaseStock'],
    ['rejected', 'paid', 'set', [], 'ReleaseStock'],
    ['cancelled', 'none', 'due', [], 'ReleaseStock'],
    ['cancelled', 'overdue', 'set', [], 'ReleaseStock'],
    ['cancelled', 'refund of unknown outcome', 'set', [], 'ReleaseStock'],
  ];
  test.each(table)('%s, payment %s, check %s, notified %j is %5$s', (status, paid, check, notified, step) => {
    expect(nextStep(rowOf(status, paid, check, notified), NOW)).toBe(step);
  });

  test.each(ORDER_STATUSES.flatMap((status) => Object.keys(payments).map((paid) => [status, paid] as const)))(
    '%s, payment %s, without a check is Done',
    (status, paid) => {
      const { nextCheckAt: _, ...closed } = rowOf(status, paid);

      expect(nextStep(closed, NOW)).toBe('Done');
    },
  );
});

test('units that came back go into stock before their money goes back, unless they are not to', () => {
  const refunding = rowOf('shipping', 'refund of unknown outcome');
  const came = orderReturn({ status: 'received', restock: true });

  expect(nextStep({ ...refunding, returns: [came] }, NOW)).toBe('RestockReturns');
  expect(nextStep({ ...refunding, returns: [{ ...came, restock: false }] }, NOW)).toBe('RefundPayment');
  expect(nextStep({ ...refunding, returns: [{ ...came, restockedAt: at(0) }] }, NOW)).toBe('RefundPayment');
});

test('the workflow passes the order’s identity, the version of its step, and whether it has a payment', () => {
  const { orderId, customerId, correlationId } = order();
  const row = storedOrder({ version: 3 });

  expect(stepOf(row)).toEqual({
    ...{ orderId, customerId, correlationId },
    ...{ version: 3, hasPayment: false, step: 'ReserveStock' },
  });
  expect(stepOf({ ...row, payment: payment() }, 'Done')).toMatchObject({ hasPayment: true, step: 'Done' });
});

/** What a step makes of a row, as the functions write it. `moment` is when. */
const take: Record<Step, (row: StoredOrder, outcome: 'reserved' | 'insufficientStock') => StoredOrder> = {
  ReserveStock: (row, outcome) => {
    if (outcome !== 'reserved') return changed(row, 'rejected');
    if (!row.payment) return changed(row, 'shipping');
    return changed(row, row.payment.capturedAmount > 0 ? 'completed' : 'awaiting_payment');
  },
  ConfirmOrder: (row) => changed(row, 'shipping'),
  AwaitPayment: (row) => ({ ...row, nextCheckAt: row.payment?.dueAt ?? '' }),
  ExpirePayment: (row) => changed(row, 'cancelled'),
  ReleaseStock: (row) => row,
  RestockReturns: (row) =>
    changed({ ...row, returns: (row.returns ?? []).map((one) => ({ ...one, restockedAt: at(0) })) }, row.status),
  RefundPayment: (row) => {
    if (!row.payment) return row;
    const refunds = Object.entries(row.payment.refunds).map(([key, one]) => [key, { ...one, refundId: `re_${key}` }]);
    return changed({ ...row, payment: { ...row.payment, refunds: Object.fromEntries(refunds) } }, row.status);
  },
  NotifyCustomer: (row) => {
    const { nextCheckAt: _, ...closed } = row;
    return row.status === 'awaiting_payment' ? { ...row, notified: new Set(placedOnly) } : closed;
  },
  Done: (row) => row,
};
const changed = (row: StoredOrder, status: OrderStatus): StoredOrder => ({
  ...row,
  ...{ status, version: row.version + 1, updatedAt: at(0), nextCheckAt: at(CHECK_SECONDS / 60) },
});

/** The steps that one execution takes, by the ways of orderWorkflow.cjs. */
const stepsOf = (
  start: StoredOrder,
  outcome: 'reserved' | 'insufficientStock',
): { steps: Step[]; end: StoredOrder } => {
  const steps: Step[] = [];
  let row = start;
  for (let step = nextStep(row, NOW); step !== 'Done' && steps.length < 20; step = nextStep(row, NOW)) {
    if (step === 'ReserveStock' && steps.length > 0) break; // only its first state asks for stock
    const taken: Step[] = step === 'ReleaseStock' ? ['ReleaseStock', 'RefundPayment', 'NotifyCustomer'] : [step];
    for (const one of taken) row = take[one](row, outcome);
    steps.push(...taken);
  }
  return { steps, end: row };
};

const rows = fc
  .record({
    status: fc.constantFrom(...ORDER_STATUSES),
    paid: fc.constantFrom(...Object.keys(payments)),
    check: fc.constantFrom(...(Object.keys(checks) as Check[])),
    notified: fc.subarray(['ORDER_CREATED', 'PAYMENT_COMPLETED', 'ORDER_SHIPPING']),
  })
  .map(({ status, paid, check, notified }) => rowOf(status, paid, check, notified))
  .filter(({ status, payment }) => reachable(status, payment !== undefined) && hasCome(status, payment));
const outcomes = fc.constantFrom('reserved' as const, 'insufficientStock' as const);

/** An order waits while nothing was paid, and goes on once it was. */
const hasCome = (status: OrderStatus, paid: Payment | undefined): boolean => {
  if (!paid || !['awaiting_payment', 'completed', 'shipping'].includes(status)) return true;
  return paid.capturedAmount > 0 === (status !== 'awaiting_payment');
};

const reachable = (status: OrderStatus, hasPayment: boolean): boolean => {
  const moves = TRANSITIONS[hasPayment ? 'withPayment' : 'withoutPayment'];
  const reached = new Set<OrderStatus>(['pending']);
  for (const one of reached) for (const next of moves[one]) reached.add(next);
  return reached.has(status);
};

describe('whatever a row says,', () => {
  test('its step is a state of the workflow', () => {
    fc.assert(fc.property(rows, (row) => STEPS.includes(nextStep(row, NOW))));
  });

  test('an execution ends after a few steps', () => {
    fc.assert(
      fc.property(rows, outcomes, (row, outcome) => {
        expect(stepsOf(row, outcome).steps.length).toBeLessThanOrEqual(6);
      }),
    );
  });

  test('stock is released before money is refunded, and the customer is notified last', () => {
    fc.assert(
      fc.property(rows, outcomes, (row, outcome) => {
        const { steps, end } = stepsOf(row, outcome);
        const isOver = !CANCELLABLE.includes(end.status);

        if (!isOver) return;
        expect(steps.indexOf('ReleaseStock')).toBeGreaterThanOrEqual(0);
        expect(steps.indexOf('ReleaseStock')).toBeLessThan(steps.indexOf('RefundPayment'));
        expect(steps.at(-1)).toBe('NotifyCustomer');
      }),
    );
  });

  test('an execution leaves it closed, or waiting with a check ahead', () => {
    fc.assert(
      fc.property(rows, outcomes, (row, outcome) => {
        const { end } = stepsOf(row, outcome);

        if (end.nextCheckAt === undefined) expect(['shipping', 'rejected', 'cancelled']).toContain(end.status);
        else expect(end.status).toBe('awaiting_payment');
        if (end.nextCheckAt !== undefined) expect(Date.parse(end.nextCheckAt)).toBeGreaterThan(NOW);
      }),
    );
  });
});
