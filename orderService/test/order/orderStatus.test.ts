import { RESERVATION_OUTCOMES } from '@ecommerce/shared/productFunctions.ts';
import { describe, expect, test } from '@jest/globals';
import {
  CANCELLABLE,
  ORDER_STATUSES,
  type OrderStatus,
  REJECTION_REASONS,
  rejectionReason,
  statusesBefore,
  TRANSITIONS,
} from '../../src/order/orderStatus.ts';

describe.each(['withoutPayment', 'withPayment'] as const)('the transitions of an order %s', (flow) => {
  const moves = TRANSITIONS[flow];
  const reached = new Set<OrderStatus>(['pending']);
  for (const status of reached) for (const next of moves[status]) reached.add(next);

  test('reach all statuses that it can have', () => {
    const all = flow === 'withPayment' ? [...ORDER_STATUSES] : ['pending', 'shipping', 'rejected', 'cancelled'];

    expect([...reached].sort()).toEqual(all.sort());
  });

  test('never lead back: no status can be reached from itself', () => {
    const after = (status: OrderStatus): OrderStatus[] => moves[status].flatMap((next) => [next, ...after(next)]);

    for (const status of ORDER_STATUSES) expect(after(status)).not.toContain(status);
  });

  test('end in rejected or cancelled, or in shipping unless it is cancelled', () => {
    const ends = [...reached].filter((status) => moves[status].length === 0);

    expect(ends.sort()).toEqual(['cancelled', 'rejected']);
    expect(moves.shipping).toEqual(['cancelled']);
    expect(CANCELLABLE.every((status) => moves[status].includes('cancelled') || moves[status].length === 0)).toBe(true);
  });
});

test('only an order without payment ships without having been completed', () => {
  expect(statusesBefore('shipping', 'withoutPayment')).toEqual(['pending']);
  expect(statusesBefore('shipping', 'withPayment')).toEqual(['completed']);
  expect(statusesBefore('pending', 'withPayment')).toEqual([]);
});

describe('the reason of a rejection', () => {
  test.each([
    ['insufficientStock', 'out of stock'],
    ['productUnavailable', 'no longer available'],
    ['released', 'could not be processed'],
  ] as const)('for the outcome %s is %j', (outcome, reason) => {
    expect(rejectionReason(outcome)).toBe(reason);
  });

  test('exists for every failed outcome', () => {
    for (const outcome of RESERVATION_OUTCOMES) {
      if (outcome !== 'reserved' && outcome !== 'busy') expect(REJECTION_REASONS).toContain(rejectionReason(outcome));
    }
  });
});
